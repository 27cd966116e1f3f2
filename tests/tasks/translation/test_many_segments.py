"""Segments in shared batches: each gets its translation, and failed ones a second try."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.errors import AppError, Code
from desktop_lm.messages import Completion, GenerateMany, Reply, Request, StopReason
from desktop_lm.tasks.translation.checks import Flag, flags_of
from desktop_lm.tasks.translation.known import Known
from desktop_lm.tasks.translation.many_segments import (
    ManySegments,
    ManyTranslated,
    Translated,
    TranslationManyTask,
)
from desktop_lm.tasks.translation.prompt import Direction
from desktop_lm.tasks.translation.protect import Kind, Protected
from desktop_lm.tasks.translation.style import Style
from tests.tasks.driving import MODEL, done, play

TO_FRENCH = Direction("en", "fr")
Translate = Callable[[str, int], str]  # of a prompt's item and the number of beams


def engine(translate: Translate, seen: list[GenerateMany]) -> Callable[[Request], Iterator[Reply]]:
    """Answers in an order of its own."""

    def answer(request: Request) -> Iterator[Reply]:
        assert isinstance(request, GenerateMany)
        seen.append(request)
        for index, item in reversed(list(enumerate(request.items))):
            text = translate(item[0].text, request.beams)
            yield Completion(
                id=request.id,
                index=index,
                text=text,
                ends=(len(text),),
                probabilities=(0.5,),
                stop_reason=StopReason.END,
            )
        yield done(request)

    return answer


def translated(
    segments: tuple[str, ...], translate: Translate, direction: Direction = TO_FRENCH
) -> tuple[dict[int, Translated], list[GenerateMany], ManyTranslated]:
    seen: list[GenerateMany] = []
    task = TranslationManyTask(MODEL, ManySegments(segments, direction))
    updates = [u for u in play(task, engine(translate, seen)) if isinstance(u, Translated)]
    by_index = {update.index: update for update in updates}
    assert len(by_index) == len(updates), "a segment came twice"
    return by_index, seen, task.result()


words = st.text(st.sampled_from("abc 1\n"), max_size=6)


@given(st.lists(words, max_size=12))
def test_every_segment_gets_its_own(segments: list[str]) -> None:
    found, seen, result = translated(tuple(segments), lambda text, _: f"Mot {text.strip()} ici ")

    assert sorted(found) == list(range(len(segments)))
    assert result.translated == len(segments)
    for index, segment in enumerate(segments):
        expected = f"Mot {segment.strip()} ici" if segment.strip() else ""
        assert found[index].text == expected
    different = {segment for segment in segments if segment.strip()}
    first_round = [item for request in seen if request.beams == 1 for item in request.items]
    assert len(first_round) == len(different)


def test_large_numbers_go_in_several_requests() -> None:
    segments = tuple(f"word {number}" for number in range(500))

    found, seen, _ = translated(segments, lambda text, _: f"mot {text}")

    assert len(found) == 500
    assert len(seen) > 2
    assert all(request.prefix == seen[0].prefix for request in seen)


def test_what_failed_is_tried_once_more_with_a_search() -> None:
    def lazy(text: str, beams: int) -> str:
        return text if beams == 1 else "Une tasse de café."

    found, seen, result = translated(("A cup of coffee.", "Yes."), lazy)

    assert [request.beams for request in seen] == [1, 3]
    assert found[0].text == "Une tasse de café."
    assert found[0].retried
    assert found[0].flags == ()
    assert not found[1].retried
    assert result == ManyTranslated(translated=2, retried=1)


FIGURE = "See Figure 3."
FIXED = (Protected(4, 12, Kind.FIXED),)  # a field, whose words the document fills in
CODE = (Protected(5, 12, Kind.FIXED),)


def into_french(text: str, _beams: int) -> str:
    return text.replace("See", "Voir").replace("Figure", "image")


@pytest.mark.parametrize("kept", [(FIXED, (), FIXED), ((), FIXED, ())])
def test_what_is_fixed_in_some_places_is_translated_for_each(
    kept: tuple[tuple[Protected, ...], ...],
) -> None:
    task = TranslationManyTask(MODEL, ManySegments((FIGURE,) * 3, TO_FRENCH, kept=kept))

    updates = play(task, engine(into_french, []))

    found = {update.index: update.text for update in updates if isinstance(update, Translated)}
    expected = ["Voir Figure 3." if fixed else "Voir image 3." for fixed in kept]
    assert [found[index] for index in range(3)] == expected


class Memory:
    """Implements KnownTranslations: a person's translation of whatever comes."""

    def __init__(self, target: str) -> None:
        self._target = target

    def find(self, segment: str, before: str, fixed: tuple[Protected, ...] = ()) -> Known | None:
        return Known(self._target, edited=True)


@pytest.mark.parametrize(
    ("segment", "kept", "known", "expected"),
    [
        (FIGURE, (), "Voyez l'image 3.", "Voyez l'image 3."),
        (FIGURE, FIXED, "Voyez l'image 3.", "Voir Figure 3."),
        (FIGURE, FIXED, "Voyez Figure 3.", "Voyez Figure 3."),
        # Code is seen without its file: who left it out wanted it.
        ("Take `ls -a`.", CODE, "Prenez ça.", "Prenez ça."),
    ],
)
def test_what_is_known_is_taken_where_it_has_what_is_fixed(
    segment: str, kept: tuple[Protected, ...], known: str, expected: str
) -> None:
    given = ManySegments((segment,), TO_FRENCH, known=Memory(known), kept=(kept,))
    task = TranslationManyTask(MODEL, given)

    updates = play(task, engine(into_french, []))

    (found,) = (update for update in updates if isinstance(update, Translated))
    assert (found.text, found.known) == (expected, known == expected)


def test_what_fails_twice_is_marked_and_the_better_try_stays() -> None:
    found, _, _ = translated(("A cup of coffee.",), lambda text, beams: text if beams == 1 else "")

    assert found[0].retried
    assert len(found[0].flags) == 1
    assert found[0].flags[0] in (Flag.SAME, Flag.EMPTY)
    assert found[0].text == "A cup of coffee."


def test_a_missing_number_is_marked_and_not_tried_again() -> None:
    found, seen, _ = translated(("I have 12 cups.",), lambda *_: "J'ai des tasses.")

    assert found[0].flags == (Flag.NUMBERS,)
    assert len(seen) == 1


def test_the_same_language_twice_is_refused() -> None:
    task = TranslationManyTask(MODEL, ManySegments(("a",), Direction("en", "en")))

    with pytest.raises(AppError) as caught:
        task.next_request(1)

    assert caught.value.code is Code.SAME_LANGUAGE


def test_the_other_variety_of_chinese_is_tried_once_more_and_marked() -> None:
    direction = Direction("en", "zh", Style(variety="Traditional Chinese"))
    answers = {1: "这个国家。", 3: "這個國家。"}
    found, _, _ = translated(("This country.",), lambda _, beams: answers[beams], direction)
    assert (found[0].text, found[0].findings, found[0].retried) == ("這個國家。", (), True)

    found, _, _ = translated(("This country.",), lambda _, __: answers[1], direction)
    assert flags_of(found[0].findings) == (Flag.VARIETY,)
    found, _, _ = translated(("This country.",), lambda _, __: answers[1], Direction("en", "zh"))
    assert found[0].findings == ()
