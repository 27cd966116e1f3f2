from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QTranslator, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.events import EngineMemory, JobState, ModelChanged, ModelState
from desktop_lm.messages import StopReason
from desktop_lm.storage import json_file
from desktop_lm.tasks.prompt.prompt import PromptResult
from desktop_lm.ui.look.theme import Scheme
from desktop_lm.ui.widgets.buttons import LinkButton
from desktop_lm.ui.window.main_window import STATE, MainWindow
from desktop_lm.ui.window.window_state import WindowState
from tests.ui.conftest import PATIENCE_MS, Desk, MakeWindow
from tests.ui.fake_runner import STARTER, FakeRunner, model_info
from tests.ui.hands import CONTROL, click, press, type_text

OTHER = "/models/Qwen3-4B-Q4_K_M.gguf"


def action(window: MainWindow, text: str) -> QAction:
    [found] = [a for a in window.findChildren(QAction) if a.text().replace("&", "") == text]
    return found


def dropped_on(window: QWidget, *urls: str) -> bool:
    """Drag files over ``window`` and let go; whether they were taken."""
    data = QMimeData()
    data.setUrls([QUrl(url) for url in urls])
    buttons, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data, buttons, none)
    QApplication.sendEvent(window, enter)
    if not enter.isAccepted():
        return False
    drop = QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, buttons, none)
    QApplication.sendEvent(window, drop)
    return drop.isAccepted()


def test_the_icons_come_right_after_the_window(qtbot: QtBot, make_window: MakeWindow) -> None:
    button = make_window(FakeRunner).prompt.parts.composer.copy_button

    def is_drawn() -> bool:
        image = button.icon().pixmap(button.iconSize()).toImage()
        return any(
            image.pixelColor(x, y).alpha() > 0
            for x in range(image.width())
            for y in range(image.height())
        )

    qtbot.waitUntil(is_drawn, timeout=PATIENCE_MS)


# --- models ---


def test_the_window_is_there_before_any_runner(make_window: MakeWindow) -> None:
    def never() -> FakeRunner:
        raise AssertionError("nothing was asked for yet")

    assert make_window(never).isVisible()


def test_at_the_start_the_starter_model_is_loaded(qtbot: QtBot, make_window: MakeWindow) -> None:
    runner = FakeRunner()
    window = make_window(lambda: runner)

    window.begin()

    qtbot.waitUntil(lambda: runner.opened == [(STARTER, False)], timeout=PATIENCE_MS)


def test_the_model_of_the_last_time_is_loaded_again(make_window: MakeWindow) -> None:
    runner = FakeRunner()
    state = WindowState()
    state.remember_model(OTHER)
    window = make_window(lambda: runner, state=state)

    window.begin()

    assert runner.opened == [(OTHER, False)]


def test_a_file_named_on_the_command_line_comes_first(make_window: MakeWindow) -> None:
    runner = FakeRunner()
    state = WindowState()
    state.remember_model("/models/last.gguf")
    window = make_window(lambda: runner, state=state)

    window.begin(OTHER)

    assert runner.opened == [(OTHER, False)]


def test_a_missing_starter_is_said_and_a_file_offered(
    qtbot: QtBot, make_window: MakeWindow
) -> None:
    def missing() -> str:
        raise AppError(Code.STARTER_MISSING)

    window = make_window(FakeRunner, find_starter=missing)

    window.begin()

    qtbot.waitUntil(
        lambda: window.banner.sentence.startswith("The starter model is not installed"),
        timeout=PATIENCE_MS,
    )
    assert [b.text() for b in window.banner.findChildren(LinkButton)] == ["Open another…"]


def test_a_dropped_file_is_opened(desk: Desk) -> None:
    assert dropped_on(desk.window, QUrl.fromLocalFile(OTHER).toString())

    assert desk.runner.opened == [(OTHER, False)]


def test_a_file_dropped_on_a_text_goes_to_the_window(desk: Desk) -> None:
    window = desk.window
    for tab, text in (
        (0, window.prompt.composer.box),
        (2, window.translation.box),
        (2, window.translation.pane.view),
    ):
        window.open_tab(tab)
        desk.runner.opened.clear()
        assert dropped_on(text.viewport(), QUrl.fromLocalFile(OTHER).toString())
        assert desk.runner.opened == [(OTHER, False)]
        assert not text.toPlainText()


