"""Translations of segments in an SQLite file, so that nothing is translated twice.

A file of its own beside the history: it grows with every file that is translated and is cut back
by itself, may be deleted at any time, and must not keep a conversation waiting while it is filled.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import Enum, auto
from itertools import islice
from pathlib import Path
from typing import Any

from desktop_lm.errors import Code
from desktop_lm.storage.database import Codes, open_database, transaction, translated
from desktop_lm.storage.translations.translation_entry import Entry, Taken, Way, key_of, whole
from desktop_lm.storage.translations.translation_migrations import MIGRATIONS

LIMIT_BYTES = 512 << 20
CODES = Codes(
    Code.TRANSLATIONS_NEWER,
    Code.TRANSLATIONS_LOCKED,
    Code.TRANSLATIONS_DAMAGED,
    Code.TRANSLATIONS_UNWRITABLE,
)
_DAY = 86_400  # seconds
_CUT_SHARE = 10  # of what may go, a tenth goes at once
_PAGE = 500
_ENTRY = (
    "SELECT t.id, t.source, t.target, w.source, w.target, w.model, w.settings, t.changed,"
    " t.findings FROM translation t JOIN way w ON w.id = t.way"
)


class TranslationMemory:
    """One open file; methods may be called from any thread and take turns.

    Other processes may have it open as well. What a method wrote is on the disk when it returns.
    Methods raise TRANSLATIONS_LOCKED, TRANSLATIONS_DAMAGED and TRANSLATIONS_UNWRITABLE; nothing is
    half done then.
    """

    def __init__(
        self,
        path: Path,
        limit_bytes: int = LIMIT_BYTES,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Open it, or begin one; a damaged file is put aside. Raises TRANSLATIONS_NEWER for one of
        a newer program, TRANSLATIONS_LOCKED, TRANSLATIONS_UNWRITABLE."""
        self.path = path
        opened = open_database(path, MIGRATIONS, CODES)
        self.put_aside = opened.put_aside  # where a damaged file went
        self._db = opened.connection
        self._db.create_function("holds", 2, _holds, deterministic=True)
        self._limit = limit_bytes
        self._clock = clock
        self._turn = threading.RLock()

    def close(self) -> None:
        """Close the file; all is on the disk already."""
        with self._turn:
            self._db.close()

    # --- while something is translated ---

    def find(
        self,
        text: str,
        way: Way,
        styles: Sequence[str] = ("",),
        fits: Callable[[str], bool] = lambda _target: True,
    ) -> Entry | None:
        """The translation of ``text`` that ``fits``: a person's in the first of these ``styles``
        that there is, else the one that came about in this very way.

        White space other than tabs and the ways to write one character do not count.
        """
        with self._reading():
            rows = self._db.execute(
                f"{_ENTRY} WHERE t.key = ? AND w.source = ? AND w.target = ?"
                " AND (t.edited OR (w.model = ? AND w.settings = ?))",
                (key_of(text), way.source, way.target, way.model, way.settings),
            ).fetchall()
        ranks = {by: rank for rank, by in enumerate(map(way.by_hand, styles))}
        found = {entry.way: entry for entry in map(_entry, rows) if fits(entry.target)}
        fitting = [each for each in found if not found[each].edited or each in ranks]
        best = min(fitting, key=lambda each: ranks.get(each, len(ranks)), default=None)
        return found[best] if best else None

    def keep(self, entries: Iterable[Entry]) -> None:
        """Keep translations, in place of those that came about in the same way."""
        now = self._clock()
        with self._writing() as db:
            for entry in entries:
                _put(db, entry, now, now)
            self._cut_back(db)

    def touch(self, ids: Sequence[int]) -> None:
        """These were of use today; what was of no use for longest goes first."""
        today = int(self._clock()) // _DAY
        with self._writing() as db:
            db.executemany(
                "UPDATE translation SET used = ? WHERE id = ? AND used < ?",
                [(today, number, today) for number in ids],
            )

    # --- for a person ---

    def edit(self, source: str, target: str, way: Way, style: str = "") -> None:
        """A person wrote ``target``: from now on it is the translation of ``source`` in this
        ``style``, whatever model is used."""
        self.keep([Entry(source, target, way.by_hand(style))])

    def delete(self, ids: Iterable[int]) -> None:
        """Forget these."""
        with self._writing() as db:
            db.executemany("DELETE FROM translation WHERE id = ?", [(number,) for number in ids])

    def count(self) -> int:
        """How many there are."""
        with self._reading():
            found = self._db.execute("SELECT count(*) FROM translation").fetchone()
        return int(found[0])

    def search(self, words: str = "", *, below: int | None = None, limit: int = 200) -> list[Entry]:
        """Those that have all of ``words`` in one of their texts, in any case, the last kept first;
        ``below`` the id of the last one seen."""
        condition = "".join(
            " AND (holds(t.source, ?) OR holds(t.target, ?))" for _ in words.split()
        )
        values = [whole(word).casefold() for word in words.split() for _ in range(2)]
        with self._reading():
            rows = self._db.execute(
                f"{_ENTRY} WHERE t.id < ?{condition} ORDER BY t.id DESC LIMIT ?",
                (2**62 if below is None else below, *values, limit),
            ).fetchall()
        return [_entry(row) for row in rows]

    # --- for files ---

    def entries(
        self, source: str = "", target: str = "", *, edited: bool = False
    ) -> Iterator[Entry]:
        """All in the order they were kept, or those of a pair of languages, or what persons wrote;
        a few at a time, so that others may write meanwhile."""
        last = 0
        while True:
            with self._reading():
                rows = self._db.execute(
                    f"{_ENTRY} WHERE t.id > ? AND ? IN ('', w.source) AND ? IN ('', w.target)"
                    " AND t.edited >= ? ORDER BY t.id LIMIT ?",
                    (last, source, target, edited, _PAGE),
                ).fetchall()
            yield from map(_entry, rows)
            if len(rows) < _PAGE:
                return
            last = rows[-1][0]

    def take_in(self, entries: Iterable[Entry], *, replace: bool = True) -> Taken:
        """Keep what came from elsewhere, a few at a time; what is there stays, unless ``replace``
        is so and it is older."""
        count: Counter[_Fate] = Counter()
        waiting = iter(entries)
        while batch := list(islice(waiting, _PAGE)):
            with self._writing() as db:
                now = self._clock()
                for entry in batch:
                    fate = _fate(db, entry, replace=replace)
                    if fate is not _Fate.KNOWN:
                        _put(db, entry, entry.changed or now, now)
                    count[fate] += 1
                self._cut_back(db)
        return Taken(count[_Fate.ADDED], count[_Fate.KNOWN], count[_Fate.RENEWED])

    # --- inside ---

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._turn:
            try:
                yield
            except sqlite3.Error as error:
                raise translated(error, self.path, CODES) from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._turn, transaction(self._db, self.path, CODES) as db:
            yield db

    def _cut_back(self, db: sqlite3.Connection) -> None:
        """Forget what models wrote and nobody used for longest, until the rest fits."""
        while _bytes_in_use(db) > self._limit:
            (count,) = db.execute("SELECT count(*) FROM translation WHERE NOT edited").fetchone()
            if not count:
                return
            db.execute(
                "DELETE FROM translation WHERE id IN (SELECT id FROM translation"
                " WHERE NOT edited ORDER BY used, id LIMIT ?)",
                (max(1, count // _CUT_SHARE),),
            )


class _Fate(Enum):
    """What becomes of an entry that comes from elsewhere."""

    ADDED = auto()
    RENEWED = auto()
    KNOWN = auto()


def _fate(db: sqlite3.Connection, entry: Entry, *, replace: bool) -> _Fate:
    there = db.execute(
        "SELECT t.target, t.changed FROM translation t JOIN way w ON w.id = t.way"
        " WHERE t.key = ? AND (w.source, w.target, w.model, w.settings) = (?, ?, ?, ?)",
        (key_of(entry.source), *_values(entry.way)),
    ).fetchone()
    if there is None:
        return _Fate.ADDED
    is_older = there[0] != entry.target and there[1] < entry.changed
    return _Fate.RENEWED if replace and is_older else _Fate.KNOWN


def _put(db: sqlite3.Connection, entry: Entry, changed: float, now: float) -> None:
    values = _values(entry.way)
    db.execute(
        "INSERT OR IGNORE INTO way (source, target, model, settings) VALUES (?, ?, ?, ?)", values
    )
    db.execute(
        "INSERT OR REPLACE INTO translation"
        " (way, key, source, target, edited, changed, used, findings)"
        " SELECT id, ?, ?, ?, ?, ?, ?, ? FROM way"
        " WHERE (source, target, model, settings) = (?, ?, ?, ?)",
        (
            key_of(entry.source),
            whole(entry.source),
            whole(entry.target),
            entry.edited,
            changed,
            int(now) // _DAY,
            whole(entry.findings),
            *values,
        ),
    )


def _values(way: Way) -> tuple[str, str, str, str]:
    return way.source, way.target, way.model, way.settings


def _entry(row: tuple[Any, ...]) -> Entry:
    number, source, target, *way, changed, findings = row
    return Entry(source, target, Way(*way), changed, number, findings)


def _holds(text: str, folded: str) -> bool:
    return folded in text.casefold()


def _bytes_in_use(db: sqlite3.Connection) -> int:
    pages, unused, size = (
        int(db.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("page_count", "freelist_count", "page_size")
    )
    return (pages - unused) * size
