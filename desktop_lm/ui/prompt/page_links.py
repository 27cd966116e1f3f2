"""Links of the page itself: to the versions of a prompt or an answer, and to go on from its end."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor, QTextCharFormat

if TYPE_CHECKING:
    from desktop_lm.ui.look.theme import Theme
    from desktop_lm.ui.prompt.page_format import Pen

translate = QCoreApplication.translate
_LINK = re.compile(r"desktop-lm:(version|continue):(\d+)")
_BACK, _ON = "\u2190", "\u2192"
_ROOM = "\u00a0"  # belongs to the link, which would be narrow without


class What(StrEnum):
    """What a link does."""

    VERSION = "version"  # show the message ``number``
    CONTINUE = "continue"  # go on with the answer of exchange ``number`` of the page


class Act(NamedTuple):
    """What is asked for by a click on a link."""

    what: What
    number: int


def act_of(address: str) -> Act | None:
    """What an address of this module asks for; None for any other."""
    found = _LINK.fullmatch(address)
    return Act(What(found[1]), int(found[2])) if found else None


def tip_of(act: Act) -> str:
    """What the pointer is told over a link."""
    if act.what is What.CONTINUE:
        return translate("AnswerPage", "Have the model go on where the answer ends")
    return translate("AnswerPage", "Show the version before or after this one")


def write_versions(  # noqa: PLR0913  what is written, and how
    pen: Pen,
    theme: Theme,
    number: int,
    versions: tuple[int, ...],
    plain: QTextCharFormat,
    *,
    linked: bool,
) -> None:
    """Which version a message is; ``linked`` with the way to those before and after it. Nothing
    for the only one. The arrows keep their places, also where there is nothing to go to."""
    if len(versions) <= 1 or number not in versions:
        return
    here = versions.index(number)
    words = translate("AnswerPage", " · version {number} of {count}")
    pen.write(words.format(number=here + 1, count=len(versions)), plain)
    if not linked:
        return
    pen.write(" ", plain)
    for sign, to in ((_BACK, here - 1), (_ON, here + 1)):
        style = QTextCharFormat(plain)
        if 0 <= to < len(versions):
            style = _link(theme, plain, What.VERSION, versions[to])
        else:
            style.setForeground(QColor(theme.colours.border))
        pen.write(f"{_ROOM}{sign}{_ROOM}", style)


def write_continue(pen: Pen, theme: Theme, place: int, plain: QTextCharFormat) -> None:
    """The way on from the end of an answer that is not whole."""
    pen.write("  ", plain)
    words = translate("AnswerPage", "Continue from here")
    pen.write(words, _link(theme, plain, What.CONTINUE, place))


def _link(theme: Theme, plain: QTextCharFormat, what: What, number: int) -> QTextCharFormat:
    style = QTextCharFormat(plain)
    style.setAnchor(True)
    style.setAnchorHref(f"desktop-lm:{what.value}:{number}")
    style.setForeground(QColor(theme.colours.accent))
    return style
