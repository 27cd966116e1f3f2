"""Which languages, in what way, and how both are remembered."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_lm.tasks.language.languages import LANGUAGES
from desktop_lm.tasks.translation.prompt import AS_THE_MODEL_WANTS
from desktop_lm.tasks.translation.style import ANY_STYLE, Formality, Style
from desktop_lm.ui.translation.languages.choices import Choices, choices_from_json
from desktop_lm.ui.translation.translation_tab import TranslationTab
from tests.ui.conftest import PATIENCE_MS, Desk
from tests.ui.fake_runner import model_info
from tests.ui.hands import CONTROL, SHIFT, button_in, click, press, type_text
from tests.ui.translation.conftest import finish, translate

CODES = st.sampled_from([language.code for language in LANGUAGES])


@given(
    st.builds(
        Choices,
        source=st.one_of(st.just(""), CODES),
        target=CODES,
        pairs=st.lists(st.tuples(CODES, CODES), max_size=4).map(tuple),
        kept=st.lists(CODES, max_size=2, unique=True).map(tuple),
        styles=st.sampled_from(
            [{}, {"de": Style(Formality.FORMAL, "Austrian German")}, {"en": ANY_STYLE}]
        ),
        as_you_type=st.booleans(),
        beams=st.integers(0, 4),
        context_pairs=st.integers(0, 3),
    )
)
def test_choices_come_back_from_json(choices: Choices) -> None:
    assert choices_from_json(choices.to_json(), Choices()) == choices
    assert choices.target not in choices.favourites


def test_choices_that_make_no_sense_are_those_of_before() -> None:
    before = Choices(source="en", target="de", beams=2)
    nonsense = {
        "from": "xx",
        "to": 3,
        "pairs": [["en"], "de", ["en", "xx"]],
        "kept": ["??"],
        "styles": {"de": ["rude", ""], "xx": ["formal", ""], "fr": 1},
        "as_you_type": "yes",
        "wordings": True,
        "context": 99,
    }

    assert choices_from_json(nonsense, before) == before


def test_the_last_two_targets_are_a_click_and_a_key_away(desk: Desk, tab: TranslationTab) -> None:
    for code in ("de", "es", "it"):
        tab.target_language.choose(code)
        finish(desk, translate(desk, tab, "One fish."))

    first, second = tab.languages.favourites
    assert [first.text(), second.text()] == ["Spanish", "German"]
    click(second)
    assert tab.target_language.code == "de"
    assert [first.text(), second.text()] == ["Italian", "Spanish"]
    press(tab.box, Qt.Key.Key_1, CONTROL | SHIFT)
    assert tab.target_language.code == "it"


def test_the_language_of_the_text_is_not_offered_to_translate_into(
    qtbot: QtBot, desk: Desk, tab: TranslationTab
) -> None:
    for code in ("nl", "de", "es", "it"):
        tab.target_language.choose(code)
        tab.languages.remember_pair()

    def offered() -> list[str]:
        return [button.code for button in tab.languages.favourites if not button.isHidden()]

    assert offered() == ["es", "de"]
    tab.source_language.choose("es")
    assert offered() == ["de", "nl"]
    tab.source_language.choose("")
    assert offered() == ["es", "de"]  # nothing is known of an empty text
    tab.box.set_text("Das Haus steht an einem See, und am Abend wird es dort sehr still.")
    qtbot.waitUntil(lambda: tab.languages.pair == ("de", "it"), timeout=PATIENCE_MS)
    assert offered() == ["es", "nl"]
    press(tab.box, Qt.Key.Key_2, CONTROL | SHIFT)
    assert tab.languages.pair == ("de", "nl")
    tab.box.set_text("")
    qtbot.waitUntil(lambda: offered() == ["it", "es"], timeout=PATIENCE_MS)


def test_a_language_that_is_kept_stays_at_hand(desk: Desk, tab: TranslationTab) -> None:
    for code in ("de", "es", "it", "nl", "pl"):
        tab.target_language.choose(code)
        tab.languages.remember_pair()
        if code == "es":
            tab.languages.favourites[0].kept_asked.emit("de", True)

    assert [button.code for button in tab.languages.favourites] == ["de", "nl"]


def test_style_is_offered_where_the_language_tells_it_apart_and_kept_with_it(
    desk: Desk, tab: TranslationTab
) -> None:
    button = tab.languages.style_button
    tab.target_language.choose("da")
    assert button.isHidden()
    tab.target_language.choose("de")
    assert button.text() == "du / Sie"
    formally = next(a for a in button.choices.actions() if "Sie" in a.text())

    formally.trigger()
    assert button.text() == "Sie"
    tab.target_language.choose("fr")
    assert button.text() == "tu / vous"
    tab.target_language.choose("de")
    assert button.text() == "Sie"
    job = translate(desk, tab, "One fish.")
    given = desk.runner.task(job)._given  # type: ignore[attr-defined]
    assert given.style == Style(Formality.FORMAL)


def test_what_a_model_does_not_take_is_greyed_with_the_reason(
    desk: Desk, tab: TranslationTab
) -> None:
    assert tab.languages.style_button.isEnabled()
    template = {"translation.template": "<{source}> {text} <2{target}>"}

    tab.languages.suit(replace(model_info(), notes=template))

    button = tab.languages.style_button
    assert not button.isEnabled()
    assert "takes no wish about style" in button.toolTip()
    context = tab.languages.options_button.choices.actions()
    greyed = [action.toolTip() for action in context if not action.isEnabled() and action.text()]
    assert any("each sentence by itself" in tip for tip in greyed)


def test_a_search_is_asked_for_as_chosen(desk: Desk, tab: TranslationTab) -> None:
    actions = tab.languages.options_button.choices.actions()
    next(action for action in actions if "best of 3" in action.text()).trigger()

    given = desk.runner.task(translate(desk, tab, "One fish."))._given  # type: ignore[attr-defined]

    assert given.beams == 3


def test_how_it_is_searched_for_is_left_to_the_model(desk: Desk, tab: TranslationTab) -> None:
    actions = tab.languages.options_button.choices.actions()
    own = next(action for action in actions if action.text().startswith("As suits the model"))
    assert own.isChecked()
    given = desk.runner.task(translate(desk, tab, "One fish."))._given  # type: ignore[attr-defined]
    assert given.beams == AS_THE_MODEL_WANTS

    notes = {"translation.template": "<{source}> {text} <2{target}>", "translation.beams": "4"}
    tab.languages.suit(replace(model_info(), notes=notes))
    assert own.text() == "As suits the model: the best of 4 wordings"
    tab.languages.suit(model_info())
    assert own.text() == "As suits the model: the likeliest word each time"


def test_one_language_twice_offers_the_way_back(desk: Desk, tab: TranslationTab) -> None:
    finish(desk, translate(desk, tab, "One fish."))
    tab.source_language.choose("fr")
    translate(desk, tab, "Un poisson.")
    assert tab.banner.sentence.startswith("Both languages are French.")

    click(button_in(tab.banner, "Translate into English"))

    assert tab.languages.pair == ("fr", "en")
    assert desk.runner.last == 2


def test_what_is_typed_next_takes_the_place_of_the_language_chosen_before(
    desk: Desk, tab: TranslationTab
) -> None:
    box, field = tab.target_language, tab.target_language.field
    click(field)
    for typed, code in (("ger", "de"), ("span", "es")):
        type_text(field, typed)
        press(box, Qt.Key.Key_Return)
        assert box.code == code
    tab.languages.favourites[0].click()  # by which the focus does not move
    type_text(field, "ita")
    assert field.text() == "ita"


def test_escape_takes_back_what_was_typed_of_a_language(desk: Desk, tab: TranslationTab) -> None:
    box, field = tab.target_language, tab.target_language.field
    click(field)
    type_text(field, "ger")
    assert QApplication.activePopupWidget() is not None
    press(box, Qt.Key.Key_Escape)
    assert (field.text(), field.selectedText()) == ("French · Français", "French · Français")
    assert QApplication.activePopupWidget() is None
    assert box.code == "fr"
