"""What is said to the person who runs it."""

from __future__ import annotations


class Stop(Exception):
    """The set-up cannot go on; the message is one sentence for the person who runs it."""


def say(text: str) -> None:
    print(text, flush=True)
