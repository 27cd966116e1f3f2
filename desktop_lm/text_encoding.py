"""Which encoding a text file is in: found out from its bytes, for whoever opens one."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

_BLOCK = 1 << 20
_SAMPLE = 1 << 18
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What spreadsheets and editors save besides Unicode; rarer ones only lead the guess astray.
_LIKELY = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r"),
    *("gb18030", "big5", "cp932", "euc_jp", "cp949", "mac_roman"),
)
_WESTERN = "cp1252"
# The letters beyond ASCII of languages: by these are told apart the encodings of Latin letters, in
# which the same bytes are other ones. Of two encodings that fit alike, the first is meant.
_WESTERN_ALPHABETS = (
    *("äöüß", "àâçéèêëîïôœùûüÿ", "áéíóúüñ", "áâãàçéêíóôõú", "àèéìòù", "åäöé", "æøåéô"),
    *("áðéíóúýþæö", "éëïöüèê", "àçèéíïòóúü"),
)
_ALPHABETS = {
    _WESTERN: _WESTERN_ALPHABETS,
    "cp1250": (
        *("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíľňóôšťúýž", "áéíóöőúüű", "ăâîşţ", "čćđšž"),
        "äöüß",
    ),
    "cp1254": ("çğıöşüâîû",),
    "mac_roman": _WESTERN_ALPHABETS,
}
_SIGNS = frozenset("£¿¡ªº½¼¾")  # of Western texts; each is a letter in the others
_COMMON_SIGNS = frozenset("©®°µ±€–—“”„‘’‚…•™«»§·×÷¥¢\xa0")  # noqa: RUF001  in all of them, or no letters
_RUN = re.compile(rb"[\x80-\xff]{3}")  # of letters: rare in Latin ones, usual in others
_LOOKED_AT = 4000  # characters beyond ASCII
# Hebrew's bytes are small letters of Cyrillic, of which some of the commonest are missing, and what
# is common in the one is rare in the other.
_TAKEN_FOR_HEBREW = frozenset({"cp1251", "koi8_r", "cp1253", "cp1256"})
_HEBREW = re.compile(rb"[\xe0-\xfa]")
_NO_HEBREW = re.compile(rb"[\xc0-\xdf\xfb\xfc\xff]|[A-Za-z][\xe0-\xfa]|[\xe0-\xfa][A-Za-z]")
_COMMON = re.compile(rb"[\xe4\xe9\xec]"), re.compile(rb"[\xe8\xee\xf2]")  # in Hebrew, in Russian
_ENOUGH = 12  # letters
_MOST_WRONG = 0.02  # of them: vowel points, a prefix before a foreign name
# What a web page calls its encoding, and what browsers then read: Encoding Standard, "Names and
# labels", by Python's names of both.
_DECLARED = (
    re.compile(rb"\A\s*<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE),
    re.compile(rb"<meta\b[^>]*?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE),
)
_DECLARED_WITHIN = 4096  # bytes; the standard says 1024, pages know better
_IN_BROWSERS = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "tis-620": "cp874",
    "iso8859-11": "cp874", "gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs",
    "shift_jis": "cp932", "euc_kr": "cp949",
}  # fmt: skip
_NULLS = 0.2  # of every second byte: ASCII in UTF-16


@dataclass(frozen=True, slots=True)
class Encoding:
    """``codec`` is Python's name of it. Not ``certain``: it was guessed, or some bytes do not
    fit it and are read as U+FFFD."""

    codec: str
    certain: bool = True

    @property
    def name(self) -> str:
        """As people write it: UTF-8, Windows-1252."""
        plain = self.codec.removesuffix("-sig").upper().replace("_", "-")
        return plain.replace("CP125", "WINDOWS-125").replace("WINDOWS", "Windows")


def detect(path: Path, most: int | None = None) -> Encoding:
    """The encoding of the file at ``path``, which is read once from end to end, or of its first
    bytes, ``most`` and no more. Raises OSError."""
    with path.open("rb") as file:
        return detect_in(file, most)


def detect_in(file: BinaryIO, most: int | None = None) -> Encoding:
    """The encoding of what can be read from ``file``, or of its first bytes. Raises OSError."""
    head = file.read(_SAMPLE)
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return Encoding(codec)
    if codec := _without_mark(head):
        return Encoding(codec, certain=False)
    file.seek(0)
    wrong_at = _first_not_utf8(file, most)
    if wrong_at is None:
        return Encoding("utf-8")
    file.seek(max(0, wrong_at - _SAMPLE // 2))
    return _guess(file.read(_SAMPLE))


def declared_in_page(path: Path) -> str:
    """The encoding that the web page at ``path`` names itself, as a codec that reads what browsers
    read; "" where it names none that can be. Raises OSError."""
    with path.open("rb") as file:
        head = file.read(_DECLARED_WITHIN)
    found = next((match for each in _DECLARED if (match := each.search(head))), None)
    try:
        codec = codecs.lookup(found[1].decode("ascii", "replace")).name if found else ""
    except LookupError:
        return ""
    # Had it been UTF-16, these words would not have been found.
    return "" if codec.startswith(("utf-16", "utf-32")) else _IN_BROWSERS.get(codec, codec)


def chosen(path: Path, name: str) -> Encoding:
    """The encoding that somebody calls ``name``, for the file at ``path``: a mark at its beginning
    is no part of the text, and tells the order of UTF-16's bytes.

    Raises OSError, and ValueError where the file cannot be read so.
    """
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    try:
        codec = codecs.lookup(name).name
        b"text".decode(codec, "replace")
    except LookupError as error:  # none, or one that is not for texts
        raise ValueError(name) from error
    marked = next((codec for mark, codec in _MARKS if head.startswith(mark)), "")
    if marked and codec.startswith(marked.removesuffix("-sig")):
        return Encoding(marked)
    return Encoding(_ordered(codec, head) if codec in ("utf-16", "utf-32") else codec)


def _ordered(codec: str, head: bytes) -> str:
    """UTF-16 or UTF-32 with the order of its bytes, for a file that begins so and does not tell:
    without a sign of the other it is the one that most are. Raises ValueError."""
    found = (codec == "utf-16" and _without_mark(head)) or f"{codec}-le"
    if head and head.isascii() and 0 not in head:
        raise ValueError(codec)
    codecs.getincrementaldecoder(found)().decode(head)  # raises UnicodeDecodeError, a ValueError
    return found


def may_be_text(head: bytes, encoding: Encoding) -> bool:
    """Whether a file that begins so can be a text in ``encoding``: there is no zero byte in one,
    except where characters take several bytes each."""
    return encoding.codec.startswith(("utf-16", "utf-32")) or b"\0" not in head


def _without_mark(head: bytes) -> str:
    """UTF-16 that does not say so: every second byte of its spaces and digits is zero."""
    pairs = max(1, len(head) // 2)
    if head[1::2].count(0) / pairs > _NULLS and head[::2].count(0) / pairs < _NULLS / 4:
        return "utf-16-le"
    if head[::2].count(0) / pairs > _NULLS and head[1::2].count(0) / pairs < _NULLS / 4:
        return "utf-16-be"
    return ""


def _first_not_utf8(file: BinaryIO, most: int | None) -> int | None:
    """Where the first byte stands that is no UTF-8, nearly; None where all that is looked at is."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    at = 0
    try:
        while block := file.read(_BLOCK):
            decoder.decode(block)
            at += len(block)
            if most is not None and at >= most:
                return None
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return at + error.start
    return None


