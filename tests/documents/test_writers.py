"""Exports of a conversation: what is written is read back by other means."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_lm.documents import markdown
from desktop_lm.documents.document import Block, BlockKind
from desktop_lm.documents.exporting import ExportFormat, content, file_name
from desktop_lm.documents.readers import web_page, word
from desktop_lm.documents.rich_text import Heading, Paragraph
from desktop_lm.documents.transcript import Transcript, Turn

ANSWER = """## Steps

1. **First**, see [the page](https://example.org/?a=1&b=2) or [this](javascript:x).
   - deeper
2. Then `run` it:

   ```python
   print("<b>")
   ```

> Quoted.

| a | b |
|---|---|
| 1 | 2 |
"""
TALK = Transcript(
    "How <to>",
    0.0,
    (
        Turn(is_answer=False, speaker="You", text="How?\n<b>Now</b>", when=1.0),
        Turn(True, "SmolLM2", ANSWER, 2.0, {"tokens": 3}, {"seed": 7}),
    ),
    ("work",),
)


def test_markdown_is_what_the_model_wrote() -> None:
    text = content(TALK, ExportFormat.MARKDOWN).decode()

    assert text.startswith("# How <to>\n\n## You\n\nHow?\n<b>Now</b>\n\n## SmolLM2\n\n" + ANSWER)
    assert '### Receipt\n\n```json\n{\n "seed": 7\n}\n```' in text


@pytest.mark.parametrize("cut", ["```python\nx = 1", "Look:\n~~~~\n```", "- a\n\n  ```\n  x"])
@pytest.mark.parametrize("is_answer", [True, False])
def test_code_that_was_broken_off_ends_with_its_turn(cut: str, is_answer: bool) -> None:
    turns = (Turn(is_answer, "First", cut, 1.0), Turn(not is_answer, "Second", "Go *on*.", 2.0))
    text = content(Transcript("Talk", 0.0, turns), ExportFormat.MARKDOWN).decode()
    assert cut in text
    last = markdown.read(text)[-2:]
    assert [type(block) for block in last] == [Heading, Paragraph]


def test_text_has_the_words_alone() -> None:
    text = content(TALK, ExportFormat.TEXT).decode()

    assert "**" not in text
    assert "1. First, see the page (https://example.org/?a=1&b=2)" in text
    assert '\n   • deeper\n2. Then run it:\n   print("<b>")\n' in text
    assert "> Quoted." in text
    assert "1\t2" in text


def test_json_has_everything() -> None:
    made = json.loads(content(TALK, ExportFormat.JSON))

    assert made["title"] == "How <to>"
    assert made["tags"] == ["work"]
    assert [m["role"] for m in made["messages"]] == ["user", "assistant"]
    assert made["messages"][1]["text"] == ANSWER
    assert made["messages"][1]["receipt"] == {"seed": 7}


def test_a_web_page_is_read_back_and_runs_nothing(tmp_path: Path) -> None:
    page = content(TALK, ExportFormat.WEB_PAGE)
    (tmp_path / "page.html").write_bytes(page)

    texts = [each.text for each in web_page.read(tmp_path / "page.html") if isinstance(each, Block)]
    assert "How?\n<b>Now</b>" in texts
    assert 'print("<b>")' in texts
    html = page.decode()
    assert "default-src 'none'" in html
    assert 'href="https://example.org/?a=1&amp;b=2"' in html
    assert "javascript" not in html.replace("(javascript:x)", "")


def test_a_word_file_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "talk.docx"
    path.write_bytes(content(TALK, ExportFormat.WORD))

    found = [each for each in word.read(path) if isinstance(each, Block)]
    texts = [each.text for each in found]
    assert "Then run it:" in texts
    assert 'print("<b>")' in texts
    assert any(each.kind is BlockKind.HEADING and each.text == "Steps" for each in found)
    assert any(each.kind is BlockKind.LIST_ITEM and each.text == "deeper" for each in found)
    assert any(each.kind is BlockKind.TABLE_ROW and each.text == "1\t2" for each in found)


@settings(max_examples=50)
@given(st.text(max_size=80), st.text(alphabet="ab\n*_`>-|[]()<&1. #", max_size=60))
def test_a_word_file_is_whole_whatever_is_in_it(prompt: str, answer: str) -> None:
    prompt = prompt.encode("utf-8", "replace").decode()
    turns = (Turn(False, "You", prompt, 0.0), Turn(True, "M", answer, 0.0))
    made = content(Transcript(prompt, 0.0, turns), ExportFormat.WORD)

    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        for name in archive.namelist():
            ET.fromstring(archive.read(name))


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("a/b: c?", "a b c"),
        ("...", "conversation"),
        ("", "conversation"),
        ("x" * 99, "x" * 60),
        ("Con", "Con_"),
        ("nul.new", "nul_.new"),
        ("COM1", "COM1_"),
        ("Console", "Console"),
        ("a\x7f\u202egpj\u2028", "a gpj"),
    ],
)
def test_a_title_makes_a_name_every_system_takes(title: str, name: str) -> None:
    assert file_name(title) == name


HEBREW = Transcript(
    "שלום, עולם!",
    0.0,
    (
        Turn(is_answer=False, speaker="You", text="מה שלומך, Qt?\nAnd in English?", when=1.0),
        Turn(
            True,
            "SmolLM2",
            "# כותרת\n\n- **טוב**, תודה.\n- Fine.\n\n| א | b |\n|---|---|\n| ג | 2 |",
            2.0,
        ),
    ),
)


def test_a_word_file_runs_as_each_of_its_paragraphs_is_written() -> None:
    archive = zipfile.ZipFile(io.BytesIO(content(HEBREW, ExportFormat.WORD)))
    name = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    runs = {}
    for paragraph in ET.fromstring(archive.read("word/document.xml")).iter(f"{name}p"):
        words = "".join(text.text or "" for text in paragraph.iter(f"{name}t"))
        properties = [each.tag.removeprefix(name) for each in paragraph.iterfind(f"{name}pPr/*")]
        marks = {
            each.tag.removeprefix(name) for run in paragraph.iter(f"{name}rPr") for each in run
        }
        runs[words] = ("bidi" in properties, "rtl" in marks)
        if "numPr" in properties and "bidi" in properties:
            assert properties == ["pStyle", "numPr", "bidi"], "the order of the schema"
    right_to_left = {words for words, found in runs.items() if found == (True, True)}
    assert right_to_left == {
        "שלום, עולם!", "מה שלומך, Qt?", "כותרת", "טוב, תודה.", "א", "ג",
    }  # fmt: skip
    assert runs["And in English?"] == runs["Fine."] == runs["2"] == (False, False)


def test_a_web_page_runs_as_each_of_its_paragraphs_is_written() -> None:
    page = content(HEBREW, ExportFormat.WEB_PAGE).decode()
    assert re.search(r"p, h1,[^{]*li[^{]*td[^{]*\{[^}]*unicode-bidi: plaintext;", page)
