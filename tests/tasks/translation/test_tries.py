"""A segment asked for in other ways until nothing of it is missing; both tasks do so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.messages import (
    Completion,
    GenerateMany,
    Inspect,
    Reply,
    Request,
    Sampling,
    StopReason,
)
from desktop_lm.tasks.translation.checks import Finding, Flag
from desktop_lm.tasks.translation.glossary import Glossary, Term
from desktop_lm.tasks.translation.known import Known
from desktop_lm.tasks.translation.many_segments import ManySegments, Translated, TranslationManyTask
from desktop_lm.tasks.translation.mask import AS_IT_IS, copied_words
from desktop_lm.tasks.translation.one_text import TranslationInput, TranslationTask
from desktop_lm.tasks.translation.prompt import Direction
from desktop_lm.tasks.translation.protect import Protected, missing_parts, protected_parts
from desktop_lm.tasks.translation.style import Style
from desktop_lm.tasks.translation.tries import Answer, Setting, Tries
from desktop_lm.tasks.translation.updates import CutBack, SegmentDone, TranslationText
from tests.tasks.driving import MODEL, answered, done, play

Translate = Callable[[str], str]


def engine(translate: Translate, seen: list[str]) -> Callable[[Request], Iterator[Reply]]:
    """Answers each text by itself, whether it is streamed or searched for."""

    def said(text: str) -> str:
        text = text.rsplit("\n\n", maxsplit=1)[-1].split("\nAssistant", maxsplit=1)[0]
        seen.append(text)
        return translate(text)

    def answer(request: Request) -> Iterator[Reply]:
        if isinstance(request, Inspect):
            whole = "".join(part.text for part in request.parts)
            yield from answered(request, said(whole))
            return
        assert isinstance(request, GenerateMany)
        for index, item in enumerate(request.items):
            text = said("".join(part.text for part in (*request.prefix, *item)))
            yield Completion(
                id=request.id,
                index=index,
                text=text,
                ends=(len(text),),
                probabilities=(0.9,),
                stop_reason=StopReason.END,
            )
        yield done(request)

    return answer


def both(
    text: str, translate: Translate, glossary: Glossary | None = None
) -> tuple[str, tuple[Finding, ...], bool, list[str]]:
    """The translation, its findings, whether it was retried, what was asked: by both tasks."""
    glossary = glossary or Glossary()
    seen: list[str] = []
    many = TranslationManyTask(MODEL, ManySegments((text,), Direction("en", "fr"), 1, glossary))
    (found,) = (u for u in play(many, engine(translate, seen)) if isinstance(u, Translated))
    one = TranslationTask(MODEL, TranslationInput(text, "en", "fr", glossary=glossary))
    updates = play(one, engine(translate, []))
    (end,) = (u for u in updates if isinstance(u, SegmentDone))
    assert one.result().text == found.text
    assert (end.findings, end.retried) == (found.findings, found.retried)
    assert shown(updates) == found.text
    return found.text, found.findings, found.retried, seen


def shown(updates: list[object]) -> str:
    text = ""
    for update in updates:
        if isinstance(update, TranslationText):
            text += update.text
        elif isinstance(update, CutBack):
            text = text[: update.length]
    return text


def by_index(updates: list[object]) -> dict[int, Translated]:
    return {update.index: update for update in updates if isinstance(update, Translated)}


def test_what_a_model_copies_needs_no_second_try() -> None:
    text, findings, retried, seen = both("Hello <b>{name}</b>!", lambda t: f"Bonjour, {t[6:]}")

    assert text == "Bonjour, <b>{name}</b>!"
    assert (findings, retried) == ((), False)
    assert seen == ["Hello {name}!"]


def test_a_stand_in_that_was_written_twice_stays_in_no_translation() -> None:
    tries = Tries("A cup and {name} and %s.", Setting(("en", "fr"), copied_words("en")))
    assert tries.first.asked == ("A cup and Tom and Boston.",)

    found = tries.outcome(tries.first, [Answer("Une tasse et Tom et Tom et Boston.")])
    second = tries.second(found)

    assert found.findings == (Finding(Flag.PARTS, ("{name}",)),)
    assert second is not None
    assert second.asked == ("A cup and", "and")
    again = tries.outcome(second, [Answer("Une tasse et"), Answer("et")])
    assert tries.better(found, again).text == "Une tasse et {name} et %s."


def test_what_it_leaves_out_is_translated_around() -> None:
    def translate(text: str) -> str:
        return {"Hello": "Bonjour.", "you have": "vous avez", "files.": "fichiers."}.get(
            text, "Bonjour, vous avez des fichiers."
        )

    text, findings, retried, seen = both("Hello {name}, you have %d files.", translate)

    assert text == "Bonjour {name}, vous avez %d fichiers."
    assert (findings, retried) == ((), True)
    assert sorted(seen[1:]) == ["Hello", "files.", "you have"]


def test_talk_is_cut_and_asked_for_again_where_nothing_else_came() -> None:
    text, findings, retried, _ = both("A cup.", lambda _: "Sure! The translation is: Une tasse.")

    assert (text, findings, retried) == ("Une tasse.", (), False)

    answers = iter(["Sure! Here is the translation:", "Here it is translated:\nUne tasse."] * 2)
    text, findings, retried, _ = both("A cup.", lambda _: next(answers))

    assert (text, findings, retried) == ("Une tasse.", (), True)


def test_a_term_that_was_not_followed_is_put_into_the_text_and_else_flagged() -> None:
    glossary = Glossary([Term("cup", "coupe")])

    text, findings, retried, seen = both(
        "A cup of it.",
        lambda text: text.replace("A cup", "Une tasse").replace("A", "Une"),
        glossary,
    )
    assert (text, findings, retried) == ("Une coupe of it.", (), True)
    assert seen == ["A cup of it.", "A coupe of it."]

    text, findings, _, _ = both("A cup of it.", lambda _: "Une tasse en est.", glossary)
    assert findings == (Finding(Flag.TERM, ("cup", "coupe")),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("old cup", "vieille coupe"),
        ("Old cup", "Vieille coupe"),
        ("Old  Cup", "Vieille coupe"),
        ("USA", "États-Unis"),
        ("old cups", "modèle"),
        ("old cup.", "modèle."),
        ("an old cup", "modèle"),
    ],
)
def test_a_text_that_is_a_term_needs_no_model(text: str, expected: str) -> None:
    glossary = Glossary([Term("old cup ", " vieille coupe"), Term("USA", "États-Unis")])

    found, _, _, seen = both(text, lambda _: "modèle.", glossary)

    assert found == expected
    assert bool(seen) == found.startswith("modèle")


class Memory:
    """Implements KnownTranslations."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def find(self, segment: str, before: str, fixed: tuple[Protected, ...] = ()) -> Known | None:
        self.asked.append((segment, before))
        return Known("Connu.", edited=True) if segment.startswith("Known") else None


