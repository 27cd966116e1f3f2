"""How many plural forms a PO file has, which of them is that of one, and what a template is told.

Sources: the GNU gettext manual, "Additional functions for plural forms" and "Translating plural
forms"; Unicode CLDR's plural rules for languages that it does not list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from gettext import c2py

_ONE = "nplurals=1; plural=0"
_TWO = "nplurals=2; plural=(n != 1)"
_NONE_IS_ONE = "nplurals=2; plural=(n > 1)"
_CZECH = "nplurals=3; plural=(n==1) ? 0 : (n>=2 && n<=4) ? 1 : 2"
_RUSSIAN = (
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
    "n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)"
)
_OTHERS = {
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : "
    "n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)",
    "lt": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
    "n%10>=2 && (n%100<10 || n%100>=20) ? 1 : 2)",
    "lv": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n != 0 ? 1 : 2)",
    "pl": "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)",
    "ro": "nplurals=3; plural=(n==1 ? 0 : (n==0 || (n%100 > 0 && n%100 < 20)) ? 1 : 2)",
    "sl": "nplurals=4; plural=(n%100==1 ? 0 : n%100==2 ? 1 : n%100==3 || n%100==4 ? 2 : 3)",
}
RULES: dict[str, str] = {
    **dict.fromkeys(("id", "ja", "ko", "th", "vi", "zh"), _ONE),
    **dict.fromkeys(("bg", "da", "de", "el", "en", "es", "et", "fi", "he", "hu"), _TWO),
    **dict.fromkeys(("it", "nb", "nl", "pt", "sv", "tr"), _TWO),
    **dict.fromkeys(("bn", "fa", "fr", "hi"), _NONE_IS_ONE),
    **dict.fromkeys(("cs", "sk"), _CZECH),
    **dict.fromkeys(("ru", "uk"), _RUSSIAN),
    **_OTHERS,
}

_STATED = re.compile(r"nplurals\s*=\s*(\d+)\s*;\s*plural\s*=([^;\n]*)")
_OPEN = re.compile(r"nplurals\s*=\s*INTEGER")
_LANGUAGE = re.compile(r"^Language:[ \t]*([A-Za-z]+)", re.MULTILINE)
# As the file writes it: perhaps in several strings.
_LINE = re.compile(r'"Plural-Forms:(?:[^"\\]|\\[^n]|"\s*")*\\n"')
_MOST = 9  # forms: no language has more


@dataclass(frozen=True, slots=True)
class Forms:
    """``count`` forms, of which number ``one`` (from 0) is that of a single thing."""

    count: int
    one: int = 0


def stated(header: str) -> Forms | None:
    """What the text of a header says; None where it says nothing."""
    found = _STATED.search(header)
    if found is None or not 0 < int(found[1]) <= _MOST:
        return None
    count = int(found[1])
    try:
        one = c2py(found[2].strip())(1)
    except (ValueError, ArithmeticError, RecursionError):
        one = 0
    return Forms(count, one if 0 <= one < count else 0)


def is_open(header: str) -> bool:
    """Whether it is a template's, which leaves the rule to whoever translates it."""
    return _OPEN.search(header) is not None


def is_of_another(header: str, language: str) -> bool:
    """Whether it names a language, and not this one."""
    found = _LANGUAGE.search(header)
    return found is not None and found[1].lower() != language


def with_rule(lines: str, rule: str) -> str:
    """``lines``, a header as its file writes it, with this rule in place of another."""
    return _LINE.sub(rf'"Plural-Forms: {rule};\\n"', lines, count=1)
