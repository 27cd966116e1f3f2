"""The kinds of files that can be translated."""

from __future__ import annotations

from enum import StrEnum


class FileKind(StrEnum):
    """The value is the usual suffix."""

    TEXT = "txt"
    MARKDOWN = "md"
    SUBRIP = "srt"
    WEBVTT = "vtt"
    WORD = "docx"
    OPEN_DOCUMENT = "odt"
    WEB_PAGE = "html"
    EPUB = "epub"
    GETTEXT = "po"
    TABLE = "csv"
    JSON = "json"
    PROPERTIES = "properties"
