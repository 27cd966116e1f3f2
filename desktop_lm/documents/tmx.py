"""Translation memories as TMX 1.4, the form in which programs exchange them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from desktop_lm import __version__
from desktop_lm.written_file import written_beside

# Names of our own properties; other programs keep them or pass them over.
MODEL, SETTINGS = "x-desktop-lm-model", "x-desktop-lm-settings"
DATE = "%Y%m%dT%H%M%SZ"
# What XML 1.0 cannot hold, not even as a reference.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4">
<header creationtool="desktop-lm" creationtoolversion={quoteattr(__version__)} segtype="sentence" \
o-tmf="desktop-lm" adminlang="en" srclang="*all*" datatype="plaintext"/>
<body>
"""
_TAIL = "</body>\n</tmx>\n"


@dataclass(frozen=True, slots=True)
class TmxUnit:
    """A text and its translation. ``changed`` in seconds since 1970, 0 where it is not told;
    ``model`` and ``settings`` are what this program notes of a machine's translation."""

    source_language: str
    target_language: str
    source: str
    target: str
    changed: float = 0.0
    model: str = ""
    settings: str = ""


def write(path: Path, units: Iterable[TmxUnit]) -> int:
    """Write ``units`` as they come, whole or not at all; how many there were. Characters that XML
    cannot hold become U+FFFD. Raises WRITE_FAILED."""
    count = 0
    with written_beside(path) as beside, beside.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_HEAD)
        for unit in units:
            file.write(_element(unit))
            count += 1
        file.write(_TAIL)
    return count


def _element(unit: TmxUnit) -> str:
    date = _date(unit.changed)
    changed = f' changedate="{date}"' if date else ""
    properties = "".join(
        f'<prop type="{name}">{_text(value)}</prop>'
        for name, value in ((MODEL, unit.model), (SETTINGS, unit.settings))
        if value
    )
    return (
        f"<tu srclang={quoteattr(unit.source_language)}{changed}>{properties}\n"
        f"{_variant(unit.source_language, unit.source)}"
        f"{_variant(unit.target_language, unit.target)}</tu>\n"
    )


def _variant(language: str, text: str) -> str:
    return f"<tuv xml:lang={quoteattr(language)}><seg>{_text(text)}</seg></tuv>\n"


def _text(text: str) -> str:
    """A carriage return of its own is a reference, or every reader would make a line feed of it."""
    return escape(_ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text), {"\r": "&#13;"})


def _date(seconds: float) -> str:
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):{DATE}}" if seconds else ""
    except (OverflowError, OSError, ValueError):
        return ""
