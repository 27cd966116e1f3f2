"""The translation task: every character of the source is translated or kept."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.errors import AppError, Code, Stopped
from desktop_lm.messages import (
    Generate,
    GenerateMany,
    Inspected,
    Reply,
    Request,
    Sampling,
    StopReason,
    TokenView,
)
from desktop_lm.tasks.chat.template import ChatFormat
from desktop_lm.tasks.task import Notice
from desktop_lm.tasks.text.clean_text import clean
from desktop_lm.tasks.text.segments import Segment, segments
from desktop_lm.tasks.translation.checks import Flag
from desktop_lm.tasks.translation.known import Known
from desktop_lm.tasks.translation.one_text import TranslationInput, TranslationTask
from desktop_lm.tasks.translation.protect import Protected
from desktop_lm.tasks.translation.updates import (
    CutBack,
    SegmentDone,
    TranslationResult,
    TranslationText,
)
from tests.tasks.driving import MODEL, answered, done, no_template, play, prompt_text


def translate(text: str, *words: str, source: str = "en", target: str = "zh") -> TranslationResult:
    task = TranslationTask(MODEL, TranslationInput(text, source, target))
    play(task, lambda request: answered(request, *words))
    return task.result()


lines = st.text(st.sampled_from("ab .!?\n\t-+1。你👋,"), max_size=80)


@given(lines)
def test_gaps_are_kept_and_segments_replaced(text: str) -> None:
    cleaned, _ = clean(text)
    pieces = segments(cleaned, "en")
    if not cleaned.strip():
        with pytest.raises(AppError) as caught:
            translate(text, "X")
        assert caught.value.code is Code.EMPTY_TEXT
        return
    expected = "".join("X" if isinstance(piece, Segment) else piece.text for piece in pieces)
    result = translate(text, "X", target="th")
    assert result.text == expected
    assert [pair.source for pair in result.segments] == [
        piece.text for piece in pieces if isinstance(piece, Segment)
    ]


@given(lines)
def test_the_streamed_text_is_the_result_and_the_slices_fit(text: str) -> None:
    if not text.strip():
        return
    task = TranslationTask(MODEL, TranslationInput(text, "en", "fr"))
    updates = play(task, lambda request: answered(request, " mot", " mot ", "\n"))
    shown = "".join(u.text for u in updates if isinstance(u, TranslationText))
    result = task.result()
    parts = [u for u in updates if isinstance(u, SegmentDone)]
    if parts:
        assert shown == result.text
    for part, pair in zip(parts, result.segments, strict=True):
        assert text[part.source_start : part.source_end] == pair.source
        assert result.text[part.target_start : part.target_end] == pair.target == "mot mot"
        assert part.total == len(parts)


def test_each_request_holds_its_segment_and_both_languages() -> None:
    seen: list[str] = []
    task = TranslationTask(MODEL, TranslationInput("One day.\nTwo nights.", "en", "de"))

    def answer(request: object) -> list[object]:
        assert isinstance(request, Generate)
        assert request.sampling.temperature == 0
        seen.append(prompt_text(request))
        return answered(request, "Ja.")  # type: ignore[return-value]

    play(task, answer)  # type: ignore[arg-type]
    assert len(seen) == 2
    assert "One day." in seen[0]
    assert "Two nights." in seen[1]
    assert all("English" in prompt and "German" in prompt for prompt in seen)


@pytest.mark.parametrize("architecture", ["llama", "gemma3", "qwen2", "unheard-of"])
def test_what_is_said_before_each_segment_is_marked_as_fixed(architecture: str) -> None:
    requests: list[Generate] = []
    chat = ChatFormat("", "", "", architecture, no_template)

    def answer(request: Request) -> list[Reply]:
        assert isinstance(request, Generate)
        requests.append(request)
        return answered(request, "X")

    given = TranslationInput("One is here. Two is there.", "en", "fr", context_pairs=0)
    play(TranslationTask(replace(MODEL, chat=chat), given), answer)

    fixed = {request.parts[: request.fixed_parts] for request in requests}
    first, second = requests
    assert len(fixed) == 1
    assert "".join(part.text for part in next(iter(fixed))).endswith("translation only.\n\n")
    assert first.parts[first.fixed_parts].text.startswith("One is here.")
    assert second.parts[second.fixed_parts].text.startswith("Two is there.")


def test_sentences_with_nothing_between_them_get_a_space_where_one_is_wanted() -> None:
    assert translate("你好。再见。", "Hi.", source="zh", target="en").text == "Hi. Hi."
    assert translate("你好。再见。", "はい。", source="zh", target="ja").text == "はい。はい。"
    assert translate("One.  Two.\nThree.", "一。", target="zh").text == "一。一。\n一。"


def test_sampling_and_length_are_the_likeliest_and_enough_unless_chosen() -> None:
    chosen = TranslationInput("Good morning.", "en", "fr", Sampling(temperature=1, seed=7), 3)

    of_itself = TranslationTask(MODEL, TranslationInput("Good morning.", "en", "fr"))
    usual, other = of_itself.next_request(1), TranslationTask(MODEL, chosen).next_request(1)

    assert isinstance(usual, Generate)
    assert isinstance(other, Generate)
    assert (usual.sampling.temperature, other.sampling.temperature) == (0, 1)
    assert other.sampling.seed == 7
    assert usual.max_tokens > len("Good morning.")
    assert other.max_tokens == 3


def test_two_languages_that_are_one_are_refused() -> None:
    with pytest.raises(AppError) as caught:
        translate("Hello", "x", source="en", target="en")
    assert caught.value == AppError(Code.SAME_LANGUAGE, language="English")


def test_a_text_without_words_is_shown_as_well() -> None:
    task = TranslationTask(MODEL, TranslationInput("12345", "en", "fr"))
    updates = play(task, lambda request: answered(request, "never"))
    assert updates == [TranslationText("12345")]


def test_a_segment_that_was_cut_off_is_said_to_be() -> None:
    task = TranslationTask(MODEL, TranslationInput("One day. Two days.", "en", "fr"))

    def answer(request: Request) -> list[Reply]:
        if isinstance(request, GenerateMany):
            return [done(request)]  # the second try comes to nothing
        reason = StopReason.LENGTH if request.id == 2 else StopReason.END
        return [*answered(request, "Un", " jour")[:-1], done(request, 2, reason)]

    assert Notice("segment_cut", (("number", 2),)) in play(task, answer)


def test_a_segment_that_was_stopped_is_no_finished_pair() -> None:
    task = TranslationTask(MODEL, TranslationInput("One day.\n\nTwo days.", "en", "fr"))
    request = task.next_request(1)
    assert request is not None
    words = answered(request, "Un")[0]
    list(task.feed(words))
    list(task.feed(done(request, 1, StopReason.CANCELLED)))
    assert task.result() == TranslationResult("Un", ())


def test_a_text_without_words_is_its_own_translation() -> None:
    assert translate("1 + 1 = 2\n---\n", "never").text == "1 + 1 = 2\n---\n"


def test_what_failed_is_taken_back_and_tried_once_more() -> None:
    task = TranslationTask(MODEL, TranslationInput("A cup of coffee. Yes.", "en", "fr"))

    def answer(request: Request) -> list[Reply]:
        if isinstance(request, GenerateMany):
            return answered(request, "Une tasse de café.")
        return answered(request, "A cup of coffee." if request.id == 1 else "Oui.")

    updates = play(task, answer)

    assert task.result().text == "Une tasse de café. Oui."
    assert CutBack(0) in updates
    ends = [update for update in updates if isinstance(update, SegmentDone)]
    assert [(end.retried, end.flags) for end in ends] == [(True, ()), (False, ())]
    assert ends[0].target_end == len("Une tasse de café.")


def test_a_second_try_that_is_no_better_leaves_the_first_and_marks_it() -> None:
    task = TranslationTask(MODEL, TranslationInput("A cup of coffee.", "en", "fr"))

    updates = play(task, lambda request: answered(request, "A cup of coffee."))

    assert task.result().text == "A cup of coffee."
    assert not [update for update in updates if isinstance(update, CutBack)]
    (end,) = (update for update in updates if isinstance(update, SegmentDone))
    assert (end.retried, end.flags) == (True, (Flag.SAME,))


def test_who_chose_how_to_sample_gets_no_second_try() -> None:
    given = TranslationInput("A cup of coffee.", "en", "fr", Sampling(temperature=1))

    play(TranslationTask(MODEL, given), only_streams)


def only_streams(request: Request) -> list[Reply]:
    assert not isinstance(request, GenerateMany)
    return answered(request, "A cup of coffee.")


def test_each_token_says_how_sure_the_model_was() -> None:
    task = TranslationTask(MODEL, TranslationInput("A cup.", "en", "fr"))
    tokens = [(" Une", 0.9), (" tas", 0.5), ("se", 1.0), (".", 0.8), (" \n", 0.7)]

    def answer(request: Request) -> list[Reply]:
        views = tuple(view(text, probability) for text, probability in tokens)
        stream = answered(request, *(text for text, _ in tokens))
        return [Inspected(request.id, views), *stream]

    (end,) = (update for update in play(task, answer) if isinstance(update, SegmentDone))
    text = task.result().text
    starts = (0, *end.sureness.ends)
    words = [text[a:b] for a, b in zip(starts, end.sureness.ends, strict=False)]

    assert words == ["Une", " tas", "se", "."]
    assert end.sureness.probabilities == (0.9, 0.5, 1.0, 0.8)


def view(text: str, probability: float) -> TokenView:
    return TokenView(0, text, probability, ())


class Remembers:
    """Implements KnownTranslations: knows all, and whether it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def find(self, segment: str, before: str, fixed: tuple[Protected, ...] = ()) -> Known | None:
        del before
        self.asked.append(segment)
        return Known(segment.upper())


