"""The conversations of the history: found, opened, named, pinned, deleted."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QInputDialog, QLabel, QLineEdit, QMenu, QVBoxLayout, QWidget

from desktop_lm import paths
from desktop_lm.engine.saved_states import forget_conversations
from desktop_lm.storage.history.conversation import Conversation, Hit
from desktop_lm.storage.history.history import History
from desktop_lm.storage.history.history_search import search
from desktop_lm.ui.look.space import GROUP, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.history_words import detail_of, excerpt_of, title_of
from desktop_lm.ui.storage.history_desk import HistoryDesk
from desktop_lm.ui.widgets.buttons import LinkButton, QuietButton
from desktop_lm.ui.widgets.row_list import RowList
from desktop_lm.ui.widgets.row_model import Row

_SEARCH_MS = 150  # after the last key
_OF = "/"  # between the numbers of a conversation and a message, in the key of a row
_MOST = 500  # conversations shown; a search finds the others


class HistoryPanel(QWidget):
    """``open_asked`` carries a conversation's number, ``found_asked`` also a message's.
    What is searched for is found in all that was written, and opened in its conversation."""

    open_asked = Signal(int)
    new_asked = Signal()
    document_asked = Signal()
    export_asked = Signal(int)
    found_asked = Signal(int, int)
    shown_deleted = Signal()

    def __init__(self, theme: Theme, history: HistoryDesk) -> None:
        super().__init__()
        self._theme = theme
        self._history = history
        self._shown: dict[str, Conversation] = {}
        self._open = 0
        self._asked = 0  # counts questions, so that an answer to an older one is dropped
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setAccessibleName(self.tr("Search the history"))
        self.search.setToolTip(self.tr("Words that were written, a name, or # and a tag (Ctrl+F)"))
        self.search.setClearButtonEnabled(True)
        self.new = QuietButton(
            theme, "plus", self.tr("New conversation"), self.tr("Begin a new conversation")
        )
        self.new_document = QuietButton(
            theme,
            "plus",
            self.tr("New document"),
            self.tr("Begin a text of your own that the model can continue"),
        )
        self.list = RowList(theme, self.tr("Conversations"))
        self.list.hide()
        self._empty = QLabel(self.tr("What you write is kept here, on this computer only."))
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._empty.setProperty("role", "muted")
        self._undo = LinkButton(self.tr("Undo the deletion"))
        self._undo.hide()
        self._deleted = 0
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_SEARCH_MS)
        self._lay_out()
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Ask the history anew."""
        self._pause.stop()
        self._asked += 1
        query = self.search.text().strip()
        if query.startswith("#"):
            self._history.ask(
                lambda history: history.conversations(limit=_MOST, tag=query[1:].strip()),
                partial(self._show_conversations, self._asked),
            )
        elif query:
            self._history.ask(
                lambda history: (history.named(query), search(history, query)),
                partial(self._show_found, self._asked),
            )
        else:
            self._history.ask(
                lambda history: history.conversations(limit=_MOST),
                partial(self._show_conversations, self._asked),
            )

    def show_open(self, number: int) -> None:
        """Mark the conversation on the page; none for 0, which is not in the history yet."""
        self._open = number
        if self.search.text():
            return
        if number:
            self.list.go_to(str(number))
        elif not self.list.hasFocus():
            self.list.clearSelection()

    # --- inside ---

    def _go_to_list(self) -> None:
        """To what was found, whose first row is the one that Return opens."""
        if self.list.rows:
            self.list.setFocus()
            if not self.list.key:
                self.list.go_to(self.list.rows[0].key)

    def _lay_out(self) -> None:
        layout = spaced(QVBoxLayout(self), self._theme, gap=GROUP, margins=(8, 12, 8, 8))
        layout.addWidget(self.search)
        layout.addWidget(self.new)
        layout.addWidget(self.new_document)
        layout.addWidget(self._empty)
        layout.addWidget(self.list, 1)
        layout.addWidget(self._undo)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._pause.start)
        self.search.returnPressed.connect(self._go_to_list)
        down = QShortcut(QKeySequence(Qt.Key.Key_Down), self.search, self._go_to_list)
        down.setContext(Qt.ShortcutContext.WidgetShortcut)
        self._pause.timeout.connect(self.refresh)
        self.new.clicked.connect(self.new_asked)
        self.new_document.clicked.connect(self.document_asked)
        self._undo.clicked.connect(self._restore)
        self._history.changed.connect(self.refresh)
        self.list.clicked.connect(lambda _index: self._open_row(self.list.key))
        self.list.acted.connect(self._open_row)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._show_menu)
        self._actions = [
            self._action(self.tr("&Rename…"), "F2", self._rename),
            self._action(self.tr("&Pin at the top"), "", self.pin_chosen),
            self._action(self.tr("&Tags…"), "", self._tag),
            self._action(self.tr("E&xport…"), "", self._export),
            self._action(self.tr("&Delete"), "Delete", self._delete),
        ]

    def _action(self, text: str, keys: str, act: Callable[[], None]) -> QAction:
        action = QAction(text, self.list)
        action.triggered.connect(lambda _=False: act())
        action.setShortcut(QKeySequence.fromString(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.list.addAction(action)
        return action

    def _show_conversations(self, asked: int, found: tuple[Conversation, ...]) -> None:
        if asked != self._asked:
            return
        self._shown = {str(each.id): each for each in found}
        self._show_rows(
            [Row(str(each.id), title_of(each), detail_of(each)) for each in found],
            self.tr("What you write is kept here, on this computer only."),
        )
        self.show_open(self._open)

    def _show_found(
        self, asked: int, found: tuple[tuple[Conversation, ...], tuple[Hit, ...]]
    ) -> None:
        """Conversations by their names and tags first, unless a message of theirs is there."""
        if asked != self._asked:
            return
        named, hits = found
        within = {hit.conversation for hit in hits}
        self._shown = {str(each.id): each for each in named if each.id not in within}
        rows = [Row(key, title_of(each), detail_of(each)) for key, each in self._shown.items()]
        rows += [
            Row(
                f"{hit.conversation}{_OF}{hit.message}",
                hit.title or self.tr("Untitled"),
                excerpt_of(hit),
            )
            for hit in hits
        ]
        self._show_rows(rows, self.tr("Nothing found."))

    def _show_rows(self, rows: list[Row], empty: str) -> None:
        self.list.show_rows(rows)
        self.list.setVisible(bool(rows))
        self._empty.setText(empty)
        self._empty.setVisible(not rows)

    def _open_row(self, key: str) -> None:
        number, _, message = key.partition(_OF)
        if message:
            self.found_asked.emit(int(number), int(message))
        elif number:
            self.open_asked.emit(int(number))

    def _show_menu(self, place: QPoint) -> None:
        chosen = self._shown.get(self.list.key)
        if chosen is None:
            return
        menu = QMenu(self)
        pinned = self.tr("Un&pin") if chosen.pinned else self.tr("&Pin at the top")
        self._actions[1].setText(pinned)
        menu.addActions(self._actions)
        menu.exec(self.list.viewport().mapToGlobal(place))
        menu.deleteLater()

    # --- what is done to the one chosen ---

    def _rename(self) -> None:
        if (chosen := self._shown.get(self.list.key)) is None:
            return
        name, ok = QInputDialog.getText(
            self, self.tr("Rename"), self.tr("Name of the conversation"), text=chosen.title
        )
        if ok:
            self._change(lambda history: history.rename(chosen.id, name.strip()))

    def pin_chosen(self) -> None:
        """Pin the conversation one is on at the top, or let it go from there."""
        if (chosen := self._shown.get(self.list.key)) is not None:
            self._change(lambda history: history.pin(chosen.id, pinned=not chosen.pinned))

    def _tag(self) -> None:
        if (chosen := self._shown.get(self.list.key)) is None:
            return
        words, ok = QInputDialog.getText(
            self,
            self.tr("Tags"),
            self.tr("Tags, with commas between them"),
            text=", ".join(chosen.tags),
        )
        if ok:
            names = [word.strip() for word in words.split(",") if word.strip()]
            self._change(lambda history: history.set_tags(chosen.id, names))

    def _export(self) -> None:
        if (chosen := self._shown.get(self.list.key)) is not None:
            self.export_asked.emit(chosen.id)

    def _delete(self) -> None:
        if (chosen := self._shown.get(self.list.key)) is None:
            return
        self._deleted = chosen.id
        self._undo.show()
        self._change(lambda history: history.delete(chosen.id))
        forget_conversations(paths.saved_states_dir())
        if chosen.id == self._open:
            self.shown_deleted.emit()

    def _restore(self) -> None:
        self._undo.hide()
        number = self._deleted
        self._change(lambda history: history.restore(number))
        self.open_asked.emit(number)

    def _change(self, work: Callable[[History], None]) -> None:
        self._history.change(work)
