"""A glossary that was changed in two places at once, with what was done in both."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from desktop_lm.storage.translations.glossary import StoredGlossary, TermRow


def merged(base: StoredGlossary, mine: StoredGlossary, theirs: StoredGlossary) -> StoredGlossary:
    """``mine`` and ``theirs`` in one, both made of ``base``. Where both changed the same thing it
    is mine; of a term that both changed there are two rows then."""
    return replace(
        mine,
        pairs=theirs.pairs if mine.pairs == base.pairs else mine.pairs,
        on=theirs.on if mine.on == base.on else mine.on,
        rows=_merged_rows(base.rows, mine.rows, theirs.rows),
    )


def _merged_rows(
    base: Sequence[TermRow], mine: Sequence[TermRow], theirs: Sequence[TermRow]
) -> tuple[TermRow, ...]:
    if mine == base:
        return tuple(theirs)
    if theirs in (base, mine):
        return tuple(mine)
    before = Counter(base)
    removed = before - Counter(theirs)
    kept = []
    for row in mine:
        if removed[row] > 0:
            removed[row] -= 1
        else:
            kept.append(row)
    following = _added(before, mine, theirs, frozenset(kept))
    rows, waiting = [], following.pop(None, [])
    for row in kept:
        if row in before:  # what is mine stands before what is theirs
            rows += waiting
            waiting = []
        rows.append(row)
        waiting += following.pop(row, [])
    return (*rows, *waiting)


def _added(
    before: Counter[TermRow],
    mine: Sequence[TermRow],
    theirs: Sequence[TermRow],
    kept: frozenset[TermRow],
) -> defaultdict[TermRow | None, list[TermRow]]:
    """The rows that are only theirs, by the row they follow."""
    added = Counter(theirs) - before - (Counter(mine) - before)
    found: defaultdict[TermRow | None, list[TermRow]] = defaultdict(list)
    last: TermRow | None = None
    for row in theirs:
        if added[row] > 0:
            added[row] -= 1
            found[last].append(row)
        elif row in kept:
            last = row
    return found
