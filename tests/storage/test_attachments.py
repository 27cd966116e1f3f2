"""Documents that came with prompts."""

from __future__ import annotations

from pathlib import Path

from desktop_lm.storage.history.conversation import Attachment, Role
from desktop_lm.storage.history.history import History

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


def test_a_name_that_is_no_text_keeps_no_prompt_from_being_kept(tmp_path: Path) -> None:
    history = History(tmp_path / "h.sqlite3")
    number = history.begin()
    odd = Attachment("caf\udce9.txt", "txt", "Half of \ud83d")  # as the system gives such names
    asked = history.add(number, None, Role.USER, "Is it?", attachments=(odd,))
    assert history.message(asked).attachments == (
        Attachment("caf\ufffd.txt", "txt", "Half of \ufffd"),
    )
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


def test_those_above_a_message_are_found_on_its_own_way_only(tmp_path: Path) -> None:
    history = History(tmp_path / "h.sqlite3")
    other = history.begin()
    history.add(other, None, Role.USER, "Elsewhere", attachments=(_NOTE,))
    number = history.begin()
    asked = history.add(number, None, Role.USER, "Is it?", attachments=(_BOOK,))
    edited = history.add(number, None, Role.USER, "Was it?", attachments=(_NOTE,))
    below = [history.add(number, each, Role.ASSISTANT, "Yes.") for each in (asked, edited)]
    again = history.add(number, below[0], Role.USER, "Sure?", attachments=(_BOOK, _NOTE))

    assert history.attached_above(below[0]) == (_BOOK,)
    assert history.attached_above(below[1]) == (_NOTE,)
    assert history.attached_above(asked) == ()
    last = history.add(number, again, Role.ASSISTANT, "Yes.")
    assert history.attached_above(last) == (_BOOK, _NOTE)
    history.close()
