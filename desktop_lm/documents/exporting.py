"""A transcript as a file of the format one asks for."""

from __future__ import annotations

import re
from enum import StrEnum

from desktop_lm.documents.transcript import Transcript

_UNWELCOME = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')  # in names of files, on one system or another
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
    return name or "conversation"
