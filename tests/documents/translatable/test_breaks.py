"""Breaks between words that a format writes as markup: what stands around them is not one word."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from desktop_lm.documents.translatable.unit import Unit, Written
from desktop_lm.jobs.translation.file.placing import placed
from desktop_lm.tasks.translation.text import CutText
from tests.support.packed_books import word_file, word_run
from tests.support.translating import texts, through


def _shouted(unit: Unit) -> Written:
    """Each segment in capitals and with a word before it, put together as a run does."""
    fixed = [(span.start, span.end) for span in unit.spans if span.fixed]
    cut = CutText(unit.text, "en", "de", fixed)
    return placed(unit, cut, [f"NOW {segment.upper()}" for segment in cut.segments])


@pytest.mark.parametrize(
    "mark",
    [
        '<w:br w:type="page"/>',
        '<w:br w:type="column"/>',
        '<w:br w:type="textWrapping" w:clear="all"/>',
        '<w:ptab w:relativeTo="margin" w:alignment="right" w:leader="none"/>',
    ],
)
def test_a_break_in_a_docx_file_parts_words(tmp_path: Path, mark: str) -> None:
    runs = f"{word_run('Here it ends.')}<w:r>{mark}</w:r>{word_run('Here it begins')}"
    path = word_file(tmp_path / "a.docx", f"<w:p>{runs}</w:p>")

    assert texts(path)[0] == "Here it ends.\nHere it begins"
    with zipfile.ZipFile(through(path, _shouted)) as file:
        written = file.read("word/document.xml").decode()
    assert re.sub("</?w:[rt]( [^>]*)?>", "", written).count(
        f"NOW HERE IT ENDS.{mark}NOW HERE IT BEGINS"
    )


@pytest.mark.parametrize("tag", ["<br>", "<br/>", "<BR />"])
def test_a_break_in_markdown_parts_words(tmp_path: Path, tag: str) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"| a |\n|---|\n| The dog{tag}A cat |\n\nOne.{tag}Two, *three*.{tag}\n")

    assert texts(path) == ["a", "The dog\nA cat", "One.\nTwo, three."]
    assert through(path, _shouted).read_text() == (
        f"| NOW A |\n|---|\n| NOW THE DOG{tag}NOW A CAT |\n\nNOW ONE.{tag}NOW TWO, *THREE*.{tag}\n"
    )
    assert through(path, _shouted, bilingual=True).read_text() == (
        f"| a<br>NOW A |\n|---|\n| The dog{tag}A cat<br>NOW THE DOG{tag}NOW A CAT |\n\n"
        f"One.{tag}Two, *three*.{tag}\n\nNOW ONE.{tag}NOW TWO, *THREE*.\n"
    )


def test_a_break_in_a_cue_parts_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.srt"
    path.write_text(
        "1\n00:00:01,000 --> 00:00:02,000\nAbove all<br />Below it\nand on\n\n"
        "2\n00:00:03,000 --> 00:00:04,000\nNext\n"
    )

    assert texts(path) == ["Above all\nBelow it and on", "Next"]
    assert "NOW ABOVE ALL<br />NOW BELOW\nIT AND ON\n" in through(path, _shouted).read_text()


def test_breaks_in_bold_blanks_are_seen(tmp_path: Path) -> None:
    bold = '<w:r><w:rPr><w:b/></w:rPr><w:br w:type="page"/></w:r>'
    link = f'<w:hyperlink r:id="rId1">{bold}</w:hyperlink>'
    path = word_file(
        tmp_path / "a.docx", f"<w:p>{word_run('Above.')}{link}{word_run('Below')}</w:p>"
    )

    assert texts(path)[0] == "Above.\nBelow"
