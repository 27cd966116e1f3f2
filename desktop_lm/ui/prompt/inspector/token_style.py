"""How a token looks by its probability: a tint, and lines that need no colour."""

from __future__ import annotations

from PySide6.QtGui import QColor, QTextBlock, QTextCharFormat, QTextFormat

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.inspector.token_words import Level, level_of

_TOKEN = QTextFormat.Property.UserProperty.value + 20  # its number in the trace, from 1
_Line = QTextCharFormat.UnderlineStyle
_LINES = {
    Level.CERTAIN: _Line.NoUnderline,
    Level.LIKELY: _Line.DotLine,
    Level.OPEN: _Line.DashUnderline,
    Level.UNLIKELY: _Line.SingleUnderline,
    Level.SURPRISING: _Line.SingleUnderline,  # and a line above
}
_TINTS = {Level.LIKELY: 0.07, Level.OPEN: 0.15, Level.UNLIKELY: 0.25, Level.SURPRISING: 0.38}


def style_of(probability: float, theme: Theme) -> QTextCharFormat:
    """The format of a token of this probability."""
    level = level_of(probability)
    style = QTextCharFormat()
    if level is Level.CERTAIN:
        return style
    style.setUnderlineStyle(_LINES[level])
    style.setUnderlineColor(QColor(theme.colours.negative))
    style.setFontOverline(level is Level.SURPRISING)
    style.setBackground(tint(level, theme))
    return style


def tint(level: Level, theme: Theme) -> QColor:
    """The ground of a token."""
    share = _TINTS.get(level, 0.0)
    ground, colour = QColor(theme.colours.base), QColor(theme.colours.negative)
    parts = zip(ground.getRgbF()[:3], colour.getRgbF()[:3], strict=True)  # type: ignore[index]
    return QColor.fromRgbF(*(low * (1 - share) + high * share for low, high in parts))


def numbered(style: QTextCharFormat, index: int) -> QTextCharFormat:
    """``style`` for token ``index`` of a trace, from 0."""
    style.setProperty(_TOKEN, index + 1)
    return style


def index_in(style: QTextCharFormat) -> int:
    """The token a format belongs to, -1 for none."""
    number = style.property(_TOKEN)
    return number - 1 if isinstance(number, int) else -1


def find(block: QTextBlock, index: int) -> tuple[int, int] | None:
    """Where token ``index`` stands in a paragraph: its first position and the one behind it."""
    found: tuple[int, int] | None = None
    iterator = block.begin()
    while not iterator.atEnd():
        piece = iterator.fragment()
        if index_in(piece.charFormat()) == index:
            start = found[0] if found else piece.position()
            found = (start, piece.position() + piece.length())
        iterator += 1
    return found
