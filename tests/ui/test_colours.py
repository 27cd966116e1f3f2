from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor

from desktop_lm.ui.look.colours import DARK, LIGHT, Colours
from desktop_lm.ui.look.contrast import READABLE, contrast, readable, with_accent

BORDERS = 3.0  # WCAG 2.2, 1.4.11
any_colour = st.tuples(*[st.integers(0, 255)] * 3).map(lambda rgb: QColor(*rgb))
schemes = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


def check_readable(colours: Colours) -> None:
    pairs = [
        *((ink, ground) for ink in ("text", "muted") for ground in ("window", "base", "hover")),
        *(
            (ink, f"{label}_tint")
            for label in ("positive", "neutral", "negative")
            for ink in ("text", "muted")
        ),
        ("accent", "base"),
        ("on_accent", "accent_fill"),
        ("on_accent", "accent_hover"),
        ("text", "selection"),
    ]
    for ink, ground in pairs:
        one, other = QColor(getattr(colours, ink)), QColor(getattr(colours, ground))
        assert contrast(one, other) >= READABLE, f"{ink} on {ground}"


@schemes
def test_all_text_can_be_read(colours: Colours) -> None:
    check_readable(colours)


@schemes
def test_boxes_and_verdicts_can_be_seen(colours: Colours) -> None:
    for name in ("border", "positive", "neutral", "negative"):
        assert contrast(QColor(getattr(colours, name)), QColor(colours.base)) >= BORDERS, name


@schemes
def test_every_colour_is_one(colours: Colours) -> None:
    assert all(QColor(colour).isValid() for colour in colours)


@given(accent=any_colour, colours=st.sampled_from([LIGHT, DARK]))
def test_with_any_accent_of_the_system_all_text_can_be_read(
    accent: QColor, colours: Colours
) -> None:
    check_readable(with_accent(colours, accent))


@given(colour=any_colour, surface=any_colour)
def test_a_bent_colour_can_be_read(colour: QColor, surface: QColor) -> None:
    assert contrast(readable(colour, surface), surface) >= READABLE


def test_black_on_white_has_the_highest_contrast() -> None:
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)
    assert contrast(QColor("white"), QColor("white")) == pytest.approx(1)