def test_an_address_is_not_opened(desk: Desk) -> None:
    assert not dropped_on(desk.window, "https://example.org/model.gguf")
    assert not desk.runner.opened


def test_the_loaded_model_is_named_at_the_top_and_at_the_bottom(desk: Desk) -> None:
    assert desk.window.model_button.text() == "SmolLM2 135M Instruct · Q4_1"
    assert desk.window.status_line._model.text() == "SmolLM2 135M Instruct · Q4_1"


def test_a_file_that_cannot_be_opened_is_told_once_and_the_model_stays(desk: Desk) -> None:
    error = AppError(Code.NOT_GGUF, path="/home/me/notes.txt")
    desk.runner.emit(ModelChanged(ModelState.FAILED, "/home/me/notes.txt", error=error))
    desk.runner.model_ready()
    desk.deliver()

    assert desk.window.banner.sentence == (
        "notes.txt is not a model in the GGUF format, or it is damaged. Choose another file, or "
        "download it again."
    )
    assert desk.window.model_button.text().startswith("SmolLM2")
    assert desk.status == "Ready"


def test_a_model_that_is_opened_hides_only_what_was_said_of_models(desk: Desk) -> None:
    window = desk.window
    damaged = AppError(Code.HISTORY_PUT_ASIDE, path="history.sqlite.damaged1")
    window.history.failed.emit(damaged)
    window.opener.open(STARTER)
    assert "The history was damaged" in window.banner.sentence

    failed = ModelChanged(ModelState.FAILED, "x.gguf", error=AppError(Code.NOT_GGUF, path="x.gguf"))
    desk.runner.emit(failed)
    desk.deliver()
    assert "x.gguf" in window.banner.sentence
    window.opener.open(STARTER)
    assert window.banner.sentence == ""


def test_a_model_that_killed_the_engine_is_loaded_only_when_told_to(
    qtbot: QtBot, desk: Desk
) -> None:
    error = AppError(Code.MODEL_KILLED_ENGINE, path=OTHER, times=2)
    desk.runner.emit(ModelChanged(ModelState.FAILED, OTHER, error=error))
    desk.deliver()
    anyway = desk.window.banner.findChildren(LinkButton)[0]
    assert anyway.text() == "Load anyway"

    click(anyway)

    assert desk.runner.opened == [(OTHER, True)]
    assert not desk.window.banner.sentence


def test_an_opened_model_is_remembered_and_listed(desk: Desk) -> None:
    desk.runner.model_ready(OTHER)
    desk.deliver()

    recent = action(desk.window, "Open recent").menu()
    assert isinstance(recent, QMenu)
    recent.aboutToShow.emit()
    [entry] = recent.actions()
    assert entry.text() == "Qwen3-4B-Q4_K_M.gguf"
    entry.trigger()
    assert desk.runner.opened == [(OTHER, False)]

    desk.window.close()
    assert json_file.read(desk.window._places.state / STATE)["model"] == OTHER


def test_the_model_in_use_is_remembered_before_the_window_is_closed(desk: Desk) -> None:
    state = desk.window._places.state / STATE

    desk.runner.model_ready(OTHER)
    desk.deliver()
    assert json_file.read(state)["model"] == OTHER

    desk.runner.model_ready(STARTER)
    desk.deliver()
    assert json_file.read(state)["model"] == ""


def test_unloading_is_asked_of_the_runner_and_told(desk: Desk) -> None:
    action(desk.window, "Unload the model").trigger()
    desk.runner.emit(ModelChanged(ModelState.NONE, STARTER))
    desk.deliver()

    assert desk.runner.unloaded == 1
    assert desk.window.model_button.text() == "SmolLM2 135M Instruct, not loaded"
    assert desk.status == "Loads with the next request"


def test_the_model_panel_tells_what_is_loaded(qtbot: QtBot, desk: Desk) -> None:
    menu = desk.window.model_button.menu()
    menu.aboutToShow.emit()

    shown = {label.text() for label in menu.findChildren(QLabel)}

    assert {"135 million", "Q4_1", "98 MB", "llama", "4,096 tokens, trained on 8,192"} <= shown


