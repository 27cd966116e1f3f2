from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QToolTip, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_lm.ui.look.colours import DARK, LIGHT
from desktop_lm.ui.look.space import rescale, spaced
from desktop_lm.ui.look.theme import TEXT_PERCENTS, Scheme, Theme
from desktop_lm.ui.widgets.labels import plain_label


def test_a_larger_text_enlarges_every_size(theme: Theme) -> None:
    before = theme.px(24), theme.text_px, theme.small_px

    theme.set_text_percent(200)

    for small, large in zip(before, (theme.px(24), theme.text_px, theme.small_px), strict=True):
        assert 1.8 <= large / small <= 2.2


def test_the_text_size_stays_within_its_limits(qapp: QApplication, theme: Theme) -> None:
    theme.set_text_percent(5000)
    assert theme.text_percent == TEXT_PERCENTS[-1]
    theme.set_text_percent(-3)
    assert theme.text_percent == TEXT_PERCENTS[0]
    # As a damaged file of the state may have it.
    assert Theme(qapp, text_percent=0).text_percent == TEXT_PERCENTS[0]
    assert Theme(qapp, text_percent=10**9).text_percent == TEXT_PERCENTS[-1]


def test_a_line_never_vanishes(theme: Theme) -> None:
    assert theme.px(0.01) == 1
    assert theme.px(0) == 0


def test_the_choice_of_a_scheme_changes_the_colours(qtbot: QtBot, theme: Theme) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.set_scheme(Scheme.DARK)
    assert theme.colours == DARK
    assert theme.dark
    assert QApplication.palette().window().color().lightness() < 60

    theme.set_scheme(Scheme.LIGHT)
    assert theme.colours == LIGHT
    assert QApplication.palette().window().color().lightness() > 200


def test_layouts_follow_the_text_size(qtbot: QtBot, theme: Theme) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    layout = spaced(QVBoxLayout(parent), theme, gap=8, margins=(24, 0, 24, 16))
    before = layout.spacing(), layout.contentsMargins().left()

    theme.set_text_percent(200)
    rescale(parent, theme)

    after = layout.spacing(), layout.contentsMargins().left()
    assert after == (theme.px(8), theme.px(24))
    assert after > before


@pytest.mark.parametrize("words", ["Use <br> for a new line", "Is a<b and c>d?", "x &amp; y"])
def test_a_tool_tip_shows_a_text_as_it_is(qtbot: QtBot, theme: Theme, words: str) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.setStyleSheet(theme.style_sheet())
    inside = QWidget(window)
    window.show()
    QToolTip.showText(QPoint(1, 1), words, inside)
    [tip] = [each for each in QApplication.topLevelWidgets() if each.inherits("QTipLabel")]
    assert isinstance(tip, QLabel)
    assert (tip.textFormat(), tip.text()) == (Qt.TextFormat.PlainText, words)
    assert tip.heightForWidth(tip.width()) <= tip.height()
    QToolTip.hideText()


def test_a_label_for_words_of_the_user_s_shows_them_as_they_are(qtbot: QtBot) -> None:
    label = plain_label("Use <br> for a new line")
    qtbot.addWidget(label)
    assert label.sizeHint().height() < 2 * label.fontMetrics().height()
