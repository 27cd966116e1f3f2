from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_lm.errors import AppError, Code
from desktop_lm.tasks.prompt.grammar.gbnf import parse
from tests.support.gbnf_match import matches


@pytest.mark.parametrize(
    ("grammar", "good", "bad"),
    [
        ('root ::= "yes" | "no"', ["yes", "no"], ["", "yesno"]),
        ('root ::= "a"{2,3} [0-9]+ b?\nb ::= [^x-z"]', ["aa1", "aaa22b"], ["a1", "aa1x", "aa"]),
        ('root ::= (\n "a" # one\n | "b"\n)*\n', ["", "abba"], ["c"]),
        (r'root ::= "\"\\\n\x41" .', ['"\\\nAz'], ['"']),
        ('root ::= item ("," item)*\r\nitem ::= [à-ü]\r\n', ["é,ü"], ["a", "é,"]),
    ],
)
def test_grammars_mean_what_they_mean(grammar: str, good: list[str], bad: list[str]) -> None:
    rules = parse(grammar)

    assert [text for text in good if not matches(rules, text)] == []
    assert [text for text in bad if matches(rules, text)] == []


@pytest.mark.parametrize(
    ("grammar", "line", "column", "problem"),
    [
        ("", 1, 1, "empty"),
        ('answer ::= "a"', 1, 1, "no_root"),
        ('root ::= "a"\n  | "b"', 2, 3, "name_wanted"),
        ('root "a"', 1, 6, "arrow_wanted"),
        ("root ::= foo", 1, 10, "unknown_rule"),
        ('root ::= x\nx ::= root "a" | ""', 1, 1, "left_recursion"),
        ('root ::= "a"\n\nx ::= "abc', 3, 7, "not_closed"),
        ('root ::= ("a"', 1, 10, "not_closed"),
        ("root ::= [a-", 1, 10, "not_closed"),
        ("root ::= [z-a]", 1, 11, "range_backwards"),
        (r'root ::= "\q"', 1, 11, "escape"),
        (r'root ::= "\u12"', 1, 11, "escape"),
        (r'root ::= "\ud83d"', 1, 11, "escape"),
        ('root ::= "a\ud83d"', 1, 12, "escape"),
        ("root ::= a # \ud83d", 1, 14, "escape"),
        ('root ::= * "a"', 1, 10, "nothing_to_repeat"),
        ('root ::= "a"{5,2}', 1, 13, "repetition_backwards"),
        ('root ::= "a"{99999}', 1, 14, "too_many_repetitions"),
        ('root ::= "a"{x}', 1, 14, "number_wanted"),
        ('root ::= "a" )', 1, 14, "line_end_wanted"),
        ("root ::= <x>", 1, 10, "unexpected"),
        ("root ::= " + "(" * 90 + '"a"' + ")" * 90, 1, 75, "too_deep"),
        ('root ::= "a"' + "+" * 90_000, 1, 16, "too_deep"),
        ("root ::= " + '"a" ' * 50_000, 1, 1, "too_large"),
    ],
)
def test_a_wrong_grammar_is_refused_with_line_and_column(
    grammar: str, line: int, column: int, problem: str
) -> None:
    with pytest.raises(AppError) as caught:
        parse(grammar)

    params = caught.value.params
    assert caught.value.code is Code.GRAMMAR_INVALID
    assert (params["line"], params["column"], params["problem"]) == (line, column, problem)


def test_as_much_as_is_let_through_can_be_looked_through() -> None:
    deepest = "(" * 64 + '"a" | "b" "c"' + "+?+ | x)" * 64

    assert parse(f'root ::= {deepest}\nx ::= "y"').keys() == {"root", "x"}


@settings(max_examples=60, deadline=None)
@given(st.text('ro:= "ab|()[]{}*+?^-,12\\\n#'), st.booleans())
def test_whatever_comes_is_read_or_refused(text: str, begun: bool) -> None:
    try:
        parse("root ::= " + text if begun else text)
    except AppError as error:
        assert error.code is Code.GRAMMAR_INVALID  # noqa: PT017