def test_memory_is_a_bar_with_exact_words(desk: Desk) -> None:
    desk.runner.emit(EngineMemory(resident=186_000_000, private=88_000_000))
    desk.deliver()

    gauge = desk.window.status_line._memory
    assert gauge.text == "186 MB"
    words = gauge._meter.accessibleDescription()
    assert "88 MB of their own" in words
    assert "98 MB of model files" in words


def test_the_context_used_is_the_conversations_and_told_beside_it_alone(desk: Desk) -> None:
    gauge = desk.window.status_line._context_gauge
    assert gauge.text == "Context 0 / 4,096"

    desk.window.status_line.show_for("translation", [])
    assert gauge.text == ""

    desk.window.status_line.show_for("prompt", [])
    assert gauge.text == "Context 0 / 4,096"

    full = PromptResult("", 97, 50.0, StopReason.CONTEXT, context_used=4097)
    desk.window.prompt.composer.box.set_text("Hello")
    desk.window.prompt.start()
    desk.runner.change(desk.runner.last, JobState.DONE, result=full)
    desk.deliver()
    assert gauge.text == "Context 4,096 / 4,096"


def test_memory_that_changes_within_a_megabyte_is_still_exact(desk: Desk) -> None:
    for private in (88_000_000, 97_000_000):
        desk.runner.emit(EngineMemory(resident=186_000_000, private=private))
        desk.deliver()

    assert "97 MB of their own" in desk.window.status_line._memory._meter.toolTip()


def test_a_mistake_of_ours_is_told_and_the_window_goes_on(desk: Desk) -> None:
    desk.window.show_error(AppError(Code.INTERNAL, reason="KeyError('x')"))

    assert desk.window.banner.sentence == (
        "Something went wrong inside the program (KeyError('x')). Your text is kept."
    )


# --- several tabs ---


def test_another_tabs_job_is_waited_for_and_shown(qtbot: QtBot, desk: Desk) -> None:
    window, runner = desk.window, desk.runner
    window.translation.source_language.choose("en")
    window.translation.box.set_text("Hello")
    window.translation.start()
    runner.change(1, JobState.RUNNING)
    window.prompt.composer.box.set_text("Hi")
    window.prompt.start()
    runner.change(2, JobState.WAITING, waiting_for="translation")
    desk.deliver()

    assert desk.status == "Waiting for the translation"
    assert window.status_line._stop.isVisible()
    click(window.status_line._stop)
    assert runner.cancelled == [2]
    runner.change(2, JobState.STOPPED)
    desk.deliver()
    assert desk.status == "The translation is being written"
    assert window.prompt.composer.box.text() == "Hi"

    click(window.status_line._stop)
    assert runner.cancelled == [2, 1]


def test_nothing_moves_when_a_job_starts(desk: Desk) -> None:
    window, runner = desk.window, desk.runner
    window.prompt.composer.box.set_text("Hi")

    def places() -> list[QPoint]:
        line = window.status_line
        return [
            widget.mapTo(window, QPoint())
            for widget in (
                *(line._state, line._model, line._context_gauge, line.connection),
                *(window.tabs, window.prompt.composer, window.model_button),
            )
        ]

    QApplication.processEvents()
    before = places()
    window.prompt.start()
    runner.change(1, JobState.WAITING)
    runner.change(1, JobState.RUNNING)
    desk.deliver()
    QApplication.processEvents()

    assert places() == before


@pytest.mark.parametrize("number", [1, 2, 3])
def test_keys_open_the_tabs_with_the_focus_in_the_text(
    qtbot: QtBot, desk: Desk, number: int
) -> None:
    window = desk.window

    press(window, getattr(Qt.Key, f"Key_{number}"), CONTROL)

    assert window.tabs.currentIndex() == number - 1
    boxes = (window.prompt.composer.box, window.sentiment.box, window.translation.box)
    assert boxes[number - 1].hasFocus()


# --- closing and coming back ---


def test_closing_while_a_job_runs_ends_the_runner_after_the_texts_are_saved(
    qtbot: QtBot, desk: Desk
) -> None:
    desk.window.prompt.composer.box.set_text("Hi")
    desk.window.prompt.start()
    desk.runner.change(1, JobState.RUNNING)
    desk.deliver()

    desk.window.close()

    assert desk.runner.closed
    drafts = json_file.read(desk.window._places.state / "drafts.json")
    assert drafts["prompt"]["text"] == "Hi"


