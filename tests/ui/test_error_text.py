from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import desktop_lm
from desktop_lm import errors
from desktop_lm.errors import AppError, Code
from desktop_lm.tasks.task import Notice
from desktop_lm.ui.error_text import notice_sentence, sentence

PACKAGE = Path(desktop_lm.__file__).parent
TEXTS = {
    *("path", "reason", "architecture", "kind", "tensor", "language", "what", "id", "cache_type"),
    *("kept", "host", "file", "missing", "name", "place", "problem", "fields"),
}


def promised_params(code: Code) -> dict[str, str | int]:
    """The parameters the comment beside a code promises, with a value each."""
    source = Path(errors.__file__).read_text("utf-8")
    line = re.search(rf"^    {code.name} = .*$", source, re.MULTILINE)
    assert line
    comment = re.sub(r"\(.*?\)", "", line.group().partition("#")[2])
    names = [name.strip() for name in comment.split(",") if name.strip()]
    return {name: f"some {name}" if name in TEXTS else 1_234_567 for name in names}


@pytest.mark.parametrize("code", Code)
def test_each_code_has_a_sentence_made_of_what_it_promises(qapp: QApplication, code: Code) -> None:
    params = promised_params(code)

    words = sentence(AppError(code, **params))

    assert words.endswith((".", "?"))
    assert words[0].isupper() or words.startswith(("some path", "some host"))
    assert not re.search(r"[{}]|\?(?!$)|some path/", words)


def test_a_path_is_shown_by_its_name_and_a_size_in_its_unit(qapp: QApplication) -> None:
    words = sentence(
        AppError(
            Code.FILE_TRUNCATED,
            path="/home/someone/Downloads/model.gguf",
            actual=5_000_000,
            expected=98_362_432,
        )
    )

    assert words.startswith("model.gguf is not complete")
    assert "5 MB of at least 98 MB" in words


def test_a_prompt_that_is_too_long_is_told_both_numbers(qapp: QApplication) -> None:
    words = sentence(AppError(Code.PROMPT_TOO_LONG, tokens=6120, context=4096))

    assert re.search(r"6,?120", words)
    assert re.search(r"4,?096", words)


def test_a_missing_parameter_leaves_the_sentence_readable(qapp: QApplication) -> None:
    assert sentence(AppError(Code.LOAD_FAILED)) == "? cannot be loaded: ?."


@given(value=st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text())
@pytest.mark.parametrize("code", Code)
def test_no_value_makes_a_sentence_fail(
    qapp: QApplication, code: Code, value: int | float | str
) -> None:
    texts = isinstance(value, str)
    params = {
        name: value if texts == (name in TEXTS) else promised
        for name, promised in promised_params(code).items()
    }

    assert sentence(AppError(code, **params))


def notice_codes() -> set[str]:
    """The codes of all notices that are made anywhere below the front ends."""
    codes = set()
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Notice":
                assert isinstance(node.args[0], ast.Constant), f"{file}: {ast.unparse(node)}"
                codes.add(str(node.args[0].value))
    return codes


def test_each_notice_has_a_sentence(qtbot: QtBot) -> None:
    codes = notice_codes()

    assert len(codes) >= 2
    for code in codes:
        words = notice_sentence(Notice(code, (("count", 3), ("reason", "syntax"))))
        assert words.endswith("."), code
