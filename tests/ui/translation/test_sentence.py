"""What can be done with one sentence."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from pytestqt.qtbot import QtBot

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.events import JobState
from desktop_lm.tasks.text.word_difference import compare
from desktop_lm.tasks.translation.alternatives import AlternativeFound, AlternativesTask
from desktop_lm.tasks.translation.back import BackTranslated, BackTranslationTask
from desktop_lm.tasks.translation.checks import Finding, Flag
from desktop_lm.tasks.translation.style import Direction, Formality, Style
from desktop_lm.ui.translation.translation_tab import TranslationTab
from tests.ui.conftest import Desk
from tests.ui.hands import CONTROL, SHIFT, click, press, type_text
from tests.ui.translation.conftest import finish, known_to, translate, updates_of

TEXT = "One fish. Two fish. Red fish."
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def done(desk: Desk, tab: TranslationTab) -> TranslationTab:
    """Translated, with the caret in the second sentence of the translation."""
    finish(desk, translate(desk, tab, TEXT))
    go_to(tab, "TWO")
    return tab


def go_to(tab: TranslationTab, words: str) -> None:
    view = tab.pane.view
    view.setFocus()
    cursor = QTextCursor(view.document())
    cursor.setPosition(view.plain_text().index(words) + 1)
    view.setTextCursor(cursor)


def run(desk: Desk, *updates: object, state: JobState = JobState.DONE, **end: object) -> None:
    """The newest job tells this and ends."""
    job = desk.runner.last
    desk.runner.change(job, JobState.RUNNING)
    desk.runner.output(job, *updates)
    desk.runner.change(job, state, **end)  # type: ignore[arg-type]
    desk.deliver()


# --- other translations ---


def test_another_translation_is_chosen_by_keyboard_and_stays(
    desk: Desk, done: TranslationTab
) -> None:
    press(done.pane.view, Qt.Key.Key_Down, ALT)
    task = desk.runner.task(desk.runner.last)
    assert isinstance(task, AlternativesTask)
    assert (task._given.segment, task._given.current) == ("Two fish.", "TWO FISH.")
    assert [pair.source for pair in task._given.before] == ["One fish."]

    run(desk, AlternativeFound("DEUX POISSONS."), AlternativeFound("2 POISSONS."))
    popover = done.sentences.alternatives
    assert popover.isVisible()
    assert popover.list.hasFocus()
    press(popover.list, Qt.Key.Key_Down)
    press(popover.list, Qt.Key.Key_Return)

    assert done.pane.text() == "ONE FISH. 2 POISSONS. RED FISH."
    assert not popover.isVisible()
    assert done.pane.view.hasFocus()
    job = translate(desk, done, TEXT)
    known = known_to(desk, job).find("Two fish.", "")
    assert known is not None
    assert known.target == "2 POISSONS."
    assert known.edited


def test_escape_leaves_the_sentence_and_takes_the_search_back(
    desk: Desk, done: TranslationTab
) -> None:
    press(done.pane.view, Qt.Key.Key_Down, ALT)
    job = desk.runner.last
    desk.runner.change(job, JobState.RUNNING)
    desk.deliver()

    press(done.sentences.alternatives, Qt.Key.Key_Escape)

    assert not done.sentences.alternatives.isVisible()
    assert desk.runner.cancelled == [job]
    run(desk, AlternativeFound("DEUX."), state=JobState.STOPPED)
    assert done.pane.text() == TEXT.upper()
    assert not done.sentences.alternatives.isVisible()


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ({}, "The model finds no other translation of this sentence."),
        (
            {"state": JobState.FAILED, "error": AppError(Code.ENGINE_OUT_OF_MEMORY)},
            "not enough memory",
        ),
    ],
)
def test_that_there_is_none_or_none_can_be_had_is_said(
    desk: Desk, done: TranslationTab, end: dict[str, object], said: str
) -> None:
    press(done.pane.view, Qt.Key.Key_Down, ALT)
    run(desk, **end)  # type: ignore[arg-type]

    assert said in done.sentences.alternatives.title.text()
    assert done.banner.sentence == ""


def test_a_translation_at_work_gives_way_and_goes_on(desk: Desk, tab: TranslationTab) -> None:
    job = translate(desk, tab, TEXT)
    desk.runner.change(job, JobState.RUNNING)
    desk.runner.output(job, *updates_of(desk, job, str.upper)[:4])
    desk.deliver()
    go_to(tab, "ONE")

    press(tab.pane.view, Qt.Key.Key_Down, ALT)
    assert desk.runner.cancelled == [job]
    desk.runner.change(job, JobState.STOPPED)
    run(desk, AlternativeFound("UN POISSON."))
    press(tab.sentences.alternatives.list, Qt.Key.Key_Return)

    again = desk.runner.last
    assert again == job + 2
    assert known_to(desk, again).find("One fish.", "") is not None
    finish(desk, again)
    assert tab.pane.text() == "UN POISSON. TWO FISH. RED FISH."


# --- by hand ---


def test_a_sentence_changed_by_hand_wins_also_as_one_types(
    desk: Desk, done: TranslationTab
) -> None:
    press(done.pane.view, Qt.Key.Key_F2)
    box = done.sentences.editor.box
    assert box.text() == "TWO FISH."
    type_text(box, "Deux poissons !")
    press(box, Qt.Key.Key_Return)

    assert done.pane.text() == "ONE FISH. Deux poissons ! RED FISH."
    assert done.pane.view.hasFocus()
    done.box.moveCursor(QTextCursor.MoveOperation.End)
    type_text(done.box, " Two fish.")
    finish(desk, translate(desk, done, done.box.text()))
    assert done.pane.text() == "ONE FISH. Deux poissons ! RED FISH. Deux poissons !"
    assert [row.part.is_edited for row in done.translated.sheet.rows] == [False, True, False, True]


def test_a_wording_keeps_its_no_break_and_wide_spaces(desk: Desk, tab: TranslationTab) -> None:
    words = "Bonjour\u00a0!\u3000Ça va\u202f?"
    finish(desk, translate(desk, tab, "Hello!"), lambda _: words)
    told: list[str] = []
    tab.edits.told = lambda _way, _source, target: told.append(target)
    go_to(tab, "jour")

    press(tab.pane.view, Qt.Key.Key_F2)
    press(tab.sentences.editor.box, Qt.Key.Key_Return)
    assert told == []  # nothing was changed
    assert not tab.translated.sheet.rows[0].part.is_edited

    tab.sentences.by_hand.edit(0, "  Salut\u00a0!\n\tÇa  va\u202f? ")
    assert tab.pane.text() == "Salut\u00a0! Ça va\u202f?"
    assert told == ["Salut\u00a0! Ça va\u202f?"]
    assert not tab.sentences.by_hand.edit(0, "\u00a0")


def test_a_wording_that_is_begun_stays_while_one_looks_at_the_text(
    desk: Desk, done: TranslationTab
) -> None:
    editor = done.sentences.editor
    press(done.pane.view, Qt.Key.Key_F2)
    click(done.box.viewport())
    assert not editor.isVisible()  # nothing was written

    go_to(done, "TWO")
    press(done.pane.view, Qt.Key.Key_F2)
    type_text(editor.box, "Deux poissons.")
    click(done.box.viewport())
    assert done.box.hasFocus()
    assert editor.isVisible()
    go_to(done, "RED")
    press(done.pane.view, Qt.Key.Key_F2)  # of another sentence
    assert editor.box.hasFocus()
    assert editor.box.text() == "Deux poissons."
    press(editor.box, Qt.Key.Key_Return)

    assert done.pane.text() == "ONE FISH. Deux poissons. RED FISH."
    assert not editor.isVisible()
    assert done.pane.view.hasFocus()


def test_a_wording_of_a_sentence_that_is_gone_is_not_lost(desk: Desk, done: TranslationTab) -> None:
    editor = done.sentences.editor
    press(done.pane.view, Qt.Key.Key_F2)
    type_text(editor.box, "Deux poissons.")
    finish(desk, translate(desk, done, "One fish. Red fish."))
    press(editor.box, Qt.Key.Key_Return)

    assert editor.isVisible()
    assert editor.box.text() == "Deux poissons."
    assert editor.title.text() == "The text has changed: this sentence is not in it any more"
    press(editor.box, Qt.Key.Key_Escape)
    assert not editor.isVisible()
    assert done.pane.text() == "ONE FISH. RED FISH."


def test_an_edit_is_undone_and_done_again_and_taken_back(desk: Desk, done: TranslationTab) -> None:
    told: list[tuple[str, str]] = []
    done.edits.told = lambda _way, source, target: told.append((source, target))
    done.sentences.by_hand.edit(1, "Deux.")

    done.pane.view.undo()
    assert done.pane.text() == TEXT.upper()
    done.pane.view.redo()
    assert done.pane.text() == "ONE FISH. Deux. RED FISH."
    go_to(done, "Deux")
    done.sentences.restore()
    assert done.pane.text() == TEXT.upper()
    assert told == [("Two fish.", target) for target in ("Deux.", "", "Deux.", "")]
    assert not done.edits.of(Direction("en", "fr"))


def test_an_edit_is_undone_in_its_own_languages_after_a_swap(
    desk: Desk, done: TranslationTab
) -> None:
    done.sentences.by_hand.edit(1, "Deux.")
    click(done.swap_button)
    there, back = Direction("en", "fr"), Direction("fr", "en")
    swapped = done.pane.text()

    done.pane.view.undo()
    assert not done.edits.of(there)
    done.pane.view.redo()
    assert done.edits.of(there) == {"Two fish.": "Deux."}

    assert not done.edits.of(back)
    assert done.pane.text() == swapped


def test_an_edit_undone_after_a_swap_leaves_what_reads_the_same_in_both_languages(
    desk: Desk, tab: TranslationTab
) -> None:
    finish(desk, translate(desk, tab, "Taxi! Stop."))
    tab.sentences.by_hand.edit(0, "Taxi!")
    click(tab.swap_button)
    assert tab.pane.text() == "Taxi! Stop."

    tab.pane.view.undo()

    assert tab.pane.text() == "Taxi! Stop."


@pytest.mark.parametrize(
    ("style", "other", "unsaid"),
    [
        (Style(Formality.INFORMAL), Style(Formality.FORMAL), Style()),
        (Style(variety="Canadian French"), Style(variety="French as in France"), Style()),
    ],
)
def test_an_edit_stays_out_of_what_is_asked_for_in_another_style(
    desk: Desk, done: TranslationTab, style: Style, other: Style, unsaid: Style
) -> None:
    def text_in(wanted: Style) -> str:
        done.languages._take_style(wanted)
        finish(desk, translate(desk, done, TEXT))
        return done.pane.text()

    plain = text_in(style)
    done.sentences.by_hand.edit(1, "Deux.")
    edited = done.pane.text()
    assert text_in(other) == plain
    assert text_in(unsaid) == edited
    done.sentences.by_hand.edit(1, "Deux !")  # and this one counts wherever nothing else is said
    assert text_in(other) == "ONE FISH. Deux ! RED FISH."
    assert text_in(style) == edited

    draft = json.loads(json.dumps(done.snapshot()))
    done.edits.take([])
    done.restore(draft)
    assert text_in(style) == edited
    assert text_in(other) == "ONE FISH. Deux ! RED FISH."


def test_an_edit_without_a_style_in_the_other_variety_is_told(
    desk: Desk, tab: TranslationTab
) -> None:
    tab.target_language.choose("zh")
    finish(desk, translate(desk, tab, "One fish."), lambda _: "一魚。")
    tab.sentences.by_hand.edit(0, "这条鱼。")
    tab.languages._take_style(Style(variety="Traditional Chinese"))

    finish(desk, translate(desk, tab, "One fish."))

    [row] = tab.translated.sheet.rows
    assert (row.part.target, row.part.is_edited) == ("这条鱼。", True)
    assert row.part.findings == (Finding(Flag.VARIETY, ("这", "条", "鱼")),)


def test_an_edit_is_undone_where_it_is_shown_in_a_style_that_it_fits(
    desk: Desk, done: TranslationTab
) -> None:
    done.sentences.by_hand.edit(1, "Deux.")
    done.languages._take_style(Style(Formality.FORMAL))
    finish(desk, translate(desk, done, TEXT))
    assert done.pane.text() == "ONE FISH. Deux. RED FISH."

    done.pane.view.undo()

    assert done.pane.text() == TEXT.upper()
    assert not done.edits.of(Direction("en", "fr"))


def test_nothing_written_and_escape_change_nothing(desk: Desk, done: TranslationTab) -> None:
    press(done.pane.view, Qt.Key.Key_F2)
    editor = done.sentences.editor
    editor.box.clear()
    press(editor.box, Qt.Key.Key_Return)
    assert editor.isVisible()
    assert not editor.keep.isEnabled()
    press(editor.box, Qt.Key.Key_Escape)

    assert not editor.isVisible()
    assert done.pane.text() == TEXT.upper()
    assert desk.runner.cancelled == []


def test_an_edit_comes_back_with_the_draft(desk: Desk, done: TranslationTab) -> None:
    done.sentences.by_hand.edit(1, "Deux.")
    draft = done.snapshot()
    done.clear()
    done.edits.take([])

    done.restore(draft)

    assert done.pane.text() == "ONE FISH. Deux. RED FISH."
    assert done.edits.of(Direction("en", "fr")) == {"Two fish.": "Deux."}
    go_to(done, "Deux")
    done.sentences.restore()
    assert done.pane.text() == TEXT.upper()


def test_a_sentence_is_translated_again_alone(desk: Desk, done: TranslationTab) -> None:
    press(done.pane.view, Qt.Key.Key_F5)
    job = desk.runner.last

    known = known_to(desk, job)
    assert known.find("Two fish.", "") is None
    assert known.find("One fish.", "") is not None
    finish(desk, job, str.lower)
    assert done.pane.text() == "ONE FISH. two fish. RED FISH."


# --- back ---


def back_of(source: str, index: int, text: str) -> BackTranslated:
    return BackTranslated(index, text, compare(source, text))


def test_a_sentence_is_translated_back_below_with_what_differs_marked(
    desk: Desk, done: TranslationTab
) -> None:
    press(done.pane.view, Qt.Key.Key_B, CONTROL)
    task = desk.runner.task(desk.runner.last)
    assert isinstance(task, BackTranslationTask)
    assert [pair.target for pair in task._pairs] == ["TWO FISH."]

    run(desk, back_of("Two fish.", 0, "Two cats."))

    panel = done.pane.back_panel
    assert panel.isVisible()
    assert panel.view.plain_text() == "Two cats."
    [mark] = panel.view.extraSelections()
    assert mark.cursor.selectedText() == "cats"
    assert "50%" in panel.title
    done.sentences.by_hand.edit(1, "Deux.")
    assert panel.title == "Translated back from the wording before"


def test_all_is_translated_back_with_what_is_missing_named(
    desk: Desk, done: TranslationTab
) -> None:
    click(done.pane.back_button)
    run(
        desk,
        back_of("One fish.", 0, "One fish."),
        back_of("Red fish.", 2, "Fish."),
        back_of("Two fish.", 1, "Two fish."),
    )

    panel = done.pane.back_panel
    assert panel.view.plain_text() == "One fish. Two fish. Fish."
    assert panel.missing.text() == "Only in the text: “Red”"
    click(panel.close_button)
    assert not panel.isVisible()


def test_a_panel_closed_early_stops_its_work(desk: Desk, done: TranslationTab) -> None:
    click(done.pane.back_button)
    job = desk.runner.last
    desk.runner.change(job, JobState.RUNNING)
    desk.deliver()

    click(done.pane.back_panel.close_button)

    assert desk.runner.cancelled == [job]


# --- the menu ---


def test_the_menu_has_all_of_it_and_copies_the_sentence(
    qtbot: QtBot, desk: Desk, done: TranslationTab
) -> None:
    menu = done.menu.menu()
    words = [action.text().replace("&", "") for action in menu.actions() if action.text()]
    assert words[:4] == [
        "Other translations…",
        "Change it by hand…",
        "Translate it again",
        "Translate it back",
    ]
    by_words = {action.text().replace("&", ""): action for action in menu.actions()}
    assert not by_words["Back to the model's words"].isEnabled()

    by_words["Copy the sentence"].trigger()

    assert QGuiApplication.clipboard().text() == "TWO FISH."
    menu.deleteLater()


def test_the_keys_act_on_the_sentence_of_the_text_too_and_cross_over(
    desk: Desk, done: TranslationTab
) -> None:
    done.box.setFocus()
    cursor = done.box.textCursor()
    cursor.setPosition(TEXT.index("Red") + 1)
    done.box.setTextCursor(cursor)

    press(done.box, Qt.Key.Key_F6)
    assert done.pane.view.hasFocus()
    assert done.pane.view.textCursor().position() == TEXT.index("Red")
    press(done.pane.view, Qt.Key.Key_F6)
    assert done.box.hasFocus()
    press(done.box, Qt.Key.Key_F2)
    assert done.sentences.editor.box.text() == "RED FISH."
    press(done.sentences.editor.box, Qt.Key.Key_Escape)


def test_without_a_sentence_the_keys_do_nothing(desk: Desk, tab: TranslationTab) -> None:
    for key, modifiers in (
        (Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Down, ALT),
        (Qt.Key.Key_B, CONTROL),
        (Qt.Key.Key_B, CONTROL | SHIFT),
    ):
        press(tab.box, key, modifiers)

    assert desk.runner.last == 0
    assert not tab.sentences.editor.isVisible()
    assert not tab.pane.back_panel.isVisible()