def test_the_window_comes_back_as_it_was_left(desk: Desk, make_window: MakeWindow) -> None:
    desk.window.open_tab(2)
    desk.window.resize(780, 640)
    action(desk.window, "Dark").trigger()
    action(desk.window, "Larger text").trigger()
    desk.window.close()

    values = json_file.read(desk.window._places.state / STATE)
    state = WindowState.from_json(values)
    assert (state.scheme, state.text_percent, state.tab) == (Scheme.DARK, 110, 2)
    again = make_window(FakeRunner, state=state)
    assert again.tabs.currentIndex() == 2
    assert (again.width(), again.height()) == (780, 640)


# --- menus, sizes, words ---


def test_larger_and_smaller_text_change_the_whole_window(desk: Desk) -> None:
    window = desk.window
    before = window.prompt.composer.generate_button.sizeHint().height()

    for _ in range(5):
        action(window, "Larger text").trigger()
    QApplication.processEvents()
    assert window.prompt.composer.generate_button.sizeHint().height() > 1.5 * before

    action(window, "Normal text").trigger()
    QApplication.processEvents()
    assert window.prompt.composer.generate_button.sizeHint().height() == before


def test_at_twice_the_text_size_the_window_still_fits_a_small_screen(desk: Desk) -> None:
    desk.window.theme.set_text_percent(200)
    QApplication.processEvents()

    least = desk.window.minimumSizeHint()

    assert least.width() <= 1024
    assert least.height() <= 700


def test_a_narrow_window_keeps_the_tabs_and_shortens_the_models_name(desk: Desk) -> None:
    window = desk.window
    window.resize(500, 500)
    QApplication.processEvents()

    assert window.width() == 500
    assert window.model_button.text().endswith("…")
    bar = window.tabs.tabBar()
    assert bar.tabRect(2).right() <= bar.width()
    assert window.status_line._state.width() > 0


def test_edit_actions_reach_the_text_with_the_focus(qtbot: QtBot, desk: Desk) -> None:
    box = desk.window.prompt.composer.box
    type_text(box, "Hello")

    action(desk.window, "Undo").trigger()
    assert box.text() == ""
    action(desk.window, "Redo").trigger()
    assert box.text() == "Hello"


def test_the_list_of_keys_has_all_of_them(qtbot: QtBot, desk: Desk) -> None:
    titles: list[str] = []
    words: list[str] = []

    def read_and_close() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        for label in dialog.findChildren(QLabel):
            (titles if label.property("role") == "title" else words).append(label.text())
        dialog.reject()

    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    from PySide6.QtCore import QTimer

    QTimer.singleShot(0, read_and_close)
    action(desk.window, "Keyboard shortcuts").trigger()

    assert {"Ctrl+Enter", "Esc", "Ctrl+O", "Ctrl+1", "Start", "Stop", "Up"} <= set(words)
    # Menus first, in their order, then what holds in one tab only; nothing stands there twice.
    assert titles == ["File", "Edit", "History", "Run", "View", "Help", "Prompt", "Translation"]
    assert words.count("Undo") == words.count("Start") == 1


def test_about_names_parts_and_licences(qtbot: QtBot, desk: Desk) -> None:
    from PySide6.QtCore import QTimer

    seen: list[str] = []

    def read_and_close() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        [text] = dialog.findChildren(QTextEdit)
        seen.append(text.toPlainText())
        dialog.reject()

    QTimer.singleShot(0, read_and_close)
    action(desk.window, "About desktop-lm").trigger()

    assert "llama.cpp" in seen[0]
    assert "LGPL" in seen[0]
    assert "ISC License" in seen[0]


INTERACTIVE = (QAbstractButton, QAbstractSpinBox, QComboBox, QPlainTextEdit, QTextEdit)


def test_every_control_has_a_name_for_who_cannot_see_it(desk: Desk) -> None:
    nameless = [
        repr(widget)
        for kind in INTERACTIVE
        for widget in desk.window.findChildren(kind)
        if not widget.objectName().startswith("qt_")
        and not widget.accessibleName()
        and not getattr(widget, "text", str)()
        and not _has_label(desk.window, widget)
    ]

    assert not nameless


