"""What a model says around a translation: announcements, remarks, quotation marks."""

from __future__ import annotations

import re
from dataclasses import dataclass

# ruff: noqa: RUF001 - the marks of many scripts look alike, and are meant
_TRANSLATION = (
    r"translat|rendered|traduc|traduz|traduis|tradott|tradu[cs]|übersetz|vertal|vertaal|oversett|"
    r"översätt|oversæt|перев[оеё]|переклад|tłumacz|přel|翻译|翻譯|译文|譯文|译为|訳|번역|ترجم|अनुवाद"
)
_ANNOUNCED = re.compile(
    rf"\A[^\n:：]{{0,120}}?(?:{_TRANSLATION})[^\n:：]{{0,80}}[:：]\s*", re.IGNORECASE
)
_YES = re.compile(
    r"\A(?:sure(?: thing)?|certainly|of course|absolutely|okay|ok|bien sûr|certainement|"
    r"natürlich|gerne|selbstverständlich|por supuesto|claro(?: que sí)?|certo|claro que sim|"
    r"конечно|好的|当然(?:可以)?|當然)[!,.:！，。：]\s*",
    re.IGNORECASE,
)
_HERE = re.compile(
    r"\A(?:here(?:'s|’s| is| are| you go)|voici|hier ist|hier sind|aquí (?:está|tienes)|ecco|"
    r"aqui está|вот|以下是|这是|這是)\b[^\n:：]{0,80}[:：]\s*",
    re.IGNORECASE,
)
_LABEL = re.compile(
    rf"\A\W{{0,3}}(?:[\w -]{{0,20}}(?:{_TRANSLATION})[\w ]{{0,12}}(?:\([^()\n]{{1,20}}\))?|"
    r"english|french|german|spanish|chinese|français|deutsch|español|中文|英文|法语|德语|西班牙语)"
    r"\W{0,3}[:：]\W{0,2}\s+",
    re.IGNORECASE,
)
_REMARK = re.compile(
    r"(?:(?<=[.!?。！？\"”»])\s*|\s*\n\s*)[\[(（*]{0,2}(?:(?:please )?note|remark|explanation|"
    r"literally|anmerkung|hinweis|erklärung|wörtlich|remarque|explication|nota|observaci[óo]n|"
    r"explicaci[óo]n|注意|注释|注|说明|解释|备注)\s*(?:that\b|[:：]).*\Z",
    re.IGNORECASE | re.DOTALL,
)
_OFFER = re.compile(
    r"(?:(?<=[.!?。！？\"”»])\s*|\s*\n\s*)(?:i hope (?:this|that) helps|let me know|"
    r"(?:is|if) there(?: is|'s)? anything else|feel free to|n'hésitez pas|"
    r"lass(?:en sie)? mich wissen|ich hoffe, das hilft|espero que (?:esto|te|le)|"
    r"希望这(?:对您|能)|如果您?(?:有|还)).*\Z",
    re.IGNORECASE | re.DOTALL,
)
_REFUSAL = re.compile(
    r"\A(?:(?:i'?m|i am) sorry,? (?:but|i)|(?:sorry,? )?i (?:can'?t|cannot|am unable to)|"
    r"as an? (?:ai|language model|assistant)|désolé,? (?:mais )?je ne|je suis désolé, mais|"
    r"en tant qu['’](?:ia|assistant)|es tut mir leid, aber|als (?:ki|sprachmodell)|"
    r"lo siento,? (?:pero )?no puedo|como (?:ia|modelo de lenguaje)|"
    r"(?:很?抱歉|对不起)，我(?:不能|无法)|作为(?:一个)?(?:人工智能|语言模型))",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"(?:translate (?:this|the following)|answer with the [^\n.]{0,30}translation only|"
    r"without additional explanation|只需要输出翻译后的结果)",
    re.IGNORECASE,
)
_QUOTES = tuple(zip("\"“„„«‘「『'", "\"”“”»’」』'", strict=True))
_BEFORE = (_ANNOUNCED, _YES, _HERE, _LABEL)
_BEHIND = (_REMARK, _OFFER)


@dataclass(frozen=True, slots=True)
class Said:
    """``answer[start:end]`` is the translation. ``talks``: what is there talks still, or nothing
    but talk was there."""

    start: int
    end: int
    talks: bool = False


def said(source: str, answer: str) -> Said:
    """Where the translation of ``source`` is in a model's ``answer``.

    What the source says itself is no chatter: a source that announces, remarks, or is in quotation
    marks is left to be translated so.
    """
    start, end = _stripped(answer, 0, len(answer))
    if not _talks_itself(source, _BEFORE):
        for pattern in _BEFORE:
            found = pattern.match(answer[start:end])
            if found:
                start, end = _stripped(answer, start + found.end(), end)
    if not _talks_itself(source, _BEHIND):
        for pattern in _BEHIND:
            found = pattern.search(answer, start, end)
            if found and found.start() > start:
                start, end = _stripped(answer, start, found.start())
    start, end = _first_paragraph(source, answer, start, end)
    start, end = _unquoted(source, answer, start, end)
    kept = answer[start:end]
    talks = any(p.search(kept) and not p.search(source) for p in (_REFUSAL, _ASKED))
    return Said(start, end, talks or (start >= end and bool(answer.strip())))


def _talks_itself(source: str, patterns: tuple[re.Pattern[str], ...]) -> bool:
    """Whether the source has in it what would be chatter in an answer, in any language."""
    begins = source.lstrip("\"'“„«‘「『( ")
    if patterns is _BEFORE and re.search(_TRANSLATION, source, re.IGNORECASE):
        return True
    return any(pattern.search(begins) for pattern in patterns) or bool(
        patterns is _BEHIND and re.search(r"\A[^\n:：]{1,40}[:：]", begins)
    )


def _first_paragraph(source: str, answer: str, start: int, end: int) -> tuple[int, int]:
    """A segment is one line, and so is its translation."""
    line_break = answer.find("\n", start, end)
    if "\n" in source or line_break < 0:
        return start, end
    return _stripped(answer, start, line_break)


def _unquoted(source: str, answer: str, start: int, end: int) -> tuple[int, int]:
    kept, asked = answer[start:end], source.strip()
    for opening, closing in _QUOTES:
        inside = kept[1:-1]
        quoted = len(kept) > 2 and kept[0] == opening and kept[-1] == closing  # noqa: PLR2004
        if quoted and opening not in inside and closing not in inside:
            if any(asked[:1] == one and asked[-1:] == other for one, other in _QUOTES):
                return start, end
            return _stripped(answer, start + 1, end - 1)
    return start, end


def _stripped(answer: str, start: int, end: int) -> tuple[int, int]:
    piece = answer[start:end]
    first = end - len(piece.lstrip())
    return first, max(first, start + len(piece.rstrip()))
