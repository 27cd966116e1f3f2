"""An export names the files of a conversation and what its numbers stand for."""

from __future__ import annotations

from pathlib import Path

from desktop_lm.jobs.history.exports import ExportWords, transcript_of
from desktop_lm.storage.history.conversation import Attachment, Role
from desktop_lm.storage.history.history import History


def test_files_and_passages_stand_below_the_texts(tmp_path: Path) -> None:
    history = History(tmp_path / "h.sqlite3")
    number = history.begin()
    files = (Attachment("book.pdf", "pdf", "x"), Attachment("a.txt", "txt", "y"))
    asked = history.add(number, None, Role.USER, "Who?", attachments=files)
    reading = {"passages": [["book.pdf", 0, 1, "page", 12], ["a.txt", 0, 1, "", 0]], "total": 9}
    history.add(number, asked, Role.ASSISTANT, "Ada [1].", about={"reading": reading})
    texts = [turn.text for turn in transcript_of(history, number, ExportWords()).turns]
    history.close()
    assert texts == [
        "Who?\n\nWith: book.pdf, a.txt",
        "Ada [1].\n\n[1] book.pdf, page 12\n\n[2] a.txt",
    ]