def _has_label(window: QWidget, widget: QWidget) -> bool:
    return any(label.buddy() is widget for label in window.findChildren(QLabel))


@pytest.mark.parametrize("tab", [0, 1, 2])
def test_every_control_is_reached_with_the_keyboard(qtbot: QtBot, desk: Desk, tab: int) -> None:
    window = desk.window
    window.open_tab(tab)
    window.prompt.composer.options_button.setChecked(True)
    reached: set[QWidget] = set()
    for _ in range(60):
        focus = QApplication.focusWidget()
        assert focus is not None
        reached.add(focus)
        press(focus, Qt.Key.Key_Tab)

    missed = [
        repr(widget)
        for kind in (QAbstractButton, QAbstractSpinBox, QComboBox, QPlainTextEdit, QTextEdit)
        for widget in window.findChildren(kind)
        if widget.isVisible()
        and widget.isEnabled()
        and not widget.objectName().startswith("qt_")
        and widget not in reached
        and not any(widget.isAncestorOf(other) for other in reached)
        and "TabBar" not in type(widget.parent()).__name__
    ]
    assert not missed


def test_no_two_mnemonics_of_a_tab_are_the_same(desk: Desk) -> None:
    window = desk.window
    window.prompt.composer.options_button.setChecked(True)
    menus = [menu.title() for menu in window.menuBar().findChildren(QMenu) if menu.title()]
    top = [t for t in menus if action(window, t.replace("&", "")) in window.menuBar().actions()]
    for tab in range(3):
        window.open_tab(tab)
        page = window.page
        texts = [w.text() for w in page.findChildren(QAbstractButton) if w.isVisible()]
        texts += [w.text() for w in page.findChildren(QLabel) if w.isVisible() and "&" in w.text()]
        letters = [text[text.index("&") + 1].lower() for text in [*texts, *top] if "&" in text]
        assert len(letters) == len(set(letters)), sorted(letters)


class Marking(QTranslator):
    """Marks each text that passes through tr()."""

    def translate(
        self, context: str, text: str, disambiguation: str | None = None, n: int = -1
    ) -> str:
        return "¶" + text

    def isEmpty(self) -> bool:  # noqa: N802  Qt's own name
        return False


def texts_of(widget: QWidget) -> list[str]:
    """All a person reads of a widget."""
    found = [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
    if isinstance(widget, QLabel | QAbstractButton):
        found.append(widget.text())
    if isinstance(widget, QPlainTextEdit | QTextEdit | QLineEdit):
        found.append(widget.placeholderText())
    if isinstance(widget, QComboBox):
        found += [widget.itemText(index) for index in range(widget.count())]
    return [text for text in found if any(letter.isalpha() for letter in text)]


def test_every_text_passes_through_tr(
    qtbot: QtBot, qapp: QApplication, make_window: MakeWindow
) -> None:
    translator = Marking()
    qapp.installTranslator(translator)
    try:
        runner = FakeRunner()
        window = make_window(lambda: runner)
        window._desk.runner.cancel(0)
        runner.emit(ModelChanged(ModelState.LOADING, STARTER, fraction=0.5))
        runner.emit(EngineMemory(186_000_000, 90_000_000))
        window._desk.flush()
        for tab in range(3):
            window.open_tab(tab)
            window.page.start()
        names = {"SmolLM2 135M Instruct", model_info().quantisation, "186 MB"}
        plain = [
            (type(widget).__name__, text)
            for widget in window.findChildren(QWidget)
            for text in texts_of(widget)
            if "¶" not in text and text not in names and "qt_" not in widget.objectName()
        ]
        plain += [
            ("action", a.text())
            for a in window.findChildren(QAction)
            if a.text() and "¶" not in a.text() and not isinstance(a.parent(), QLineEdit)
        ]
    finally:
        qapp.removeTranslator(translator)

    assert not plain


def test_a_cover_tells_what_dropping_does(desk: Desk) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(OTHER)])
    buttons, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data, buttons, none)

    QApplication.sendEvent(desk.window, enter)
    assert desk.window.drops.cover.isVisible()

    QApplication.sendEvent(desk.window, QEvent(QEvent.Type.DragLeave))
