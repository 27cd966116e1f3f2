"""A weight type as an argument."""

from __future__ import annotations

import argparse

from desktop_lm.messages import WeightType


def weight_type(text: str) -> WeightType:
    """The type of this name, in any case."""
    try:
        return WeightType(text.upper())
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is none of the types") from None
