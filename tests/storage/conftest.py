"""A history to test, and the thread that writes it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from desktop_lm.errors import AppError
from desktop_lm.storage.history.history import History
from desktop_lm.storage.history.history_keeper import HistoryKeeper


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite"


@pytest.fixture
def history(path: Path) -> Iterator[History]:
    with closing(History(path)) as history:
        yield history


@pytest.fixture
def errors() -> list[AppError]:
    """What the keeper told."""
    return []


@pytest.fixture
def keeper(path: Path, errors: list[AppError]) -> Iterator[HistoryKeeper]:
    keeper = HistoryKeeper(path, errors.append)
    yield keeper
    keeper.close()
