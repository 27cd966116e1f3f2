"""The switch "Probabilities": tokens in colours, what could have come, and going on from that."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtGui import QTextCharFormat
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_lm.messages import Sampling, TokenView
from desktop_lm.storage.history.token_traces import TokenTrace
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.answer_page import AnswerPage
from desktop_lm.ui.prompt.exchange import Exchange
from desktop_lm.ui.prompt.inspector.inspector import TokenInspector
from desktop_lm.ui.prompt.inspector.step_view import _facts
from desktop_lm.ui.prompt.inspector.token_drawing import TokenDrawing
from desktop_lm.ui.prompt.inspector.token_style import index_in, style_of
from desktop_lm.ui.prompt.inspector.token_surface import Pick
from desktop_lm.ui.prompt.inspector.token_words import Level, exact, level_of, shown
from desktop_lm.ui.prompt.prompt_tab import PromptTab
from desktop_lm.ui.window.main_window import MainWindow
from tests.support.scripts import write_script
from tests.ui.conftest import PATIENCE_MS, MakeWindow
from tests.ui.hands import click, press

OTHERS = {" sea": 0.3, " rain": 0.1}


@pytest.fixture
def tab(scripted_window: MainWindow, tmp_path: Path, qtbot: QtBot) -> PromptTab:
    """The Prompt tab, switched on, with an answer of three tokens."""
    script = write_script(tmp_path, answer=["The", " tide", "{ids}"], alternatives=OTHERS)
    scripted_window._desk.runner.open_model(script)
    tab = scripted_window.prompt
    click(tab.composer.probabilities_button)
    ask(qtbot, tab, "Why?")
    return tab


def ask(qtbot: QtBot, tab: PromptTab, text: str) -> None:
    tab.composer.box.set_text(text)
    tab.start()
    settle(qtbot, tab)


def settle(qtbot: QtBot, tab: PromptTab) -> None:
    qtbot.waitUntil(lambda: not tab.dialogue.is_busy, timeout=PATIENCE_MS)


def inspector_of(tab: PromptTab) -> TokenInspector:
    assert tab.probabilities.inspector is not None
    return tab.probabilities.inspector


def answer_of(tab: PromptTab) -> str:
    return tab.dialogue.exchanges[-1].text


def test_each_token_can_be_gone_to_and_says_what_could_have_come(
    tab: PromptTab, qtbot: QtBot
) -> None:
    page, inspector = tab.page, inspector_of(tab)
    press(page, Qt.Key.Key_Right)
    assert inspector.picker.pick is not None
    assert inspector.picker.pick.index == 0
    press(page, Qt.Key.Key_Right)
    assert inspector.picker.pick.index == 1
    assert page.accessibleDescription() == (
        "tide, 60%, token 2 of 3, 2 alternatives: sea, 30%; rain, 10%"
    )
    assert [line.text for line in inspector.popup.list.rows] == ["␣tide", "␣sea", "␣rain"]
    assert inspector.popup.isVisible()
    press(page, Qt.Key.Key_Left)
    assert inspector.picker.pick.index == 0


def test_return_and_the_arrows_take_another_word_and_the_answer_goes_on_from_that_very_token(
    tab: PromptTab, qtbot: QtBot
) -> None:
    page, inspector = tab.page, inspector_of(tab)
    for _ in range(2):
        press(page, Qt.Key.Key_Right)
    press(page, Qt.Key.Key_Return)
    assert inspector.popup.list.hasFocus()
    press(inspector.popup.list, Qt.Key.Key_Down)
    press(inspector.popup.list, Qt.Key.Key_Return)
    settle(qtbot, tab)
    # The script's third token tells the ids of the last part it was asked to go on from.
    exchange = tab.dialogue.exchanges[-1]
    assert exchange.text == "The rainThe tide101"
    assert exchange.trace is not None
    assert [view.token for view in exchange.trace.views] == [0, 101, 0, 1, 2]
    assert exchange.trace.views[1].probability == pytest.approx(0.1)
    assert inspector.popup.isHidden()
    qtbot.waitUntil(lambda: len(exchange.answer_versions) == 2, timeout=PATIENCE_MS)


def test_escape_gives_the_focus_back(tab: PromptTab) -> None:
    press(tab.page, Qt.Key.Key_Right)
    press(tab.page, Qt.Key.Key_Return)
    press(inspector_of(tab).popup.list, Qt.Key.Key_Escape)
    assert inspector_of(tab).popup.isHidden()
    assert tab.page.hasFocus()


def test_the_pointer_shows_the_same_and_a_click_takes_it(tab: PromptTab, qtbot: QtBot) -> None:
    inspector = inspector_of(tab)
    press(tab.page, Qt.Key.Key_Right)
    place = inspector.picker.rect_of(inspector.picker.pick)  # type: ignore[arg-type]
    assert place is not None
    inspector.popup.hide()
    QTest.mouseMove(tab.page.viewport(), QPoint(1, 1))
    QTest.mouseMove(tab.page.viewport(), place.center())
    qtbot.waitUntil(inspector.popup.isVisible, timeout=PATIENCE_MS)
    chosen = inspector.popup.list
    click(chosen.viewport(), chosen.visualRect(chosen.model().index(1, 0)).center())
    settle(qtbot, tab)
    assert answer_of(tab).startswith(" sea")


def test_in_a_page_of_another_size_the_list_goes_with_its_word(tab: PromptTab) -> None:
    press(tab.page, Qt.Key.Key_Right)
    assert inspector_of(tab).popup.isVisible()
    click(tab.composer.inspector_button)
    assert inspector_of(tab).popup.isHidden()


def test_the_place_of_a_word_is_without_the_blank_before_it(tab: PromptTab) -> None:
    inspector = inspector_of(tab)
    exchange = tab.dialogue.exchanges[-1]
    first, second = (inspector.picker.rect_of(Pick(exchange, index)) for index in (0, 1))
    assert first is not None
    assert second is not None
    assert second.left() > first.right()
    assert inspector.picker.rect_of(Pick(Exchange("?"), 0)) is None


def test_while_the_model_works_no_word_is_taken(tab: PromptTab, qtbot: QtBot) -> None:
    other = tab.dialogue.exchanges[-1].trace.views[0].alternatives[0]  # type: ignore[union-attr]
    tab.composer.box.set_text("More")
    tab.start()
    assert not tab.asking.branch(tab.dialogue.exchanges[0], 0, other)
    settle(qtbot, tab)


def test_switched_off_the_answer_is_read_as_usual_and_on_again_it_has_its_tokens(
    tab: PromptTab,
) -> None:
    assert tab.page.document().defaultFont() is not None
    click(tab.composer.probabilities_button)
    press(tab.page, Qt.Key.Key_Right)
    assert inspector_of(tab).picker.pick is None
    assert "The tide" in tab.page.plain_text()
    click(tab.composer.probabilities_button)
    press(tab.page, Qt.Key.Key_Right)
    assert inspector_of(tab).picker.pick is not None
    assert "The tide" in tab.page.plain_text()


def test_tokens_are_there_after_a_restart(
    tab: PromptTab, make_window: MakeWindow, scripted_window: MainWindow, qtbot: QtBot
) -> None:
    from desktop_lm import bootstrap

    number = tab.dialogue.conversation.number
    scripted_window.close()
    window = make_window(lambda: bootstrap.build_runner(scripted=True))
    again = window.prompt
    assert again.composer.probabilities_button.isChecked()
    again.dialogue.bring(number)
    qtbot.waitUntil(
        lambda: bool(again.dialogue.exchanges and again.dialogue.exchanges[0].trace),
        timeout=PATIENCE_MS,
    )
    press(again.page, Qt.Key.Key_Right)
    press(again.page, Qt.Key.Key_Right)
    assert again.page.accessibleDescription().startswith("tide, 60%")


def test_levels_differ_by_their_line_too(theme: Theme) -> None:
    styles = {p: style_of(p, theme) for p in (1.0, 0.7, 0.3, 0.1, 0.01)}
    lines = {
        level_of(p): (style.underlineStyle(), style.fontOverline()) for p, style in styles.items()
    }
    assert len(lines) == len(Level)
    assert len(set(lines.values())) == len(Level)
    assert lines[Level.CERTAIN] == (QTextCharFormat.UnderlineStyle.NoUnderline, False)


def test_blanks_are_shown_and_small_figures_are_no_zeros() -> None:
    assert shown("  a\n") == "␣␣a⏎"
    assert shown("") == "(part of a character)"
    assert [exact(p) for p in (0.0001, 0.012, 0.5, 0.999)] == [
        "under 0.1%",
        "1.2%",
        "50%",
        "99.9%",
    ]


def test_figures_are_written_as_the_language_writes_them() -> None:
    assert exact(0.9996) == "99.9%", "not all of it"
    assert exact(1) == "100%"
    QLocale.setDefault(QLocale("de_DE"))
    assert exact(0.053) == "5,3%"
    trace = TokenTrace((TokenView(1, "x", 0.5, ()),), sampling=Sampling(temperature=0.7))
    assert ("Temperature", "0,7") in _facts(trace, trace.views[0], 0)


def test_what_a_task_put_in_place_of_tokens_is_drawn_as_it_is(theme: Theme) -> None:
    views = tuple(TokenView(n, text, 0.5, ()) for n, text in enumerate(["It", " swims", " [1"]))
    exchange = Exchange("?", answer=["It swims (otters)."], trace=TokenTrace(views))
    drawn = TokenDrawing(theme).unwritten(exchange)
    assert [text for text, _ in drawn] == ["It", " swims", " (otters)."]
    assert [index_in(style) for _, style in drawn] == [0, 1, -1]


def test_an_answer_that_grows_stands_there_once_while_one_scrolls_up(
    theme: Theme, qtbot: QtBot
) -> None:
    page = AnswerPage(theme)
    qtbot.addWidget(page)
    page.resize(800, 600)
    page.show()
    page.drawing.tokens = TokenDrawing(theme)
    written = TokenTrace(tuple(TokenView(n, "before ", 0.5, ()) for n in range(200)))
    page.show_exchanges([Exchange("?", answer=["before " * 200], trace=written) for _ in range(30)])
    growing = Exchange("Now?")
    page.exchanges.append(growing)
    page.begin()

    for number, word in enumerate(("now ", "grown ")):
        view = TokenView(number, word, 0.5, ())
        growing.trace = TokenTrace((*(growing.trace.views if growing.trace else ()), view))
        growing.answer.append(word)
        page.grow(word)
        page.verticalScrollBar().setValue(0)  # those above are drawn
    assert page.plain_text().endswith("\nnow grown ")


def test_an_answer_goes_on_from_its_tokens_with_its_own_model_and_from_its_text_with_another(
    tab: PromptTab, tmp_path: Path, qtbot: QtBot
) -> None:
    tab.asking.go_on()
    settle(qtbot, tab)
    assert answer_of(tab) == "The tideThe tide0 1 2"
    known = tab.dialogue.exchanges[-1].trace
    assert known is not None
    assert len(known.views) == 6
    own, tab.dialogue.exchanges[-1].model = tab.dialogue.model, "another"
    tab.asking.go_on()
    settle(qtbot, tab)
    assert answer_of(tab) == "The tideThe tide0 1 2The tide"
    assert tab.dialogue.exchanges[-1].model == f"another, {own}"
    begun = tab.dialogue.exchanges[-1].trace
    assert begun is not None
    assert begun.start == len("The tideThe tide0 1 2"), "those before mean something else to it"
