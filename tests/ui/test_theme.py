from __future__ import annotations

from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_lm.ui.look.colours import DARK, LIGHT
from desktop_lm.ui.look.space import rescale, spaced
from desktop_lm.ui.look.theme import TEXT_PERCENTS, Scheme, Theme


def test_a_larger_text_enlarges_every_size(theme: Theme) -> None:
    before = theme.px(24), theme.text_px, theme.small_px

    theme.set_text_percent(200)

    for small, large in zip(before, (theme.px(24), theme.text_px, theme.small_px), strict=True):
        assert 1.8 <= large / small <= 2.2


def test_the_text_size_stays_within_its_limits(theme: Theme) -> None:
    theme.set_text_percent(5000)
    assert theme.text_percent == TEXT_PERCENTS[-1]
    theme.set_text_percent(-3)
    assert theme.text_percent == TEXT_PERCENTS[0]


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
