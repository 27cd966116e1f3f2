"""Whether numbers and their units are in a translation, however the languages write them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

# Digits with what groups or divides them: 1,250.5 · 12:30 · 1 000 with a narrow or plain space.
_NUMBER = re.compile(r"\d+(?:[.,:'\u2019\u00a0\u202f ]\d+)*")
_DIGITS = re.compile(r"\d+")
_SPELLED = (  # English, French, German, Spanish, Chinese
    ("zero", "zéro", "null", "cero", "零"),
    ("one", "un", "une", "ein", "eine", "einen", "einem", "einer", "eins", "uno", "una", "一"),
    ("two", "deux", "zwei", "dos", "二", "两", "兩", "both", "beide", "beiden", "ambos", "ambas"),
    ("three", "trois", "drei", "tres", "三"),
    ("four", "quatre", "vier", "cuatro", "四"),
    ("five", "cinq", "fünf", "cinco", "五"),
    ("six", "sechs", "seis", "六"),
    ("seven", "sept", "sieben", "siete", "七"),
    ("eight", "huit", "acht", "ocho", "八"),
    ("nine", "neuf", "neun", "nueve", "九"),
    ("ten", "dix", "zehn", "diez", "十"),
    ("eleven", "onze", "elf", "once", "十一"),
    ("twelve", "douze", "zwölf", "doce", "dozen", "十二"),
    ("thirteen", "treize", "dreizehn", "trece"),
    ("fourteen", "quatorze", "vierzehn", "catorce"),
    ("fifteen", "quinze", "fünfzehn", "quince"),
    ("sixteen", "seize", "sechzehn", "dieciséis"),
    ("seventeen", "siebzehn", "diecisiete"),
    ("eighteen", "achtzehn", "dieciocho"),
    ("nineteen", "neunzehn", "diecinueve"),
    ("twenty", "vingt", "zwanzig", "veinte"),
)
_TENS = (
    ("thirty", "trente", "dreißig", "treinta"),
    ("forty", "quarante", "vierzig", "cuarenta"),
    ("fifty", "cinquante", "fünfzig", "cincuenta"),
    ("sixty", "soixante", "sechzig", "sesenta"),
    ("seventy", "siebzig", "setenta"),
    ("eighty", "achtzig", "ochenta"),
    ("ninety", "neunzig", "noventa"),
)
_VALUES = {word.casefold(): str(value) for value, words in enumerate(_SPELLED) for word in words}
_VALUES |= {word.casefold(): f"{ten}0" for ten, words in enumerate(_TENS, 3) for word in words}
_WORD = re.compile(r"[^\W\d_]+")
_CHINESE_NUMBER = re.compile("十[一二]|[零一二两兩三四五六七八九十]")
_MULTIPLIERS = {
    "thousand": 3, "mille": 3, "tausend": 3, "mil": 3, "千": 3, "万": 4, "萬": 4,
    "million": 6, "millions": 6, "millionen": 6, "millón": 6, "millones": 6, "百万": 6,
    "千万": 7, "亿": 8, "億": 8, "billion": 9, "milliard": 9, "milliards": 9, "milliarde": 9,
    "milliarden": 9, "十亿": 9,
}  # fmt: skip
_MULTIPLIED = re.compile(
    rf"(\d+(?:[.,]\d+)*)\s*({'|'.join(sorted(_MULTIPLIERS, key=len, reverse=True))})(?![a-zé])",
    re.IGNORECASE,
)
# Units that one takes for another: each group measures one thing.
_UNITS = (
    {
        "km": "km|kilom[eè]t\\w*|公里|千米", "m": "m|met(?:er|re)s?|mètres?|metros?|米",
        "cm": "cm|cent[ií]m[eè]t\\w*|zentimeter|厘米|公分", "mm": "mm|毫米",
        "mi": "mi|miles?|meilen?|millas?|英里", "ft": "ft|feet|foot|pieds?|fuß|pies|英尺",
    },
    {"kg": "kg|kilo(?:s|gram\\w*)?|公斤|千克", "g": "g|gram\\w*|克", "mg": "mg|毫克",
     "t": "t|tonnes?|tonnen|toneladas?|吨", "lb": "lbs?|磅"},
    {"°C": "°\\s?c|摄氏度", "°F": "°\\s?f|华氏度"},
    {"%": "%|percent|per cent|pour cent|prozent|por ciento", "‰": "‰"},
    {"€": "€|eur|euros?|欧元", "$": "\\$|usd|us\\$|dollars?|dólares|美元", "£": "£|gbp|英镑",
     "¥": "¥|cny|rmb|yuan|元|人民币"},
    {"kB": "kb", "MB": "mb", "GB": "gb", "TB": "tb"},
    {"km/h": "km/h", "mph": "mph", "m/s": "m/s"},
)  # fmt: skip
_GROUP_OF = {unit: number for number, group in enumerate(_UNITS) for unit in group}
_UNIT = "|".join(
    f"(?P<u{number}>{pattern})"
    for number, pattern in enumerate(
        pattern for group in reversed(_UNITS) for pattern in group.values()
    )
)
_UNIT_NAMES = [unit for group in reversed(_UNITS) for unit in group]
_COUNT = rf"(?P<number>{_NUMBER.pattern})"
_MEASURED = re.compile(rf"{_COUNT}[\s\u00a0\u202f-]?(?:{_UNIT})(?![a-zß-ÿ])", re.IGNORECASE)
_PRICED = re.compile(rf"([$€£¥])\s?{_COUNT}")


def missing_numbers(source: str, target: str) -> tuple[str, ...]:
    """The numbers of ``source`` that are not in ``target``: 1,250 may be written 1.250 or 1250,
    12:30 as 12 h 30, 3 as "three", 30,000 as 3万."""
    runs = Counter(map(_plain, _DIGITS.findall(target)))
    numbers = Counter(map(_plain, _NUMBER.findall(target)))
    numbers.update(_spelled(target))
    in_full = {value for _, value in _multiples(target)}
    own = {found.start(): value for found, value in _multiples(source)}
    missing = []
    for found, count in _counted(source):
        plain = _plain(found[0])
        value = own.get(found.start(), plain)
        if numbers[plain] >= count or value in in_full or (value != plain and numbers[value]):
            continue
        parts = [_plain(run) for run in _DIGITS.findall(found[0])]
        if any(runs[part] < count and numbers[part] < count for part in parts):
            missing.append(found[0])
    return tuple(missing)


def changed_units(source: str, target: str) -> tuple[str, ...]:
    """The numbers of ``source``, with their units, that have another unit of the same kind in
    ``target``."""
    there: dict[str, set[str]] = {}
    for number, unit in _measured(target):
        there.setdefault(number, set()).add(unit)
    return tuple(
        f"{number} {unit}"
        for number, unit in dict.fromkeys(_measured(source))
        if unit not in there.get(number, {unit})
        and any(_GROUP_OF[other] == _GROUP_OF[unit] for other in there[number])
    )


def _counted(text: str) -> list[tuple[re.Match[str], int]]:
    """Each different number, where it is first, and how often it is there."""
    firsts: dict[str, re.Match[str]] = {}
    counts: Counter[str] = Counter()
    for found in _NUMBER.finditer(text):
        firsts.setdefault(found[0], found)
        counts[found[0]] += 1
    return [(found, counts[number]) for number, found in firsts.items()]


def _measured(text: str) -> Iterator[tuple[str, str]]:
    for found in _MEASURED.finditer(text):
        place = next(n for n in range(len(_UNIT_NAMES)) if found[f"u{n}"])
        yield _plain(found["number"]), _UNIT_NAMES[place]
    for found in _PRICED.finditer(text):
        yield _plain(found["number"]), found[1]


def _spelled(text: str) -> Counter[str]:
    found = [word for word in _WORD.findall(text.casefold()) if word in _VALUES]
    return Counter(_VALUES[word] for word in [*found, *_CHINESE_NUMBER.findall(text)])


def _multiples(text: str) -> list[tuple[re.Match[str], str]]:
    """Numbers with a word such as "million", and their digits in full."""
    return [
        (found, _in_full(found[1], _MULTIPLIERS[found[2].casefold()]))
        for found in _MULTIPLIED.finditer(text)
    ]


def _in_full(number: str, zeros: int) -> str:
    whole, _, behind = number.replace(",", ".").rpartition(".")
    if not whole or len(behind) == 3:  # noqa: PLR2004 - three digits are a group, no fraction
        return _plain(number) + "0" * zeros
    return _plain(whole) + (behind + "0" * zeros)[: max(zeros, len(behind))]


def _plain(number: str) -> str:
    """Its digits, as 0 to 9."""
    return "".join(str(unicodedata.digit(c)) for c in number if c.isdigit())