class StopAfter:
    """To be called between two steps: so many times, then somebody wants it ended."""

    def __init__(self, most: int) -> None:
        self.called = 0
        self._most = most

    def __call__(self) -> None:
        self.called += 1
        if self.called > self._most:
            raise Stopped


LONG = " ".join(f"**Number {number}** is [here](http://a.b)." for number in range(100))


@given(st.integers(0, 1_000))
def test_what_takes_long_before_the_first_request_can_be_ended_at_any_step(most: int) -> None:
    stop, known = StopAfter(most), Remembers()
    model = replace(MODEL, go_on_or_stop=stop)
    task = TranslationTask(model, TranslationInput(LONG, "en", "fr", known=known))

    try:
        request = task.next_request(1)
    except Stopped:
        assert stop.called == most + 1
    else:
        assert request is None
        assert stop.called > 300  # the marks, the sentences and their translations
        assert len(known.asked) == 100

    # What was found so far is the result.
    assert [pair.source for pair in task.result().segments] == known.asked
    assert task.result().text.count("HERE") == len(known.asked)


def test_no_translation_is_looked_up_any_more_once_it_is_to_end() -> None:
    known = Remembers()

    def stop_at_tenth() -> None:
        if len(known.asked) == 10:
            raise Stopped

    model = replace(MODEL, go_on_or_stop=stop_at_tenth)
    task = TranslationTask(model, TranslationInput(LONG, "en", "fr", known=known))
    with pytest.raises(Stopped):
        task.next_request(1)

    assert len(known.asked) == 10
