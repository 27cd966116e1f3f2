"""Documents that came with prompts."""

from __future__ import annotations

from pathlib import Path

from desktop_lm.storage.conversation import Attachment, Role
from desktop_lm.storage.history import History

_BOOK = Attachment("book.pdf", "pdf", "It is so.", ((0, "page", 1), (3, "page", 2)))
_NOTE = Attachment("note.txt", "txt", "Milk 牛奶")


def test_they_come_back_with_their_message_in_order(tmp_path: Path) -> None:
    history = History(tmp_path / "h.sqlite3")
    number = history.begin()
    asked = history.add(number, None, Role.USER, "Is it?", attachments=(_NOTE, _BOOK))
    history.add(number, asked, Role.ASSISTANT, "Yes.")
    history.close()
    history = History(tmp_path / "h.sqlite3")
    first, second = history.shown(number)
    assert first.attachments == (_NOTE, _BOOK)
    assert second.attachments == ()
    assert history.message(asked).attachments == (_NOTE, _BOOK)
    history.close()


def test_a_text_is_kept_once_and_goes_with_the_last_that_has_it(tmp_path: Path) -> None:
    history = History(tmp_path / "h.sqlite3")
    numbers = [history.begin(), history.begin()]
    for number in numbers:
        history.add(number, None, Role.USER, "Is it?", attachments=(_BOOK,))

    def texts() -> int:
        count: int = history.connection.execute("SELECT count(*) FROM attachment_text").fetchone()[
            0
        ]
        return count

    assert texts() == 1
    history.delete(numbers[0])
    history.purge((numbers[0],))
    assert texts() == 1
    assert history.shown(numbers[1])[0].attachments == (_BOOK,)
    history.delete(numbers[1])
    history.purge((numbers[1],))
    assert texts() == 0
    history.close()