def _guess(sample: bytes) -> Encoding:
    """The encoding of bytes of which some are no UTF-8."""
    read = sample.decode("utf-8", "replace")
    wrong = read.count("\N{REPLACEMENT CHARACTER}")
    beyond_ascii = sum(character > "\x7f" for character in read)
    if beyond_ascii - wrong > 2 * wrong:
        return Encoding("utf-8", certain=False)  # UTF-8 in which a few bytes are damaged
    if not _RUN.search(sample) and (codec := _latin(sample, whole=True)):
        return Encoding(codec, certain=False)
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=list(_LIKELY)).best()
    found = best.encoding if best else _WESTERN
    if found in _ALPHABETS:
        found = _latin(sample)
    elif found in _TAKEN_FOR_HEBREW and _is_hebrew(sample):
        found = "cp1255"
    return Encoding(found, certain=False)


def _is_hebrew(sample: bytes) -> bool:
    letters, wrong = (len(each.findall(sample)) for each in (_HEBREW, _NO_HEBREW))
    hebrew, russian = (len(each.findall(sample)) for each in _COMMON)
    return letters >= _ENOUGH and wrong <= letters * _MOST_WRONG and hebrew > russian


def _latin(sample: bytes, *, whole: bool = False) -> str:
    """The encoding of Latin letters that fits best, or the first that fits the ``whole``, "" where
    none does."""
    shares = {codec: _fitting(sample.decode(codec, "replace"), codec) for codec in _ALPHABETS}
    best = max(shares, key=lambda codec: shares[codec])
    return best if not whole or shares[best] == 1 else ""


def _fitting(text: str, codec: str) -> float:
    """Which share of the characters beyond ASCII is right, in the language they fit best."""
    around = zip(f" {text}", text, f"{text[1:]} ", strict=False)
    beyond = (each for each in around if each[1] > "\x7f" and each[1] not in _COMMON_SIGNS)
    found = list(islice(beyond, _LOOKED_AT))
    signs = sum(_is_right_sign(*each) for each in found) if codec == _WESTERN else 0
    letters = Counter(
        character.lower()
        for before, character, _ in found
        if not (before.islower() and character.isupper())
    )
    fitting = signs + max(sum(letters[one] for one in each) for each in _ALPHABETS[codec])
    return fitting / len(found) if found else 1.0


def _is_right_sign(before: str, sign: str, behind: str) -> bool:
    """Whether it stands as such signs do, and not as a letter: 5 £, £5, ¿Qué?, 1º."""
    if sign not in _SIGNS or (before.isalpha() and behind.isalpha()):
        return False
    if sign == "£":
        return not before.isalpha() and not behind.isalpha()
    return not (sign in "¿¡" and before.isalpha())
