from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.documents.code_colours import CodeKind, pieces
from desktop_lm.documents.markdown import read
from desktop_lm.documents.rich_text import (
    Code,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Span,
    Table,
)
from desktop_lm.documents.writers.plain import without_markup


def words(text: str) -> Paragraph:
    return Paragraph((Span(text),))


def test_what_answers_are_made_of() -> None:
    text = """# Title
A **bold** and *leaning* `word`, ~~struck~~.
Its second line.

- one
- two
  1. inner

3. three

> said
> twice

```python
x = 1
```
---
"""
    assert read(text) == (
        Heading(1, (Span("Title"),)),
        Paragraph(
            (
                Span("A "),
                Span("bold", bold=True),
                Span(" and "),
                Span("leaning", italic=True),
                Span(" "),
                Span("word", code=True),
                Span(", "),
                Span("struck", struck=True),
                Span(".\nIts second line."),
            )
        ),
        Listing(((words("one"),), (words("two"), Listing(((words("inner"),),), 1)))),
        Listing(((words("three"),),), 3),
        Quote((words("said\ntwice"),)),
        Code("x = 1", "python"),
        Rule(),
    )


def test_a_table_and_its_alignments() -> None:
    [table] = read("| a | b |\n|---|--:|\n| 1 | **2** |")

    assert table == Table(
        (((Span("a"),), (Span("b"),)), ((Span("1"),), (Span("2", bold=True),))), ("", "right")
    )


def test_html_is_text_and_images_are_links() -> None:
    assert read('<script>alert("x")</script>') == (words('<script>alert("x")</script>'),)
    assert read("![a cat](http://host/cat.png)") == (
        Paragraph((Span("a cat", link="http://host/cat.png"),)),
    )
    # What would run in a browser is not even a link.
    assert read("[go](javascript:alert)") == (words("[go](javascript:alert)"),)


@given(st.text(alphabet="ab \n\t*_`~#>-+|[]()!<>&1.\\:", max_size=60))
def test_every_text_is_markdown(text: str) -> None:
    read(text)


def test_code_is_cut_by_kind_and_nothing_is_lost() -> None:
    code = "def f(x):  # why\n    return 'a' + 1\n"
    cut = list(pieces(code, "python"))

    assert "".join(text for _, text in cut) == code
    assert (CodeKind.KEYWORD, "def") in cut
    assert (CodeKind.NAME, "f") in cut
    assert (CodeKind.COMMENT, "# why") in cut
    assert list(pieces(code, "no such language")) == [(CodeKind.PLAIN, code)]


@given(st.text(max_size=40), st.sampled_from(["python", "json", "html", "c", ""]))
def test_no_character_of_code_is_lost(code: str, language: str) -> None:
    assert "".join(text for _, text in pieces(code, language)) == code


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[Answer]: 42", "[Answer]: 42"),
        ("[Sentiment]: Positive\n[Score]: 0.9", "[Sentiment]: Positive\n[Score]: 0.9"),
        ("> - [Note]: read\r\n\r\nEnd", "> • [Note]: read\n\nEnd"),
        ("The [answer] is.\n\n[answer]: 42", "The [answer] is.\n\n[answer]: 42"),
        ('[1]: https://e.org/a "Seen"', '[1]: https://e.org/a "Seen"'),
        (
            "Not [1].\n\n[1]: https://a.org\n[1]: https://b.org",
            "Not 1 (https://a.org).\n\n[1]: https://b.org",
        ),
        ("| a | b |\n|---|---|\n| 1 | 2 | 3 | 4 |\n| 5", "a\tb\t\t\n1\t2\t3\t4\n5\t\t\t"),
        ("> a | b\n> -|:-:\n> 1 | 2 | x \\| y\n> c | d |", "> a\tb\t\n> 1\t2\tx | y\n> c\td\t"),
        ("[](https://e.org)", "https://e.org"),
        ("a |\n--|\n[b](https://e.org) |", "a\nb (https://e.org)"),
        ("```The answer\nis 5\n```", "The answer\nis 5"),
        ("```python title=a.py\nx = 1\n```", "x = 1"),
    ],
)
def test_no_word_of_an_answer_is_hidden(text: str, shown: str) -> None:
    assert without_markup(text) == shown


@given(
    st.lists(
        st.sampled_from(
            ["[1]: w", "[1]: https://w.org", "[1]", "| w | w |", "|---|---|", "|w|w|w|", "w", "",
             "> ", "- ", "  ", "# w", "1. w", "    w"]
        ),
        max_size=12,
    )
)  # fmt: skip
def test_all_words_are_shown_however_lines_meet(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert without_markup(text).count("w") >= text.count("w")


@pytest.mark.parametrize("text", ['{\n  "a": 1\n}', "[1, 2]\n"])
def test_an_answer_in_json_is_code(text: str) -> None:
    [block] = read(text)
    assert isinstance(block, Code)
    assert (block.language, block.text.strip()) == ("json", text.strip())


@pytest.mark.parametrize("text", ["[a](b)", "{x}", "[" * 100_000 + "]" * 100_000])
def test_what_only_looks_like_json_is_none(text: str) -> None:
    assert not any(isinstance(block, Code) for block in read(text[:2000]))
