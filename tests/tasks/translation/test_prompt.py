"""How models are asked for a translation: by their own data, in any direction they know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from desktop_lm.errors import AppError, Code
from desktop_lm.messages import Generate, PromptPart
from desktop_lm.tasks.language.languages import LANGUAGES
from desktop_lm.tasks.task import LoadedModel
from desktop_lm.tasks.translation.glossary import Term
from desktop_lm.tasks.translation.one_text import TranslationInput, TranslationTask
from desktop_lm.tasks.translation.prompt import (
    Direction,
    SegmentPair,
    TaggedPrompt,
    prompt_for,
    wanted_beams,
)
from desktop_lm.tasks.translation.style import ADDRESS, VARIETIES, Formality, Style
from tests.tasks.driving import MODEL, answered, play, prompt_text

TAGGED = {
    "translation.template": "<|{source}|>{text}<|2{target}|>",
    "translation.directions": "en-fr,fr-en",
}


def model(
    name: str = "m", notes: dict[str, str] | None = None, parameters: int = 2_000_000_000
) -> LoadedModel:
    info = replace(MODEL.info, name=name, notes=notes or {}, parameters=parameters)
    return replace(MODEL, info=info)


def asked(
    name: str, direction: Direction, before: Sequence[SegmentPair] = (), text: str = "Hi."
) -> str:
    return "".join(part.text for part in prompt_for(model(name), direction).ask(text, before).parts)


def test_a_file_that_says_how_is_asked_so() -> None:
    prompt = prompt_for(model(notes=TAGGED), Direction("en", "fr"))

    assert prompt.ask("Say <|en|>.").parts == (
        PromptPart("<|en|>", special=True),
        PromptPart("Say <|en|>."),  # what a person typed is no tag
        PromptPart("<|2fr|>", special=True),
    )
    assert not prompt.takes_context


@pytest.mark.parametrize(
    ("told", "beams"), [("", 1), ("4", 4), ("1", 1), ("0", 1), ("99", 4), ("-2", 1), ("many", 1)]
)
def test_a_file_says_how_many_wordings_a_search_follows(told: str, beams: int) -> None:
    found = model(notes={**TAGGED, "translation.beams": told})

    assert prompt_for(found, Direction("en", "fr")).beams == beams
    assert wanted_beams(found.info, Direction("en", "fr")) == beams


@pytest.mark.parametrize("name", ["TranslateGemma 4B", "Hy-MT 1.8B", "Any chat"])
def test_a_model_of_which_nothing_is_said_is_not_searched_with(name: str) -> None:
    direction = Direction("en", "zh")

    assert prompt_for(model(name), direction).beams == 1
    assert wanted_beams(model(name).info, direction) == 1


def test_a_direction_the_file_does_not_name_is_refused() -> None:
    with pytest.raises(AppError) as caught:
        prompt_for(model(notes=TAGGED), Direction("fr", "de"))

    assert caught.value.code is Code.PAIR_NOT_KNOWN
    assert caught.value.params == {"source": "French", "target": "German"}


@pytest.mark.parametrize("template", ["", "{text}", "{target}", "{text}{text}{target}", "{0}{x}"])
def test_a_template_that_cannot_be_one_is_passed_over(template: str) -> None:
    prompt = prompt_for(model(notes={"translation.template": template}), Direction("en", "fr"))

    assert "from English to French" in "".join(part.text for part in prompt.ask("Hi.").parts)


def test_translation_models_are_known_by_their_names() -> None:
    to_chinese = asked("Hy-MT2-1.8B", Direction("en", "zh"))
    to_french = asked("HY MT1.5 1.8B", Direction("en", "fr"))
    gemma = asked("translategemma-4b-it", Direction("zh", "de"))

    assert "翻译为中文" in to_chinese
    assert "following segment into French" in to_french
    assert "Chinese (zh-CN) to German (de) translator" in gemma
    assert "Translate this text" in asked("Qwen3 1.7B", Direction("en", "fr"))


def test_each_language_has_all_that_a_wording_may_name() -> None:
    for name in ("Hy-MT2", "translategemma", "any"):
        for language in LANGUAGES:
            other = "fr" if language.code == "en" else "en"
            assert "Hi." in asked(name, Direction(other, language.code))


def test_style_reaches_the_prompt_where_the_language_tells_it_apart() -> None:
    formal = Style(Formality.FORMAL)

    assert "“Sie”" in asked("any", Direction("en", "de", formal))
    assert "“du”" in asked("any", Direction("en", "de", Style(Formality.INFORMAL)))
    traditional = asked("any", Direction("en", "zh", Style(variety="Traditional Chinese")))
    assert "Write Traditional Chinese." in traditional
    assert asked("any", Direction("de", "en", formal)) == asked("any", Direction("de", "en"))
    assert "Traditional" not in asked(
        "any", Direction("en", "fr", Style(variety="Traditional Chinese"))
    )
    codes = {language.code for language in LANGUAGES}
    assert codes.issuperset(ADDRESS)
    assert codes.issuperset(VARIETIES)


TERMS = (Term("contract", "Vertrag"), Term("car", "Wagen"))


def told(name: str, direction: Direction, parameters: int = 2_000_000_000) -> str:
    prompt = prompt_for(model(name, parameters=parameters), direction)
    return "".join(part.text for part in prompt.ask("Hi.", (), TERMS).parts)


def test_terms_are_told_as_each_model_wants_it() -> None:
    general, tencent = told("any", Direction("en", "de")), told("Hy-MT2", Direction("en", "de"))

    assert "“contract” is “Vertrag”, “car” is “Wagen”" in general
    assert general.index("Answer with") < general.index("Vertrag") < general.index("Hi.")
    assert tencent.index("contract 翻译成 Vertrag\ncar") < tencent.index("following segment")
    assert "Vertrag" not in told("any", Direction("en", "de"), parameters=135_000_000)
    assert "Vertrag" not in told("translategemma", Direction("en", "de"))


def test_what_is_told_of_terms_lies_behind_what_all_segments_share() -> None:
    prompt = prompt_for(model(), Direction("en", "de"))
    plain, with_terms = prompt.ask("Hi."), prompt.ask("Hi.", (), TERMS)

    fixed = plain.fixed_parts
    assert fixed == with_terms.fixed_parts > 0
    assert plain.parts[:fixed] == with_terms.parts[:fixed]


def test_a_file_may_say_how_long_its_sentences_were() -> None:
    for notes, longest in (
        ({}, 0),
        ({"translation.unit": "sentence"}, 16),
        ({"translation.longest": "30"}, 30),
        ({"translation.longest": "x"}, 0),
    ):
        assert prompt_for(model(notes=TAGGED | notes), Direction("en", "fr")).longest == longest


def requests_for(text: str, loaded: LoadedModel, context_pairs: int = 1) -> list[Generate]:
    requests: list[Generate] = []
    task = TranslationTask(loaded, TranslationInput(text, "en", "fr", context_pairs=context_pairs))

    def answer(request: object) -> list[object]:
        assert isinstance(request, Generate)
        requests.append(request)
        return answered(request, "Oui.")  # type: ignore[return-value]

    play(task, answer)  # type: ignore[arg-type]
    return requests


def test_the_segment_before_and_its_translation_go_along() -> None:
    first, second, third = requests_for("One.\nTwo.\nThree.", model())

    assert "Oui." not in prompt_text(first)
    assert prompt_text(second).index("One.") < prompt_text(second).index("Oui.")
    assert prompt_text(third).index("Two.") < prompt_text(third).index("Three.")
    assert "One." not in prompt_text(third)


def test_context_is_left_out_where_it_is_not_wanted_or_has_no_room() -> None:
    small = replace(model(), info=replace(model().info, n_ctx=64))

    for requests in (
        requests_for("One.\nTwo.", model(), context_pairs=0),
        requests_for("One.\nTwo.", model(notes=TAGGED)),
        requests_for("One.\nTwo.", small),
        # It would write once more what it was shown.
        requests_for("One.\nTwo.", model(parameters=135_000_000)),
    ):
        assert "Oui." not in prompt_text(requests[1])


def test_only_what_is_told_of_a_variety_is_checked() -> None:
    direction = Direction("en", "zh", Style(variety="Traditional Chinese"))
    assert prompt_for(MODEL, direction).variety == "Traditional Chinese"
    assert not TaggedPrompt("<{source}>{text}<{target}>", direction).variety
