"""MD files as units, and back."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from desktop_lm.documents.translatable.inline import Close, Letters, Node, Open, Wrapper
from desktop_lm.documents.translatable.markdown_inline import markdown
from desktop_lm.documents.translatable.unit import Span, Unit, Written
from tests.support.translating import bare, longer, opened, texts, through, upper

PAGE = r"""---
title: Front
---

# The *harbour* light #

Setext head
===========

A paragraph with **bold _both_**, `code()` and a
[link text](http://x.y "Tip") and [ref][r], [shortcut] ![alt](i.png),
<https://a.b> and a footnote[^1]. Costs $x^2$ &amp; \*stars\*.

> quoted **text** that goes
> on here

- item one
- [ ] task two
  goes on
  1. nested

| Head | `c` \| x |
|------|----|
| Cell **b** | a \| b |

```py
code stays
```

    indented code

<div>html stays</div>

Hard\
break and <b>inline</b>.

[^1]: A note here.

$$
formula
$$

[r]: http://r "T"
[shortcut]: http://s
"""
TEXTS = [
    "The harbour light", "Setext head",
    ("A paragraph with bold both, `code()` and a link text and ref, shortcut , https://a.b and a "
     "footnote. Costs $x^2$ & *stars*."),
    "quoted text that goes on here", "item one", "task two goes on", "nested", "Head", "`c` | x",
    "Cell b", "a | b", "Hard\nbreak and inline.", "A note here.",
]  # fmt: skip


def _page(folder: Path, text: str = PAGE) -> Path:
    path = folder / "a.md"
    path.write_bytes(text.encode())
    return path


def test_what_people_read_is_a_unit(tmp_path: Path) -> None:
    path = _page(tmp_path)
    assert texts(path) == TEXTS
    lines = [unit.place.number for unit in opened(path).units()]
    assert lines == [5, 7, 10, 14, 17, 18, 20, 22, 22, 24, 24, 34, 37]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_what_is_not_translated_stays_byte_by_byte(tmp_path: Path, line_end: str) -> None:
    path = _page(tmp_path, PAGE.replace("\n", line_end))

    assert through(path).read_bytes() == path.read_bytes()


def test_only_the_texts_change(tmp_path: Path) -> None:
    written = through(_page(tmp_path), longer).read_text()

    def same_words(text: str) -> str:
        return re.sub(r"[\s>]+", " ", text.replace("~", "").replace(r"\&", "&amp;"))

    assert same_words(written) == same_words(PAGE.replace("[shortcut] !", "[shortcut][shortcut] !"))
    assert "> quoted~ **text~** that~\n> goes~ on~ here~" in written
    for untouched in ("title: Front", "code stays", "indented code", "html stays", "formula\n"):
        assert untouched in written


def test_marks_go_where_the_spans_say(tmp_path: Path) -> None:
    path = _page(tmp_path, "a **bold** word, `code` and [link](u)\n")
    (unit,) = opened(path).units()
    bold, code, link = unit.spans

    def turned(_: Unit) -> Written:
        spans = (Span(9, 13, bold.key), Span(0, 0, code.key, fixed=True), Span(1, 13, link.key))
        return Written(" LINK or BOLD", spans)

    assert through(path, turned).read_text() == "`code` [LINK or **BOLD**](u)\n"


def test_no_word_is_lost_without_spans(tmp_path: Path) -> None:
    written = through(_page(tmp_path), bare).read_text()

    for text in TEXTS:
        words = [word for word in re.findall(r"\w+", text.upper()) if word not in ("X", "A")]
        assert [word for word in words if word not in written.upper()] == []
    for kept in ("`code()`", "![alt](i.png)", "<https://a.b>", "[^1]", "$x^2$"):
        assert kept in written


def test_bilingual_adds_paragraphs_lines_and_headings(tmp_path: Path) -> None:
    text = "# One #\n\n> two\n> *three*\n\n- four\n- five\n\n| a |\n|---|\n| six |\n"

    assert through(_page(tmp_path, text), upper, bilingual=True).read_text() == (
        "# One\n# ONE #\n\n> two\n> *three*\n>\n> TWO\n> *THREE*\n\n"
        "- four\\\n  FOUR\n- five\\\n  FIVE\n\n| a<br>A |\n|---|\n| six<br>SIX |\n"
    )


@pytest.mark.parametrize(
    ("translation", "expected"),
    [
        ("1. June", "1\\. June"),
        ("- so", "\\- so"),
        ("# so", "\\# so"),
        ("5 * x * 2", "5 * x * 2"),
        ("a *b* `c`", "a \\*b\\* \\`c\\`"),
        ("see [x](y)", "see \\[x\\](y)"),
        ("a_b_c", "a_b_c"),
    ],
)
def test_translations_are_no_markup(tmp_path: Path, translation: str, expected: str) -> None:
    written = through(_page(tmp_path, "words\n"), lambda _: Written(translation))

    assert written.read_text() == f"{expected}\n"
    assert texts(written.rename(tmp_path / "b.md")) == [translation]


def test_emphasis_that_would_not_be_read_as_such_is_written_otherwise(tmp_path: Path) -> None:
    path = _page(tmp_path, "an _old_ house\n")
    (unit,) = opened(path).units()

    written = through(path, lambda _: Written("Althaus", (Span(0, 3, unit.spans[0].key),)))

    assert written.read_text() == "*Alt*haus\n"


def test_emphasis_that_no_marks_can_write_is_written_as_tags(tmp_path: Path) -> None:
    path = _page(tmp_path, "an **old** and _dear_ house ~~here~~\n")
    (unit,) = opened(path).units()
    places = [(2, 7), (8, 9), (10, 11)]

    def turned(_: Unit) -> Written:
        spans = zip(places, unit.spans, strict=True)
        return Written("这里“非常”重要、那里", tuple(Span(*place, one.key) for place, one in spans))

    written = through(path, turned).rename(tmp_path / "b.md")

    assert written.read_text() == ("这里<strong>“非常”重</strong>要<em>、</em>那<del>里</del>\n")
    assert texts(written) == ["这里“非常”重要、那里"]


@settings(max_examples=60)
@given(st.text("ab“”().!*_<中", min_size=1), st.text("ab“”().!*_<中", min_size=1), st.text("a “("))
def test_no_emphasis_is_lost_whatever_stands_around_it(bold: str, soft: str, between: str) -> None:
    """Read by another, a plain reader of CommonMark."""
    strong, weak = Wrapper(("**",), ("**",)), Wrapper(("_",), ("_",))
    nodes: list[Node] = [
        *(Letters("x"), Open(strong), Letters(bold), Close(strong), Letters(f"y{between}z")),
        *(Open(weak), Letters(soft), Close(weak), Letters("x")),
    ]

    html = MarkdownIt("commonmark").render(markdown(nodes, {}, in_table=False))

    assert re.findall("<strong>(.*?)</strong>", html) == [escape(bold)]
    assert re.findall("<em>(.*?)</em>", html) == [escape(soft)]


def test_code_over_several_lines_stays_code(tmp_path: Path) -> None:
    path = _page(tmp_path, "see `c\n| a | b |\ne` now\n\n> or `d\n> | e` then\n")

    again = texts(through(path, upper).rename(tmp_path / "b.md"))

    assert [text.split() for text in again] == [
        ["SEE", "`c", "|", "a", "|", "b", "|", "e`", "NOW"],
        ["OR", "`d", "|", "e`", "THEN"],
    ]


_LINES = st.sampled_from(
    ["words *here*", "# head", "- item", "  more", "> quote", "| a | b |", "|---|---|", "```", "",
     "    code", "1. one", "<div>", "[l](u) _x", "**b", "---", "text  ", "\\", "`c", "&lt; $a$",
     "[^1]: note", ": words", "!!! note \"it\""]
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(_LINES))
def test_however_lines_are_mixed_nothing_is_lost(tmp_path: Path, lines: list[str]) -> None:
    text = "\n".join(["start", *lines])
    path = _page(tmp_path, text)

    assert through(path).read_text() == text
    written = through(path, upper)
    expected = [upper(unit).text.split() for unit in opened(path).units()]
    again = [unit.text.upper().split() for unit in opened(written).units()]
    assert again == expected
