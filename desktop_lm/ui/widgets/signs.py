"""Small signs that say well, so-so or badly by their shape; their colour only repeats it."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop_lm.ui.look.enum_property import set_enum
from desktop_lm.ui.look.space import GROUP, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.widgets.labels import plain_label

SIGN_UNITS = 9


class Sign(StrEnum):
    """A filled circle, a half-filled one, a cross."""

    NONE = ""
    GOOD = "good"
    FAIR = "fair"
    BAD = "bad"


def paint_sign(painter: QPainter, sign: Sign, place: QRectF, theme: Theme) -> None:
    """Draw ``sign`` into the square ``place``."""
    colours = theme.colours
    colour = {Sign.GOOD: colours.positive, Sign.FAIR: colours.neutral, Sign.BAD: colours.negative}
    if sign is not Sign.NONE:
        painter.fillPath(_shape(sign, place), QColor(colour[sign]))


def _shape(sign: Sign, place: QRectF) -> QPainterPath:
    path = QPainterPath()
    if sign is Sign.BAD:
        arm = place.width() * 0.16
        bar = QRectF(-place.width() / 2, -arm, place.width(), 2 * arm)
        path.addRect(bar)
        upright = QPainterPath()
        upright.addRect(QRectF(bar.y(), bar.x(), bar.height(), bar.width()))
        from PySide6.QtGui import QTransform

        turned = QTransform().translate(place.center().x(), place.center().y()).rotate(45)
        return turned.map(path.united(upright))
    path.addEllipse(place)
    if sign is Sign.FAIR:
        rim = place.width() * 0.17
        inside = QPainterPath()
        inside.addEllipse(place.adjusted(rim, rim, -rim, -rim))
        upper = QPainterPath()
        upper.addRect(place.adjusted(0, 0, 0, -place.height() / 2))
        path = path.subtracted(inside.intersected(upper))
    return path


class SignLabel(QWidget):
    """A sign and its words."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._sign = _SignView(theme)
        self._label = plain_label()
        self._label.setWordWrap(True)
        set_enum(self._label, "textFormat", "PlainText")
        layout = spaced(QHBoxLayout(self), theme, gap=GROUP)
        layout.addWidget(self._sign)
        layout.addWidget(self._label, 1)

    @property
    def text(self) -> str:
        """The words."""
        return self._label.text()

    def show_sign(self, sign: Sign, words: str) -> None:
        """Show both."""
        self._sign.show_sign(sign)
        self._sign.setHidden(sign is Sign.NONE)
        self._label.setText(words)


class _SignView(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._sign = Sign.NONE
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_sign(self, sign: Sign) -> None:
        self._sign = sign
        self.update()

    def sizeHint(self) -> QSize:
        side = self._theme.px(SIGN_UNITS + 1)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_sign(
            painter, self._sign, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), self._theme
        )
