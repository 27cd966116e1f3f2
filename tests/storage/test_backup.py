from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from desktop_lm.errors import AppError, Code
from desktop_lm.storage.history import backup
from desktop_lm.storage.history.conversation import Role
from desktop_lm.storage.history.history import History

DAY = dt.date(2026, 11, 23)


def titles(path: Path) -> list[str]:
    with closing(History(path)) as history:
        return [one.title for one in history.conversations()]


def test_one_copy_a_day_and_seven_in_all(tmp_path: Path) -> None:
    path, folder = tmp_path / "history.sqlite", tmp_path / "copies"
    with closing(History(path)) as history:
        for day in range(9):
            history.begin(title=f"day {day}")
            today = DAY + dt.timedelta(days=day)
            made = backup.copy_of_today(path, folder, today)  # while it is open
            assert made is not None
            assert backup.copy_of_today(path, folder, today) is None

    copies = backup.copies(folder)
    assert len(copies) == backup.KEPT
    assert copies[0].name == "2026-12-01.sqlite"
    assert titles(copies[-1]) == ["day 2", "day 1", "day 0"]


def test_a_copy_is_put_back_and_what_was_there_is_kept(tmp_path: Path) -> None:
    path, folder = tmp_path / "history.sqlite", tmp_path / "copies"
    with closing(History(path)) as history:
        history.begin(title="before")
        copy = backup.copy_of_today(path, folder, DAY)
        assert copy is not None
        history.begin(title="after")

    kept = backup.restore(copy, path)

    assert titles(path) == ["before"]
    assert titles(kept) == ["after", "before"]


def test_a_history_that_another_window_has_open_is_not_replaced(tmp_path: Path) -> None:
    path, folder = tmp_path / "history.sqlite", tmp_path / "copies"
    with closing(History(path)) as history:
        history.begin(title="before")
        copy = backup.copy_of_today(path, folder, DAY)
        assert copy is not None

        with pytest.raises(AppError) as caught:
            backup.restore(copy, path)

        assert caught.value == AppError(Code.HISTORY_LOCKED, path=str(path))
        history.begin(title="after")  # what is written to it is in it
    assert titles(path) == ["after", "before"]
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == [path.name]


def test_without_a_history_there_is_no_copy(tmp_path: Path) -> None:
    assert backup.copy_of_today(tmp_path / "none.sqlite", tmp_path / "copies", DAY) is None
    assert backup.copies(tmp_path / "copies") == ()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    with closing(History(path)) as history:
        history.add(history.begin(), None, Role.USER, "text")
    (tmp_path / "copies").touch()

    with pytest.raises(AppError) as caught:
        backup.copy_of_today(path, tmp_path / "copies", DAY)

    assert caught.value.code is Code.HISTORY_UNWRITABLE


def test_a_clock_that_went_back_does_not_cost_the_new_copy(tmp_path: Path) -> None:
    path, folder = tmp_path / "history.sqlite", tmp_path / "copies"
    with closing(History(path)) as history:
        history.begin(title="one")
    for day in range(backup.KEPT):
        backup.copy_of_today(path, folder, DAY + dt.timedelta(days=day))

    earlier = backup.copy_of_today(path, folder, DAY - dt.timedelta(days=400))

    assert earlier is not None
    assert earlier.exists()
    assert len(backup.copies(folder)) == backup.KEPT


def test_a_damaged_history_is_kept_as_it_is_when_a_copy_is_put_back(tmp_path: Path) -> None:
    path, folder = tmp_path / "history.sqlite", tmp_path / "copies"
    with closing(History(path)) as history:
        history.begin(title="good")
    copy = backup.copy_of_today(path, folder, DAY)
    assert copy is not None
    path.write_bytes(b"no database at all, and longer than a page" * 200)

    kept = backup.restore(copy, path)

    assert titles(path) == ["good"]
    assert kept.read_bytes().startswith(b"no database")
    [one, other] = backup.describe(path, folder)
    assert {one.conversations, other.conversations} == {1, None}


def test_a_damaged_history_takes_no_good_copys_place(tmp_path: Path) -> None:
    path, folder = tmp_path / "history.sqlite", tmp_path / "copies"
    with closing(History(path)) as history:
        history.add(history.begin(title="here"), None, Role.USER, "text")
    good = backup.copy_of_today(path, folder, DAY)
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'message'"
        ).fetchone()
    content = bytearray(path.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    path.write_bytes(content)

    with pytest.raises(AppError) as caught:
        backup.copy_of_today(path, folder, DAY + dt.timedelta(days=1))

    assert caught.value.code is Code.HISTORY_DAMAGED
    assert list(folder.iterdir()) == [good]