def test_what_is_known_is_not_asked_for() -> None:
    memory, seen = Memory(), list[str]()
    given = TranslationInput("Known one. New one. Known two.", "en", "fr", known=memory)
    task = TranslationTask(MODEL, given)

    updates = play(task, engine(lambda _: "Nouveau.", seen))

    assert seen == ["New one."]
    assert task.result().text == shown(updates) == "Connu. Nouveau. Connu."
    ends = [u for u in updates if isinstance(u, SegmentDone)]
    assert [(e.known, e.edited, e.total) for e in ends] == [
        (True, True, 3), (False, False, 3), (True, True, 3),
    ]  # fmt: skip
    assert [segment for segment, _ in memory.asked] == ["Known one.", "New one.", "Known two."]

    many = TranslationManyTask(
        MODEL, ManySegments(("Known.", "New."), Direction("en", "fr"), known=memory)
    )
    found = by_index(play(many, engine(lambda _: "Neuf.", seen)))
    assert [(found[n].text, found[n].known) for n in (0, 1)] == [("Connu.", True), ("Neuf.", False)]


class ByHand:
    """Implements KnownTranslations: a person wrote all of it."""

    def find(self, segment: str, before: str, fixed: tuple[Protected, ...] = ()) -> Known | None:
        del segment, before
        return Known("这条龙。", edited=True)


