"""How the parts of an answer look: fonts and colours in the theme's measures."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont, QFontDatabase, QTextCharFormat, QTextFormat

from desktop_lm.documents.code_colours import CodeKind
from desktop_lm.documents.rich_text import Span
from desktop_lm.ui.look.contrast import readable
from desktop_lm.ui.look.theme import Theme

_CODE_RATIO = 0.92  # fixed-width letters look larger than others of their size


def span_style(theme: Theme, span: Span) -> QTextCharFormat:
    """Of a stretch of words."""
    style = QTextCharFormat()
    if span.bold:
        style.setFontWeight(QFont.Weight.DemiBold)
    if span.italic:
        style.setFontItalic(True)
    if span.struck:
        style.setFontStrikeOut(True)
    if span.code:
        style.merge(_fixed_width(theme))
        style.setBackground(QColor(theme.colours.window))
    if span.link:
        style.setAnchor(True)
        style.setAnchorHref(span.link)
        style.setForeground(QColor(theme.colours.accent))
        style.setFontUnderline(True)
    return style


def code_style(theme: Theme, kind: CodeKind) -> QTextCharFormat:
    """Of a piece of code."""
    colours = theme.colours
    names = {
        CodeKind.PLAIN: colours.text,
        CodeKind.KEYWORD: colours.accent,
        CodeKind.NAME: colours.text,
        CodeKind.TEXT: colours.positive,
        CodeKind.NUMBER: colours.negative,
        CodeKind.COMMENT: colours.muted,
    }
    style = _fixed_width(theme)
    style.setForeground(readable(QColor(names[kind]), QColor(colours.window)))
    if kind is CodeKind.NAME:
        style.setFontWeight(QFont.Weight.DemiBold)
    return style


def _fixed_width(theme: Theme) -> QTextCharFormat:
    family = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
    style = QTextCharFormat()
    style.setFontFamilies([family])
    style.setFontFixedPitch(True)
    pixels = round(theme.text_px * _CODE_RATIO)
    style.setProperty(QTextFormat.Property.FontPixelSize.value, pixels)
    return style
