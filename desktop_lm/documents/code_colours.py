"""What the words of a piece of code are, so that they can be told apart by colour."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from typing import Any

_MOST_CHARACTERS = 200_000  # a longer text is no code that somebody reads


class CodeKind(StrEnum):
    """The few kinds that get a colour of their own."""

    PLAIN = "plain"
    KEYWORD = "keyword"
    NAME = "name"  # of what is defined: functions, classes, tags, attributes
    TEXT = "text"
    NUMBER = "number"
    COMMENT = "comment"


def pieces(code: str, language: str) -> Iterator[tuple[CodeKind, str]]:
    """``code`` in its order, cut where its kind changes. A language nobody knows is plain, and so
    is very long code."""
    for kind, together in groupby(_tokens(code, language), key=itemgetter(0)):
        yield kind, "".join(text for _, text in together)


def is_language(name: str) -> bool:
    """Whether somebody knows a language of that name."""
    return _lexer(name) is not None


def _tokens(code: str, language: str) -> Iterator[tuple[CodeKind, str]]:
    lexer = _lexer(language) if len(code) <= _MOST_CHARACTERS else None
    if lexer is None:
        yield CodeKind.PLAIN, code
        return
    done = 0
    for start, token, text in lexer.get_tokens_unprocessed(code):
        yield _kind(token), text
        done = start + len(text)
    if done < len(code):
        yield CodeKind.PLAIN, code[done:]


def _lexer(language: str) -> Any:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    if not language:
        return None
    try:
        return get_lexer_by_name(language.lower())
    except ClassNotFound:
        return None


def _kind(token: Any) -> CodeKind:
    from pygments.token import Comment, Keyword, Literal, Name, Number, Operator

    if token in Comment:
        return CodeKind.COMMENT
    if token in Keyword or token in Operator.Word:
        return CodeKind.KEYWORD
    if token in Number:
        return CodeKind.NUMBER
    if token in Literal:
        return CodeKind.TEXT
    if any(token in kind for kind in (Name.Function, Name.Class, Name.Tag, Name.Attribute)):
        return CodeKind.NAME
    return CodeKind.PLAIN
