"""A sentence for each error code and each notice, in the language of the window."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from desktop_lm.errors import AppError, Code
from desktop_lm.ui.error_sentences import (
    asking,
    documents,
    downloads,
    engine,
    history,
    library,
    model_files,
    notices,
    sentiment,
    translation,
)
from desktop_lm.ui.grammar_words import problem_words
from desktop_lm.ui.widgets import numbers

if TYPE_CHECKING:
    from desktop_lm.tasks.task import Notice

translate = QCoreApplication.translate


# Parameters that count bytes.
_SIZES = {
    Code.MESSAGE_TOO_LARGE: ("bytes", "limit"),
    Code.FILE_TRUNCATED: ("actual", "expected"),
    Code.DOCUMENT_TOO_LARGE: ("actual", "limit"),
    Code.DISK_FULL: ("needed", "free"),
    Code.NOT_SMALLER: ("before", "after"),
    Code.MODEL_TOO_LARGE: ("needed", "limit"),
    Code.CONTEXT_TOO_LARGE: ("needed", "limit"),
    Code.COPIES_TOO_LARGE: ("needed", "limit"),
    Code.WRONG_SIZE: ("actual", "expected"),
}
# Told by its whole path: a folder's name alone does not say which one it is.
_WHOLE_PATH = frozenset({Code.FOLDER_UNWRITABLE})


def sentence(error: AppError) -> str:
    """What went wrong and, where something can be done, what."""
    table = {
        **asking.sentences(),
        **history.sentences(),
        **model_files.sentences(),
        **documents.sentences(),
        **library.library_sentences(),
        **library.making_sentences(),
        **downloads.sentences(),
        **sentiment.table_sentences(),
        **sentiment.teaching_sentences(),
        **translation.sentences(),
        **engine.sentences(),
    }
    sizes, params = _SIZES.get(error.code, ()), error.params
    if problem := params.get("problem"):
        params = {**params, "problem": problem_words(str(problem), str(params.get("name")))}
    if error.code in _WHOLE_PATH:
        return table[error.code].format_map(params)
    return table[error.code].format_map(_Readable(params, sizes))


def notice_sentence(notice: Notice) -> str:
    """What there is to know though nothing failed; "" for a code that has no sentence."""
    return notices.sentences().get(notice.code, "").format_map(_Readable(dict(notice.params)))


class _Readable(dict[str, str]):
    """Parameters as a person reads them; one that is missing leaves a mark and no error."""

    def __init__(self, params: Mapping[str, Any], sizes: Collection[str] = ()) -> None:
        super().__init__({name: _readable(name, value, sizes) for name, value in params.items()})

    def __missing__(self, name: str) -> str:
        return "?"


def _readable(name: str, value: Any, sizes: Collection[str]) -> str:
    if name in ("path", "kept", "missing"):
        return numbers.file_name(str(value))
    if name in sizes:
        return numbers.size(value)
    if isinstance(value, int | float):
        return numbers.whole(value)
    return str(value).rstrip(".")
