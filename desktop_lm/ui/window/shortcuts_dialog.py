"""All keys in one list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QLabel,
    QMenu,
    QMenuBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop_lm.ui.look.space import EDGE, GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.widgets.keys import key_words

_SCREEN_SHARE = 0.85  # of its height, at most


Rows = list[tuple[str, QKeySequence]]


class Keys(NamedTuple):
    """The keys of one menu or one tab: ``title``, and what they do in words with the key."""

    title: str
    rows: Rows


def keys_of(
    menus: QMenuBar, pages: Mapping[str, QWidget], besides: Mapping[str, Rows]
) -> list[Keys]:
    """All keys of the window, those of the ``menus`` first, then those that hold only in one of
    the ``pages``, which have the names of their tabs; ``besides`` are keys without an action."""
    found: list[Keys] = []
    listed: set[int] = set()

    def add(title: str, actions: Iterable[QAction], more: Rows) -> None:
        new = [each for each in actions if id(each) not in listed and not each.shortcut().isEmpty()]
        listed.update(id(each) for each in new)
        rows = [(_words(each.text()).rstrip("…"), each.shortcut()) for each in new] + more
        if rows:
            found.append(Keys(_words(title), rows))

    for menu in menus.actions():
        add(menu.text(), _inside(menu), [])
    for name, page in pages.items():
        add(name, page.findChildren(QAction), besides.get(name, []))
    return found


def _inside(menu: QAction) -> Iterator[QAction]:
    """The actions of a menu and of the menus in it."""
    inner = menu.menu()
    if not isinstance(inner, QMenu):
        yield menu
        return
    for action in inner.actions():
        yield from _inside(action)


def _words(text: str) -> str:
    return text.replace("&", "")


class ShortcutsDialog(QDialog):
    """Made from the actions themselves, so that it cannot be wrong."""

    def __init__(self, theme: Theme, groups: Iterable[Keys], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        inside = QWidget()
        grid = spaced(QGridLayout(inside), theme, gap=GROUP, margins=(0, 0, GROUP, 0))
        for title, rows in groups:
            self._add_title(grid, theme, title)
            for text, keys in rows:
                label = QLabel(key_words(keys))
                label.setProperty("role", "muted")
                below = grid.rowCount()
                grid.addWidget(QLabel(text), below, 0)
                grid.addWidget(label, below, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnMinimumWidth(1, theme.px(110))
        buttons = QDialogButtonBox()
        buttons.rejected.connect(self.reject)
        layout = spaced(QVBoxLayout(self), theme, gap=SECTION, margins=(EDGE,) * 4)
        self.list = _Scrolled(inside, self.tr("Keyboard shortcuts"))
        layout.addWidget(self.list)
        layout.addWidget(buttons)
        buttons.setStandardButtons(QDialogButtonBox.StandardButton.Close)  # dressed as this is
        room = parent.screen().availableGeometry().height() * _SCREEN_SHARE
        self.resize(self.sizeHint().boundedTo(QSize(self.sizeHint().width(), round(room))))

    def _add_title(self, grid: QGridLayout, theme: Theme, title: str) -> None:
        below = grid.rowCount()
        label = QLabel(title)
        label.setProperty("role", "title")
        grid.addWidget(label, below, 0)
        if grid.count() > 1:
            grid.setRowMinimumHeight(below, label.sizeHint().height() + theme.px(SECTION))
            grid.setAlignment(label, Qt.AlignmentFlag.AlignBottom)


class _Scrolled(QScrollArea):
    """As large as what is ``inside`` where the screen has room, and scrolled by keys as well."""

    def __init__(self, inside: QWidget, name: str) -> None:
        super().__init__()
        self.inside = inside
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setWidget(inside)

    def sizeHint(self) -> QSize:
        """All of it, and the bar."""
        inside = self.inside.sizeHint()
        return QSize(inside.width() + self.verticalScrollBar().sizeHint().width(), inside.height())

    def minimumSizeHint(self) -> QSize:
        """All of its width."""
        return QSize(self.sizeHint().width(), super().minimumSizeHint().height())
