"""Which of a program's strings are meant for people."""

from __future__ import annotations

import re

from desktop_lm.documents.translatable.pieces import has_letter

# What is for programs: addresses, paths, names in code, colours, codes, messages with a grammar.
_NO_TEXT = re.compile(
    r"[a-z][a-z0-9+.-]*:\S*|\S*[/\\@#_=<>{}]\S*|[a-z0-9.:-]+|\S*[a-z][A-Z]\S*|[A-Z0-9.-]*\d[A-Z0-9.-]*"
    r"|[A-Z]{2,3}|.*\{\s*\w+\s*,\s*(?:plural|select|selectordinal|choice)\s*,.*",
    re.DOTALL,
)


def looks_like_text(text: str) -> bool:
    """Whether ``text`` is one."""
    return has_letter(text) and not _NO_TEXT.fullmatch(text.strip())
