"""The markup of an answer, as much of it as can be read and laid out in a moment."""

from __future__ import annotations

import re

from desktop_lm.documents import markdown
from desktop_lm.documents.rich_text import Block, parts_in
from desktop_lm.documents.writers.plain import without_markup

# What is beyond stays as it was written: it would hold the window up. Measured, a sign takes some
# 0.1 ms to be read, and a part 0.4 ms to be drawn.
MOST_CHARACTERS, MOST_SIGNS, MOST_PARTS = 200_000, 6_000, 2_000
_SIGNS = "\n*_~`[]!<>&\\|"
# In code they are letters like others.
_CODE = re.compile(r"^(`{3,}|~{3,})[^`\n]*\n.*?^\1[ \t]*$", re.DOTALL | re.MULTILINE)


def blocks_of(text: str) -> tuple[Block, ...] | None:
    """The blocks of an answer, or None where there are too many."""
    if _is_heavy(text):
        return None
    blocks = markdown.read(text)
    return blocks if parts_in(blocks) <= MOST_PARTS else None


def words_of(text: str) -> str:
    """An answer to be copied: its words without markup, or all of it where there is too much."""
    return text if _is_heavy(text) else without_markup(text)


def _is_heavy(text: str) -> bool:
    return len(text) > MOST_CHARACTERS or (
        _signs(text) > MOST_SIGNS and _signs(_CODE.sub("", text)) > MOST_SIGNS
    )


def _signs(text: str) -> int:
    return sum(map(text.count, _SIGNS))