@pytest.mark.parametrize(
    ("variety", "found"),
    [
        ("Traditional Chinese", (Finding(Flag.VARIETY, ("这", "条", "龙")),)),
        ("Simplified Chinese", ()),
        ("", ()),
    ],
)
def test_what_a_person_wrote_in_the_other_variety_is_told(
    variety: str, found: tuple[Finding, ...]
) -> None:
    style = Style(variety=variety)
    one = TranslationTask(
        MODEL, TranslationInput("This dragon.", "en", "zh", style=style, known=ByHand())
    )
    [end] = [told for told in play(one, engine(str, [])) if isinstance(told, SegmentDone)]
    assert (end.edited, end.findings) == (True, found)

    direction = Direction("en", "zh", style)
    many = TranslationManyTask(MODEL, ManySegments(("This dragon.",), direction, known=ByHand()))
    done = by_index(play(many, engine(str, [])))[0]
    assert (done.text, done.edited, done.findings) == ("这条龙。", True, found)


def test_a_search_is_shown_when_it_is_complete() -> None:
    requests: list[Request] = []
    task = TranslationTask(MODEL, TranslationInput("A cup. Yes.", "en", "fr", beams=3))
    inner = engine(lambda _: "Oui.", [])

    def answer(request: Request) -> Iterator[Reply]:
        requests.append(request)
        return inner(request)

    assert shown(play(task, answer)) == task.result().text == "Oui. Oui."
    assert [getattr(request, "beams", 0) for request in requests] == [3, 3]


SEARCHING = replace(
    MODEL,
    info=replace(
        MODEL.info,
        notes={
            "translation.template": "<{source}>{text}<2{target}>",
            "translation.beams": "4",
        },
    ),
)


def beams_asked(given: TranslationInput | ManySegments) -> list[int]:
    """Of each request to a model that wants four, which answers with the source once more; 0 for
    one without a search."""
    requests: list[Request] = []
    task = (
        TranslationTask(SEARCHING, given)
        if isinstance(given, TranslationInput)
        else TranslationManyTask(SEARCHING, given)
    )

    def answer(request: Request) -> Iterator[Reply]:
        requests.append(request)
        return iter(answered(request, "A cup of coffee."))

    play(task, answer)
    return [getattr(request, "beams", 0) for request in requests]


@pytest.mark.parametrize(
    ("options", "asked"),
    [
        ({}, [4]),  # once more as wide would find the same
        ({"beams": 1}, [0, 3]),
        ({"beams": 2}, [2, 3]),
        ({"beams": 3}, [3, 4]),
        ({"sampling": Sampling(temperature=0.7)}, [0]),
        ({"max_tokens": 3}, [0]),
        ({"max_tokens": 3, "beams": 2}, [2]),
    ],
)
def test_a_search_is_as_wide_as_the_model_wants_unless_it_is_said(
    options: dict[str, Any], asked: list[int]
) -> None:
    assert beams_asked(TranslationInput("A cup of coffee.", "en", "fr", **options)) == asked


@pytest.mark.parametrize(("beams", "asked"), [(0, [4]), (1, [1, 3]), (4, [4])])
def test_many_segments_are_searched_for_in_the_same_way(beams: int, asked: list[int]) -> None:
    direction = Direction("en", "fr")

    assert beams_asked(ManySegments(("A cup of coffee.",), direction, beams)) == asked


@pytest.mark.parametrize(
    ("source", "answer", "expected"),
    [
        ("A house by the lake", "Une maison au bord du lac.", "Une maison au bord du lac"),
        ("Monday", "Lundi!", "Lundi"),
        ("What a day", "Quelle journée\u202f!", "Quelle journée"),
        ("What a day", "¡Qué día!", "¡Qué día!"),
        ("What we need", "Was brauchen wir?", "Was brauchen wir?"),
        ("A house.", "Une maison.", "Une maison."),
        ("A house:", "Une maison.", "Une maison."),
        ("Bread, butter and so on", "Pain, beurre, etc.", "Pain, beurre, etc."),
        ("At seven in the morning", "Alle 7 a.m.", "Alle 7 a.m."),
        ("Chapter 2", "Chapitre 2.", "Chapitre 2"),
    ],
)
def test_a_heading_gets_no_full_stop_that_it_did_not_have(
    source: str, answer: str, expected: str
) -> None:
    assert both(source, lambda _: answer)[0] == expected


