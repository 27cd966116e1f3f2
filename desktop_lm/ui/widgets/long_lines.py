"""Lines of any length: laid out in pieces, and the same text to whoever reads or edits it.

Qt lays a whole line out again with each key: a line of a million letters took one to three
seconds. So a line that is longer than ``MOST`` stands in the document in pieces of about
``PIECE``, with a joint between two of them: a line's end between two marks that occur in no text.
:func:`~desktop_lm.ui.widgets.plain_text.from_raw` leaves joints out, so they are in nothing that is
read, copied or kept. :class:`Joints` keeps the caret and the keys from stopping inside one.
"""

from __future__ import annotations

import unicodedata
from itertools import pairwise

from PySide6.QtGui import QKeyEvent, QKeySequence, QTextBlock, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from desktop_lm.ui.widgets.plain_text import AFTER, BEFORE, JOINT, utf16_length

MOST, PIECE = 16_000, 8_000  # characters
_NEAR = 200  # so far before its full length a piece may end, where a blank is
_TYPED_JOINT = f"{BEFORE}\n{AFTER}"
_STANDARD = QKeySequence.StandardKey
_OF_A_WORD = (_STANDARD.DeleteStartOfWord, _STANDARD.DeleteEndOfWord, _STANDARD.DeleteEndOfLine)
_KEPT_TOGETHER = ("Mn", "Mc", "Me", "Sk", "Cf", "Cs")  # with the sign before


def in_pieces(text: str) -> str:
    """``text`` as it is put into a document: lines that are too long in pieces."""
    if len(text) <= MOST or BEFORE in text or AFTER in text:
        return text
    return "\n".join(_TYPED_JOINT.join(_pieces(line)) for line in text.split("\n"))


def _pieces(line: str) -> list[str]:
    borders = [0]
    while len(line) - borders[-1] > MOST:
        borders.append(_border(line, borders[-1] + PIECE))
    return [line[start:end] for start, end in pairwise([*borders, len(line)])]


def _border(line: str, at: int) -> int:
    """A place near ``at`` to end a piece: behind a blank, or between two whole signs."""
    blank = line.rfind(" ", at - _NEAR, at)
    if blank >= 0:
        return blank + 1
    for place in range(at, at - _NEAR, -1):
        if not _belongs_before(line[place], line[place - 1]):
            return place
    return at


def _belongs_before(sign: str, before: str) -> bool:
    half_a_flag = "\U0001f1e6" <= sign <= "\U0001f1ff"
    return half_a_flag or before == "\u200d" or unicodedata.category(sign) in _KEPT_TOGETHER


class Joints:
    """The joints of the document in ``edit``."""

    def __init__(self, edit: QPlainTextEdit) -> None:
        self._edit = edit
        self._caret = 0  # where it was
        self._changed: tuple[int, int] | None = None  # the stretch that is new
        edit.cursorPositionChanged.connect(self._keep_caret_out)
        edit.document().contentsChange.connect(self._note_change)

    def before_key(self, event: QKeyEvent) -> None:
        """A key is about to do its work at the caret: there must be no joint where it works."""
        if _changes_lines(event) or _deletes_word(event):
            self.heal(everywhere=_deletes_word(event))
        self._changed = None

    def after_key(self, event: QKeyEvent) -> None:
        """A key has done its work."""
        if not (event.matches(_STANDARD.Undo) or event.matches(_STANDARD.Redo)):
            self.split_long()

    def heal(self, *, everywhere: bool = True) -> None:
        """Take away the joints at both ends of the piece the caret is in; without ``everywhere``
        only one that the caret is at."""
        caret = self._edit.textCursor()
        if caret.hasSelection() or self._edit.isReadOnly():
            return
        block = caret.block()
        here = caret.position()
        if _is_joint(block) and (everywhere or here >= block.position() + block.length() - 2):
            self._remove(block)
        before = self._edit.textCursor().block().previous()
        if _is_joint(before) and (everywhere or here <= before.position() + before.length() + 1):
            self._remove(before)

    def split_long(self) -> None:
        """Lay out in pieces what has become too long since a key was pressed or a text came; that
        is no step to undo of its own."""
        changed, self._changed = self._changed, None
        if changed is None:
            return
        document = self._edit.document()
        block, last = document.findBlock(changed[0]), document.findBlock(changed[1])
        while block.isValid() and block.blockNumber() <= last.blockNumber():
            behind = block.next()
            if block.length() > MOST + 4:
                self._split(block)
            block = behind
        self._changed = None

    def _split(self, block: QTextBlock) -> None:
        text, place = block.text(), block.position()
        if text.startswith(AFTER):
            text, place = text[1:], place + 1
        pieces = _pieces(text.removesuffix(BEFORE))
        cursor = QTextCursor(self._edit.document())
        cursor.joinPreviousEditBlock()
        for piece in pieces[:-1]:
            place += utf16_length(piece)
            cursor.setPosition(place)
            cursor.insertText(_TYPED_JOINT)
            place += len(JOINT)
        cursor.endEditBlock()

    def _remove(self, block: QTextBlock) -> None:
        """The joint behind a piece."""
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + block.length() - 2)
        cursor.setPosition(cursor.position() + len(JOINT), QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()

    def _note_change(self, start: int, _removed: int, added: int) -> None:
        first, last = self._changed or (start, start)
        self._changed = min(first, start), max(last, start + added)

    def _keep_caret_out(self) -> None:
        """Move on a caret, and the other end of a selection, that came to stand in a joint."""
        caret = self._edit.textCursor()
        forward = caret.position() >= self._caret
        position = self._outside(caret.position(), forward=forward)
        anchor = self._outside(caret.anchor(), forward=caret.anchor() > caret.position())
        self._caret = position
        if (position, anchor) != (caret.position(), caret.anchor()):
            if not caret.hasSelection():
                anchor = position
            caret.setPosition(anchor)
            caret.setPosition(position, QTextCursor.MoveMode.KeepAnchor)
            self._edit.setTextCursor(caret)

    def _outside(self, position: int, *, forward: bool) -> int:
        block = self._edit.document().findBlock(position)
        if _is_joint(block) and position == block.position() + block.length() - 1:
            return position + 2 if forward else position - 1
        if position == block.position() and _is_joint(block.previous()):
            return position + 1 if forward else position - 2
        return position


def _is_joint(block: QTextBlock) -> bool:
    """Whether the next one goes on with the line."""
    return block.isValid() and block.text().endswith(BEFORE) and block.next().text()[:1] == AFTER


def _changes_lines(event: QKeyEvent) -> bool:
    from PySide6.QtCore import Qt  # a namespace that the window's start is spared

    keys = Qt.Key
    return event.key() in (keys.Key_Return, keys.Key_Enter, keys.Key_Backspace, keys.Key_Delete)


def _deletes_word(event: QKeyEvent) -> bool:
    return any(map(event.matches, _OF_A_WORD))
