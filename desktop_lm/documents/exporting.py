"""A transcript as a file of the format one asks for."""

from __future__ import annotations

import re
from enum import StrEnum

from desktop_lm.documents.transcript import Transcript

# In names of files, on one system or another; the last turn a name round for whoever reads it.
_UNWELCOME = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u2028-\u202e\u2066-\u2069]+')
_DEVICE = re.compile(r"(con|prn|aux|nul|(?:com|lpt)\d)(?=\.|\Z)", re.IGNORECASE)  # of Windows
_NAME_CHARACTERS = 60


class ExportFormat(StrEnum):
    """The value is the suffix."""

    MARKDOWN = "md"
    TEXT = "txt"
    WEB_PAGE = "html"
    WORD = "docx"
    JSON = "json"


def content(transcript: Transcript, wanted: ExportFormat) -> bytes:
    """The file's bytes."""
    # Each writer is loaded when it is wanted: an export is rare.
    if wanted is ExportFormat.MARKDOWN:
        from desktop_lm.documents.writers.markdown_text import write
    elif wanted is ExportFormat.TEXT:
        from desktop_lm.documents.writers.plain import write
    elif wanted is ExportFormat.WEB_PAGE:
        from desktop_lm.documents.writers.web_page import write
    elif wanted is ExportFormat.WORD:
        from desktop_lm.documents.writers.word import write
    else:
        from desktop_lm.documents.writers.json_text import write
    return write(transcript)


def file_name(title: str) -> str:
    """A name for a file of that title, without its suffix, that every system takes."""
    name = " ".join(_UNWELCOME.sub(" ", title).split())[:_NAME_CHARACTERS].strip(". ")
    return _DEVICE.sub(r"\1_", name, count=1) if _DEVICE.match(name) else name or "conversation"
