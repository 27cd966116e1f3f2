"""The tokens of a prompt, one below the other, with what the template put around set apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_lm.tasks.prompt_pieces import PromptPieces
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.inspector.token_rows import END, ROW, START, AnyIndex, TokenRows
from desktop_lm.ui.prompt.inspector.token_words import shown, spoken, translate
from desktop_lm.ui.widgets import numbers

_PAD, _SIDE, _BAR, _GAP = 2, 16, 3, 8  # units


@dataclass(frozen=True, slots=True)
class PieceRow:
    """A token, or the heading (``token`` is -1) of those that follow."""

    text: str
    words: str
    token: int = -1
    template: bool = False


def rows_of(found: PromptPieces) -> list[PieceRow]:
    """The pieces under headings that say where they come from."""
    template = translate("Pieces", "From the chat template")
    written = translate("Pieces", "What was written")
    rows: list[PieceRow] = []
    now: int | None = None
    for place, piece in enumerate(found.pieces, start=1):
        special = found.parts[piece.part].special
        if piece.part != now:
            now = piece.part
            heading = template if special else written
            rows.append(PieceRow(heading, heading, template=special))
        words = translate("Pieces", "{text}, token {place}, id {id}, {source}").format(
            text=piece.text if piece.control else spoken(piece.text),
            place=place,
            id=piece.token,
            source=_source(special=special, control=piece.control),
        )
        rows.append(PieceRow(shown(piece.text), words, piece.token, special))
    return rows


def _source(*, special: bool, control: bool) -> str:
    if control:
        return translate("Pieces", "control token of the template")
    return translate("Pieces", "template") if special else translate("Pieces", "text")


class PieceList(TokenRows[PieceRow]):
    """Under headings."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, translate("Pieces", "The prompt, token by token"))
        self.setItemDelegate(_Delegate(theme, self))

    def show_rows(self, rows: Sequence[PieceRow]) -> None:
        """Show these, from the top."""
        super().show_rows(rows)
        self.setAccessibleDescription(
            numbers.counted(
                sum(row.token >= 0 for row in rows),
                translate("Pieces", "{count} token"),
                translate("Pieces", "{count} tokens"),
            )
        )


class _Delegate(QStyledItemDelegate):
    """A bar before what the template put there, the text, and the id at the end."""

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        del option, index
        return QSize(0, QFontMetrics(self._view.font()).height() + 2 * self._theme.px(_PAD))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row: PieceRow = index.data(ROW)
        place: QRect = option.rect
        state: QStyle.StateFlag = option.state
        colours, px = self._theme.colours, self._theme.px
        painter.save()
        painter.setLayoutDirection(self._view.layoutDirection())
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(place, QColor(colours.selection))
        inner = place.adjusted(px(_SIDE), 0, -px(_SIDE), 0)
        font = QFont(self._view.font())
        if row.token < 0:
            font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(colours.muted if row.token < 0 or row.template else colours.text))
        if row.token >= 0:
            inner = self._paint_figure(painter, inner, row)
        said = painter.fontMetrics().elidedText(
            row.text, Qt.TextElideMode.ElideRight, inner.width()
        )
        painter.drawText(inner, START.value | Qt.TextFlag.TextSingleLine.value, said)
        painter.restore()

    def _paint_figure(self, painter: QPainter, inner: QRect, row: PieceRow) -> QRect:
        """The id at the end and the template's bar; the room that is left comes back."""
        px, figure = self._theme.px, str(row.token)
        painter.drawText(inner, END.value | Qt.TextFlag.TextSingleLine.value, figure)
        width = painter.fontMetrics().horizontalAdvance(figure) + px(_GAP)
        mirrored = self._view.layoutDirection() is Qt.LayoutDirection.RightToLeft
        if row.template:
            left = inner.right() + 1 - px(_BAR) if mirrored else inner.left()
            bar = QRect(left, inner.top(), px(_BAR), inner.height())
            painter.fillRect(bar, QColor(self._theme.colours.line))
        before, after = px(_BAR + _GAP), width
        if mirrored:
            before, after = after, before
        return inner.adjusted(before, 0, -after, 0)
