"""MD: notes, definitions and remarks, which stand in one paragraph of CommonMark."""

from __future__ import annotations

from pathlib import Path

from tests.support.translating import texts, through, upper

NOTES = """Text[^1] with notes[^b].

[^1]: The first note is long
and goes on.
[^b]: Ibid.
[^c]: The third note.

    Its second paragraph.

    \tcode in it

    - An item in it

Text below.
"""
DEFINITIONS = """One term
Another term
: Their definition
  goes on
:   A second one

> Term
> : In a quote
"""
REMARK = """!!! note "The title"
    The words in it.

    And more words.

Text below.
"""


def _page(folder: Path, text: str) -> Path:
    path = folder / "a.md"
    path.write_bytes(text.encode())
    return path


def test_each_note_keeps_its_definition(tmp_path: Path) -> None:
    path = _page(tmp_path, NOTES)

    assert texts(path) == [
        *("Text with notes.", "The first note is long and goes on.", "Ibid.", "The third note."),
        *("Its second paragraph.", "An item in it", "Text below."),
    ]
    assert through(path, upper).read_text() == (
        "TEXT[^1] WITH NOTES[^b].\n\n[^1]: THE FIRST NOTE IS LONG AND\nGOES ON.\n[^b]: IBID.\n"
        "[^c]: THE THIRD NOTE.\n\n    ITS SECOND PARAGRAPH.\n\n    \tcode in it\n\n"
        "    - AN ITEM IN IT\n\nTEXT BELOW.\n"
    )


def test_the_translation_of_a_note_stands_in_it(tmp_path: Path) -> None:
    path = _page(tmp_path, "[^1]: One note.\n[^2]: Other note.\n\n    More of it.\n")

    assert through(path, upper, bilingual=True).read_text() == (
        "[^1]: One note.\\\n    ONE NOTE.\n[^2]: Other note.\\\n    OTHER NOTE.\n\n"
        "    More of it.\n\n    MORE OF IT.\n"
    )


def test_terms_and_their_definitions_stay_apart(tmp_path: Path) -> None:
    path = _page(tmp_path, DEFINITIONS)

    assert texts(path) == [
        *("One term", "Another term", "Their definition goes on", "A second one"),
        *("Term", "In a quote"),
    ]
    assert through(path, upper).read_text() == DEFINITIONS.upper()
    assert through(path, upper, bilingual=True).read_text() == (
        "One term / ONE TERM\nAnother term / ANOTHER TERM\n"
        ": Their definition\n  goes on\\\n  THEIR DEFINITION\n  GOES ON\n"
        ":   A second one\\\n    A SECOND ONE\n\n"
        "> Term / TERM\n> : In a quote\\\n>   IN A QUOTE\n"
    )


def test_the_kind_of_a_remark_is_no_text(tmp_path: Path) -> None:
    path = _page(tmp_path, REMARK)

    assert texts(path) == ['"The title"', "The words in it.", "And more words.", "Text below."]
    assert through(path, upper).read_text() == REMARK.upper().replace("NOTE", "note")


def test_what_is_not_translated_stays_byte_by_byte(tmp_path: Path) -> None:
    text = (NOTES + "\n" + DEFINITIONS + "\n" + REMARK).replace("\n", "\r\n")
    path = _page(tmp_path, text)

    assert through(path).read_bytes() == text.encode()


def test_lines_before_and_behind_the_words_keep_their_beginning_and_end(tmp_path: Path) -> None:
    path = _page(tmp_path, "> [!NOTE]\r\n> Some words\r\n> ![a](b.png)\r\n")

    assert through(path, upper).read_bytes() == (b"> [!NOTE]\r\n> SOME WORDS\r\n> ![a](b.png)\r\n")


def test_a_rule_at_the_beginning_is_no_front_matter(tmp_path: Path) -> None:
    path = _page(tmp_path, "---\n\n# The title\n\nSome words\n\n---\n\nOther words\n")

    assert texts(path) == ["The title", "Some words", "Other words"]


def test_what_is_set_in_below_a_heading_is_no_note(tmp_path: Path) -> None:
    path = _page(tmp_path, "Words\n[^1]: and more\n---\n\n    code here\n")

    assert texts(path) == ["Words and more"]
