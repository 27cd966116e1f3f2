"""What a cell holds, seen from its text: a date, HTML, emoji."""

from __future__ import annotations

import datetime as dt
import html
import re

from desktop_lm.table_text import DATE

_YEAR_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
# Those of HTML, and of Office, which have a colon: others are words that somebody wrote so.
_NAMES = (
    "a|abbr|acronym|address|area|article|aside|audio|b|base|bdi|bdo|big|blockquote|body|br|button|"
    "canvas|caption|center|cite|code|col|colgroup|data|dd|del|details|dfn|dialog|div|dl|dt|em|embed|"
    "fieldset|figcaption|figure|font|footer|form|frame|frameset|h[1-6]|head|header|hr|html|i|iframe|"
    "img|input|ins|kbd|label|legend|li|link|main|map|mark|menu|meta|meter|nav|nobr|noscript|object|"
    "ol|optgroup|option|output|p|param|picture|pre|progress|q|rp|rt|ruby|s|samp|script|section|"
    "select|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|template|"
    "textarea|tfoot|th|thead|time|title|tr|track|tt|u|ul|var|video|wbr|[a-z]+:[a-z]+"
)
_TAG = re.compile(rf"</?(?:{_NAMES})(?:[\s/][^<>]{{0,500}})?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z]{2,8});")
_BREAKS = re.compile(r"<(br|p|div|li|tr|h\d)\b[^<>]*>", re.IGNORECASE)
# What begins something that nobody sees, what ends it, and what stands there then.
_UNSEEN = [
    (re.compile(f"{begin}.*?{end}", re.IGNORECASE | re.DOTALL), re.compile(end, re.IGNORECASE), put)
    for begin, end, put in (
        (r"<script\b", r"</script\s*>", " "),
        (r"<style\b", r"</style\s*>", " "),
        ("<!--", "-->", ""),
    )
]
_MONTHS, _CENTURY, _PIVOT = 12, 100, 70
_MOST_DATE = 40  # characters


def day_of(text: str, *, month_first: bool = False) -> str | None:
    """The date that ``text`` begins with as ``YYYY-MM-DD``; None where it is none.

    ``month_first`` reads 03/04/2026 as the 4th of March.
    """
    text = text.strip()[:_MOST_DATE]
    if found := DATE.match(text):
        year, month, day = _parts(found, month_first=month_first)
    elif found := _YEAR_MONTH.fullmatch(text):
        year, month, day = int(found[1]), int(found[2]), 1
    else:
        return None
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None


def _parts(found: re.Match[str], *, month_first: bool) -> tuple[int, int, int]:
    if found[1]:
        return int(found[1]), int(found[2]), int(found[3])
    first, second, year = int(found[4]), int(found[5]), int(found[6])
    if year < _CENTURY:
        year += 1900 if year >= _PIVOT else 2000
    if second > _MONTHS or (month_first and first <= _MONTHS):
        first, second = second, first
    return year, second, first


def without_html(text: str) -> str | None:
    """``text`` without tags and with entities as characters; None where it has neither."""
    bare = text
    for unseen, end, put in _UNSEEN:
        # Behind the last end nothing is looked for, again and again, that never ends.
        last = max((found.end() for found in end.finditer(bare)), default=0)
        bare = unseen.sub(put, bare[:last]) + bare[last:]
    if bare == text and not (_TAG.search(text) or _ENTITY.search(text)):
        return None
    bare = _TAG.sub("", _BREAKS.sub("\n", bare))
    return "\n".join(" ".join(line.split()) for line in html.unescape(bare).split("\n")).strip()


def has_words(text: str) -> bool:
    """Whether there is a letter of any script in it."""
    return any(character.isalpha() for character in text)


def has_emoji(text: str) -> bool:
    """Whether there is a picture sign, or a smiley made of marks."""
    return bool(_EMOJI.search(text) or _SMILEY.search(text))


# Signs that show a face, a heart, a star or a thing; not those of lines, degrees and rights.
_EMOJI = re.compile("[\u231a\u231b\u23e9-\u23fa\u2600-\u27bf\u2b05-\u2b55\U0001f000-\U0001faff]")
# By itself: in 8/10, (8) and 1:3 there is none.
_SMILEY = re.compile(
    r"(?<!\w)(?:(?:[:;=xX][-'^o]?|8[-'^o])[()\[\]DPp/\\|*<>{}3]|<3|[()\[\]][-'^o]?[:;=])(?!\w)"
)