def test_what_a_search_found_besides_stands_in_for_what_failed() -> None:
    others = ("A cup of coffee!", "Une tasse de café.", "Un café.")
    tries = Tries("A cup of coffee.", Setting(("en", "fr"), AS_IT_IS, beams=4))

    found = tries.outcome(tries.first, [Answer("A cup of coffee.", others=others)])

    assert found.text == "Une tasse de café."
    assert found.findings == ()
    assert found.others == ("A cup of coffee.", "A cup of coffee!", "Un café.")


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ("Je ne peux pas le faire.", "I can't do it."),
        ("Naturellement, il viendra.", "Of course, he will come."),
        ("Désolé, mais je pars.", "I'm sorry, but I am leaving."),
    ],
)
def test_a_model_that_cannot_talk_is_not_taken_to_talk(source: str, answer: str) -> None:
    setting = Setting(("fr", "en"), AS_IT_IS, chats=False)
    tries = Tries(source, setting)

    found = tries.outcome(tries.first, [Answer(answer)])

    assert (found.text, found.findings) == (answer, ())
    talking = Tries(source, replace(setting, chats=True))
    heard = talking.outcome(talking.first, [Answer(answer)])
    assert heard.findings or heard.text != answer


BITS = [
    "{a}",
    "%s",
    "<b>",
    "</b>",
    "`x`",
    "http://a.b",
    " ",
    "word ",
    "one ",
    ", ",
    "Tom ",
    "**",
    "[",
    "](u.v)",
]
texts = st.lists(st.sampled_from(BITS), max_size=12).map("".join)


@given(texts, st.sampled_from(["copies", "drops", "says nothing", "one word", "talks"]))
def test_nothing_protected_is_ever_lost(text: str, kind: str) -> None:
    def translate(asked: str) -> str:
        return {
            "copies": asked,
            "drops": re.sub(r"[{}%`<>*/:]|http", "", asked),
            "says nothing": "",
            "one word": "Mot",
            "talks": "Sure! Here is the translation:",
        }[kind]

    if not any(map(str.isalpha, re.sub(r"\{a\}|%s|</?b>|`x`|http://a\.b|\]\(u\.v\)", "", text))):
        return
    many = TranslationManyTask(MODEL, ManySegments((text,), Direction("en", "fr")))
    (found,) = (u for u in play(many, engine(translate, [])) if isinstance(u, Translated))

    assert missing_parts(text, protected_parts(text), found.text) == ()


@pytest.mark.parametrize("notes", [{"translation.unit": "sentence"}, {"translation.longest": "4"}])
def test_a_sentence_beyond_what_the_model_learnt_is_marked(notes: dict[str, str]) -> None:
    template = {"translation.template": "<{source}>{text}<{target}>"}
    model = replace(MODEL, info=replace(MODEL.info, notes=template | notes))
    segments = ("Mot " * 20 + "fin.", "Un mot.")
    many = TranslationManyTask(model, ManySegments(segments, Direction("fr", "en")))
    found = by_index(play(many, engine(lambda text: "Word " * len(text.split()), [])))

    assert Flag.LONG in found[0].flags
    assert Flag.LONG not in found[1].flags


def test_what_a_search_found_besides_is_told_of_whole_segments_only() -> None:
    setting = Setting(("en", "fr"), AS_IT_IS)
    tries = Tries("Yes, {name}, please.", setting)
    first = tries.outcome(tries.first, [Answer("Oui.", others=("Si.",))])
    second = tries.second(first)

    assert second is not None
    answers = [Answer(text, others=("autre",)) for text in ("Oui,", "merci.")]
    found = tries.outcome(second, answers)
    assert (found.text, found.others) == ("Oui, {name}, merci.", ())
    assert first.others == ("Si.",)
