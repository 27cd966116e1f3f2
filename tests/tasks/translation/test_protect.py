"""What is recognised as not to be translated, and what is left alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.tasks.translation.protect import Kind, missing_parts, protected_parts

BITS = ["{name}", "%s", "<b>", "</b>", "`x`", "**", "*", "_", "[", "](a)", "http://a.b", " ", "a"]
texts = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(BITS), max_size=20).map("".join))


def found(text: str) -> list[str]:
    return [text[part.start : part.end] for part in protected_parts(text)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Hello {name}, {0} of %d, %1$s", ["{name}", "{0}", "%d", "%1$s"]),
        ("${x} {{y}} %(n)s {} {user.id!r:>9}", ["${x}", "{{y}}", "%(n)s", "{}", "{user.id!r:>9}"]),
        ('<b>x</b> <a href="y z">x</a><br/>', ["<b>", "</b>", '<a href="y z">', "</a>", "<br/>"]),
        ("Run `pip install x` now", ["`pip install x`"]),
        ("See /usr/lib/ or ~/x, C:\\a\\b.txt.", ["/usr/lib/", "~/x", "C:\\a\\b.txt"]),
        ("docs/a.md and report.docx.", ["docs/a.md", "report.docx"]),
        ("me@example.com (www.x.org)", ["me@example.com", "www.x.org"]),
        ("https://a.b/c_(d), then", ["https://a.b/c_(d)"]),
        ("访问https://a.b/页。", ["https://a.b/"]),
        ("[a **b**](x.y) ![i](j.png)", ["[", "**", "**", "](x.y)", "![i](j.png)"]),
        ("AT&amp;T[^1] <!-- no -->", ["&amp;", "[^1]", "<!-- no -->"]),
        ("```\na = {x}\n```\nb", ["```\na = {x}\n```"]),
        ("| a | b |", ["|", "|", "|"]),
        ("Home | Contact · A guide • More", ["|", "·", "•"]),
    ],
)
def test_what_is_not_translated(text: str, parts: list[str]) -> None:
    assert found(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "50% discount, 20%-ige, 100 % der Fälle",
        "and/or 24/7, 5 km/h",
        "3 * 4 * 5 < 6 and 7 > 2",
        "e.g. this. Then that… {see below}",
        "a_b_c and 5*3*2",
        "P(A | B), {a | b}, x || y, F = m · a",
        "• One item\n  • Two items |",
        "Is it so? [sic] (yes)",
        "```\nnot closed",
    ],
)
def test_what_only_looks_like_it(text: str) -> None:
    assert found(text) == []


def test_marks_that_belong_together_know_it() -> None:
    text = "<b>a <i>b</i></b> **c** [d](e) <x> </y>"

    pairs = [(text[p.start : p.end], p.pair) for p in protected_parts(text)]

    assert pairs == [
        ("<b>", 2), ("<i>", 1), ("</i>", 1), ("</b>", 2), ("**", 3), ("**", 3),
        ("[", 4), ("](e)", 4), ("<x>", 0), ("</y>", 0),
    ]  # fmt: skip


def test_who_owns_a_text_may_say_what_stays() -> None:
    (part,) = protected_parts("The name Tom Sawyer stays", [(9, 19)])

    assert (part.start, part.end, part.kind) == (9, 19, Kind.FIXED)


def test_what_is_missing_is_named_as_often_as_it_is() -> None:
    text = "{a} and {a} and <b>"

    assert missing_parts(text, protected_parts(text), "{a} et <b>") == ("{a}",)


@given(texts, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=3))
def test_parts_are_in_order_and_apart(text: str, fixed: list[tuple[int, int]]) -> None:
    parts = protected_parts(text, [one for one in fixed if max(one) <= len(text)])

    done = 0
    for part in parts:
        assert done <= part.start < part.end <= len(text)
        done = part.end
    numbers = [part.pair for part in parts if part.pair]
    assert all(numbers.count(number) == 2 for number in numbers)


@pytest.mark.parametrize(
    "text",
    [
        "`" * 90_000,
        "<a " * 30_000,
        "[" * 90_000,
        "**a" * 30_000,
        "a/" * 45_000,
        "~~~\n```\n" * 9000,
    ],
    ids=lambda text: text[:4],
)
def test_time_grows_with_the_text_and_not_faster(text: str) -> None:
    started = time.process_time()

    protected_parts(text)

    assert time.process_time() - started < 3
