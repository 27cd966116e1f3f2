"""Which tokens lie in the key-value cache, and how much of them a request can reuse."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, count
from typing import Protocol

from desktop_lm.engine.llama.load import LoadedLlama
from desktop_lm.engine.llama.native import lib
from desktop_lm.errors import AppError, Code

SLOTS = 4  # sequences 0 to 3 keep the prefixes of tasks; the others are for what comes and goes
WORK_SEQUENCE = SLOTS  # the first of these
_CHEAP = 64  # tokens that may be dropped in any case: they are soon read again
_MOST_DROPPED = 2  # times a prompt that, read ahead for it, may be dropped before it is sent


@dataclass(slots=True)
class Slot:
    """One task's sequence and the tokens decoded into it, position by position.

    ``batches`` are the sizes of those in which they were computed, for who keeps them; of the
    first ``unknown`` tokens they are not known. From ``draft`` on, if that is not None, they belong
    to a text that was still being written, for which ``dropped`` had to go in vain so far.
    """

    sequence: int
    tokens: list[int] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)
    unknown: int = 0
    used: int = 0  # when it was last used, for choosing which to drop
    draft: int | None = None
    dropped: int = 0

    @property
    def sent(self) -> list[int]:
        """The tokens of what was sent and answered."""
        return self.tokens[: self.draft]

    def border(self, length: int) -> int:
        """Where the last batch ended that lies within the first ``length`` tokens."""
        if length <= self.unknown:
            return length
        return self.unknown + last_border(self.batches, length - self.unknown)

    def batches_of(self, length: int) -> list[int] | None:
        """The batches of the first ``length`` tokens; None where they are not known, or the last
        of them goes on behind."""
        if self.unknown or self.border(length) != length:
            return None
        ends = list(accumulate(self.batches))
        return self.batches[: ends.index(length) + 1] if length else []

    def cut(self, length: int) -> None:
        """Keep the first ``length`` tokens."""
        if self.border(length) == length:
            kept, end = 0, min(self.unknown, length)
            while end < length:
                end += self.batches[kept]
                kept += 1
            del self.batches[kept:]
            self.unknown = min(self.unknown, length)
        else:
            self.batches.clear()
            self.unknown = length
        del self.tokens[length:]


class Saved(Protocol):
    """What earlier engines kept."""

    def restore(
        self, cache: PrefixCache, slot: Slot, tokens: list[int], room: int, *, whole_batches: bool
    ) -> None:
        """Fill ``slot`` where that saves reading a good part of ``tokens``, with what takes
        ``room`` tokens at most; ``whole_batches``: only with what is known to have been computed in
        such."""


class PrefixCache:
    """Slots that share the context's cells. What is not used gives way, longest unused first."""

    def __init__(self, loaded: LoadedLlama, saved: Saved | None = None) -> None:
        self._saved = saved
        self._context = loaded.context
        self._memory = loaded.memory
        self._n_ctx = loaded.n_ctx
        self._can_rewind = loaded.can_rewind
        self._window = loaded.window
        self.work_sequences = tuple(range(WORK_SEQUENCE, loaded.sequences))
        self._slots: dict[str, Slot] = {}
        self._clock = count(1)

    def take(
        self,
        name: str,
        tokens: list[int],
        *,
        whole_batches: bool = False,
        restored: bool = True,
        keeps_others: bool = False,
    ) -> Slot:
        """The slot ``name``, rewound to the longest prefix it shares with ``tokens``, or, where
        only ``whole_batches`` may be used again, to the border before that. What earlier engines
        kept is looked at where it may be ``restored``; with ``keeps_others`` no other slot is
        dropped for more than ``tokens``.

        Room for the remaining tokens is made by dropping other slots. Raises
        AppError(PROMPT_TOO_LONG) where even the whole context is too small.
        """
        if len(tokens) > self._n_ctx:
            raise AppError(Code.PROMPT_TOO_LONG, tokens=len(tokens), context=self._n_ctx)
        slot = self._slots.get(name) or self._new_slot(name)
        slot.used = next(self._clock)
        slot.draft, slot.dropped = None, 0
        if restored and self._saved is not None:
            room = self.free_cells + len(slot.tokens) if keeps_others else self._n_ctx
            self._saved.restore(self, slot, tokens, room, whole_batches=whole_batches)
        shared = common_prefix(slot.tokens, tokens)
        self._rewind(slot, slot.border(shared) if whole_batches else shared)
        while self.free_cells < len(tokens) - len(slot.tokens):
            self._drop_oldest_but(slot)
        return slot

    def take_ahead(
        self, name: str, tokens: list[int], *, whole_batches: bool = False
    ) -> Slot | None:
        """As :meth:`take`, for ``tokens`` that are not final. None where nothing should be read
        ahead: another slot would have to give way, more would be dropped than is read or has been
        too often, or what changes could not be taken back."""
        held = self._slots.get(name)
        if not self._can_rewind or self._window or not self._is_free(held, tokens):
            return None
        if held is None:
            before, dropped = None, 0
        else:
            before, dropped = held.draft, held.dropped + _lost(held, tokens)
            if dropped > held.dropped and not _is_worth(held, tokens, dropped):
                return None
        slot = self.take(name, tokens, whole_batches=whole_batches, keeps_others=True)
        kept = len(slot.tokens)
        slot.draft = kept if before is None else min(before, kept)
        slot.dropped = dropped
        return slot

    def _is_free(self, held: Slot | None, tokens: list[int]) -> bool:
        """Whether there is room for ``tokens`` in ``held``, or in a new slot, beside all others."""
        others = sum(len(slot.tokens) for slot in self._slots.values() if slot is not held)
        has_place = held is not None or len(self._slots) < SLOTS
        return has_place and others + len(tokens) <= self._n_ctx

    def make_room(self, slot: Slot, cells: int) -> bool:
        """Make ``cells`` cells free beside ``slot``; False where that cannot be."""
        while self.free_cells < cells:
            if len(self._slots) == 1:
                return False
            self._drop_oldest_but(slot)
        return True

    @property
    def free_cells(self) -> int:
        return self._n_ctx - sum(len(slot.tokens) for slot in self._slots.values())

    def is_alone(self, slot: Slot) -> bool:
        """Whether nothing but ``slot`` lies in the context."""
        return all(not other.tokens for other in self._slots.values() if other is not slot)

    def forget_after(self, slot: Slot) -> None:
        """Drop from the cache what was decoded past ``slot.tokens`` (an aborted batch)."""
        if self._can_rewind:
            lib.llama_memory_seq_rm(self._memory, slot.sequence, len(slot.tokens), -1)
        else:
            self._empty(slot)

    def share(self, source: Slot, sequence: int) -> None:
        """Let ``sequence`` continue from all of ``source``; the cells are shared, not copied."""
        lib.llama_memory_seq_cp(self._memory, source.sequence, sequence, -1, -1)

    def copy(self, source: int, target: int) -> None:
        """Let work sequence ``target`` continue from all of ``source``."""
        lib.llama_memory_seq_cp(self._memory, source, target, -1, -1)

    def release(self, sequences: tuple[int, ...]) -> None:
        """Drop work sequences."""
        for sequence in sequences:
            lib.llama_memory_seq_rm(self._memory, sequence, -1, -1)

    def drop_all(self) -> None:
        """Drop every slot."""
        while self._slots:
            self._drop_oldest_but(None)

    def content(self, slot: Slot, tokens: list[int], limit: int) -> memoryview | None:
        """The keys and values of ``slot``'s first tokens, in llama.cpp's own layout.

        None where they are not ``tokens``, are not there alone, or take more than ``limit`` bytes.
        """
        whole = len(slot.tokens) == len(tokens)
        if slot.tokens[: len(tokens)] != tokens or not (whole or self._can_rewind):
            return None
        work = WORK_SEQUENCE
        self.copy(slot.sequence, work)
        try:
            lib.llama_memory_seq_rm(self._memory, work, len(tokens), -1)
            if not self._reaches_back(work, len(tokens)):
                return None
            size = lib.llama_state_seq_get_size(self._context, work)
            if not 0 < size <= limit:
                return None
            buffer = (ctypes.c_uint8 * size)()
            written = lib.llama_state_seq_get_data(self._context, buffer, size, work)
            return memoryview(buffer).cast("B")[:written] if written else None
        finally:
            self.release((work,))

    def fill(
        self, slot: Slot, tokens: list[int], data: memoryview, batches: list[int] | None
    ) -> bool:
        """Put what :meth:`content` gave for ``tokens`` into ``slot``, in place of what it has.
        ``data`` lies in memory that can be written to, and is not copied on the way.

        ``batches`` are those in which they were computed, None where that is not known. False where
        llama.cpp does not take it, and then the slot is empty.
        """
        self._empty(slot)
        while self.free_cells < len(tokens):
            if len(self._slots) == 1:
                return False
            self._drop_oldest_but(slot)
        buffer = (ctypes.c_uint8 * len(data)).from_buffer(data)
        if lib.llama_state_seq_set_data(self._context, buffer, len(data), slot.sequence):
            last = lib.llama_memory_seq_pos_max(self._memory, slot.sequence)
            if last == len(tokens) - 1 and self._reaches_back(slot.sequence, len(tokens)):
                slot.tokens, slot.batches = tokens, batches or []
                slot.unknown = 0 if batches else len(tokens)
                return True
        self._empty(slot)
        return False

    def _rewind(self, slot: Slot, length: int) -> None:
        if length == len(slot.tokens):
            return
        if not self._can_rewind:
            self._empty(slot)
            return
        lib.llama_memory_seq_rm(self._memory, slot.sequence, length, -1)
        slot.cut(length)
        if not self._reaches_back(slot.sequence, length):
            self._empty(slot)

    def _reaches_back(self, sequence: int, length: int) -> bool:
        """Whether the cells are there that a token behind ``length`` tokens needs.

        Behind a sliding window llama.cpp gives cells away that a rewound sequence needs again.
        """
        first: int = lib.llama_memory_seq_pos_min(self._memory, sequence)
        return not (self._window and length) or first <= max(0, length - self._window)

    def _empty(self, slot: Slot) -> None:
        lib.llama_memory_seq_rm(self._memory, slot.sequence, -1, -1)
        slot.cut(0)

    def _new_slot(self, name: str) -> Slot:
        taken = {slot.sequence for slot in self._slots.values()}
        if len(taken) == SLOTS:
            taken.discard(self._drop_oldest_but(None))
        slot = Slot(sequence=min(set(range(SLOTS)) - taken))
        self._slots[name] = slot
        return slot

    def _drop_oldest_but(self, kept: Slot | None) -> int:
        """Drop the slot unused for longest; its sequence number comes back."""
        name, slot = min(
            ((name, slot) for name, slot in self._slots.items() if slot is not kept),
            key=lambda entry: entry[1].used,
        )
        self._empty(slot)
        del self._slots[name]
        return slot.sequence


def _lost(held: Slot, tokens: list[int]) -> int:
    """How many of the tokens in ``held`` would have to go for ``tokens``, if they are many."""
    lost = len(held.tokens) - common_prefix(held.tokens, tokens)
    return lost if lost > _CHEAP else 0


def _is_worth(held: Slot, tokens: list[int], dropped: int) -> bool:
    """Whether so many may have been ``dropped`` for ``tokens``: no more than are read for it now,
    and all in all no more than a change of mind or two takes. Who goes about in a long text, or
    changes its beginning, would have all of it read each time one stops to think."""
    return len(held.tokens) <= len(tokens) and dropped <= _MOST_DROPPED * len(tokens)


def last_border(batches: Sequence[int], length: int) -> int:
    """Where the last of ``batches`` ends that lies within the first ``length`` tokens."""
    end = 0
    for size in batches:
        if end + size > length:
            break
        end += size
    return end


def common_prefix(first: Sequence[int], second: Sequence[int]) -> int:
    """Number of leading tokens two lists share."""
    length = min(len(first), len(second))
    for index in range(length):
        if first[index] != second[index]:
            return index
    return length
