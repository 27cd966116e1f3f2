"""Batches through llama_decode, checked first: what llama.cpp would abort on never reaches it."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from desktop_lm.engine.backend import Cancelled
from desktop_lm.engine.llama.load import LoadedLlama
from desktop_lm.engine.llama.native import lib
from desktop_lm.engine.llama.threads import ThreadGovernor, sensible
from desktop_lm.errors import AppError, Code

_OK, _NO_SLOT, _ABORTED = 0, 1, 2  # llama_decode's answers; negative ones are failures

# Tokens: in batches of so many and more llama.cpp attends in tiles, and weighs each token against
# those of all other texts before it leaves them out. With the built-in translator, 48 tokens of as
# many texts took 9 ms and 64 took 22.
TILED_FROM = 64

Logits = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Row:
    """One token to decode: ``token`` at ``position`` of ``sequence``, with logits or without."""

    sequence: int
    token: int
    position: int
    output: bool = False


class Decoder:
    """Owns one batch's memory and feeds it to the context.

    The arrays are ours, laid out as ``llama_batch`` wants them, so a prompt is copied in by
    numpy rather than token by token.
    """

    def __init__(self, loaded: LoadedLlama) -> None:
        self._context = loaded.context
        self.threads = ThreadGovernor(
            self._use_threads, loaded.most_threads, begun=loaded.n_threads
        )
        self._weight_bytes = loaded.weight_bytes
        self.n_batch = loaded.n_batch
        self.max_outputs = loaded.max_outputs
        self._n_sequences = loaded.sequences
        self._n_vocab = loaded.vocabulary.size
        self._tokens = np.zeros(self.n_batch, dtype=np.int32)
        self._positions = np.zeros(self.n_batch, dtype=np.int32)
        self._counts = np.ones(self.n_batch, dtype=np.int32)
        self._sequences = np.zeros(self.n_batch, dtype=np.int32)
        self._outputs = np.zeros(self.n_batch, dtype=np.int8)
        self._sequence_pointers = self._pointers_to_sequences()
        self._batch = lib.llama_batch(
            n_tokens=0,
            token=_pointer(self._tokens, lib.llama_token),
            embd=None,
            pos=_pointer(self._positions, lib.llama_pos),
            n_seq_id=_pointer(self._counts, ctypes.c_int32),
            seq_id=self._sequence_pointers,
            logits=_pointer(self._outputs, ctypes.c_int8),
        )

    def decode_run(
        self, sequence: int, tokens: Sequence[int], position: int, *, output: bool
    ) -> None:
        """Decode up to ``n_batch`` consecutive tokens of one sequence from ``position`` on.

        With ``output``, the logits of the last one are wanted (index -1). Raises Cancelled, and
        AppError(DECODE_FAILED) with llama.cpp's status.
        """
        count = len(tokens)
        self._tokens[:count] = tokens
        self._positions[:count] = np.arange(position, position + count)
        self._sequences[:count] = sequence
        self._outputs[:count] = 0
        self._outputs[count - 1] = output
        self._decode(count)

    def decode_rows(self, rows: Sequence[Row]) -> Iterator[tuple[int, Logits]]:
        """Decode rows in as many batches as they need; yield (index, logits) of each output.

        The logits are llama.cpp's own memory: use them before asking for the next.
        """
        for start, end in self._decode_all(rows, self.n_batch):
            for index in range(start, end):
                if rows[index].output:
                    yield index, self.logits(index - start)

    def decode_batches(self, rows: Sequence[Row], most: int) -> Iterator[Logits]:
        """Decode rows, up to ``most`` a batch; yield the logits of each batch's outputs, a row
        each, in their order.

        They are llama.cpp's own memory: use them before asking for the next.
        """
        for start, end in self._decode_all(rows, min(most, self.n_batch)):
            if count := sum(row.output for row in rows[start:end]):
                yield self._array(lib.llama_get_logits(self._context), count)

    def logits(self, index: int = -1) -> Logits:
        """Logits of row ``index`` of the last batch, float32 of the vocabulary's size."""
        return self._array(lib.llama_get_logits_ith(self._context, index), 1).reshape(-1)

    def _array(self, pointer: Any, rows: int) -> Logits:
        """The numbers there; numpy's own way to them takes as long as a small model's layer."""
        numbers: Any = (ctypes.c_float * (rows * self._n_vocab)).from_address(
            ctypes.addressof(pointer.contents)
        )
        return np.frombuffer(numbers, np.float32).reshape(rows, self._n_vocab)

    def _decode_all(self, rows: Sequence[Row], most: int) -> Iterator[tuple[int, int]]:
        """Decode batch after batch, and yield where each began and ended."""
        start = 0
        while start < len(rows):
            end = self._batch_end(rows, start, most)
            chunk = rows[start:end]
            count = len(chunk)
            self._tokens[:count] = [row.token for row in chunk]
            self._positions[:count] = [row.position for row in chunk]
            self._sequences[:count] = [row.sequence for row in chunk]
            self._outputs[:count] = [row.output for row in chunk]
            self._decode(count)
            yield start, end
            start = end

    def _batch_end(self, rows: Sequence[Row], start: int, most: int) -> int:
        outputs = 0
        for end in range(start, min(start + most, len(rows))):
            outputs += rows[end].output
            if outputs > self.max_outputs:
                return end
        return min(start + most, len(rows))

    def _decode(self, count: int) -> None:
        self._check(count)
        self.threads.adjust(shared=sensible(2, self._weight_bytes, count) > 1)
        self._batch.n_tokens = count
        status = lib.llama_decode(self._context, self._batch)
        self.threads.worked()
        if status == _ABORTED:
            raise Cancelled
        if status != _OK:
            raise AppError(Code.DECODE_FAILED, status=status)

    def _use_threads(self, count: int) -> None:
        lib.llama_set_n_threads(self._context, count, count)

    def _check(self, count: int) -> None:
        """What llama.cpp asserts, asked before it does: a failure here is a bug of ours."""
        if not 0 < count <= self.n_batch:
            raise AppError(Code.INTERNAL, reason=f"batch of {count} tokens")
        sequences = self._sequences[:count]
        if sequences.min() < 0 or sequences.max() >= self._n_sequences:
            raise AppError(Code.INTERNAL, reason="sequence out of range")
        if np.count_nonzero(self._outputs[:count]) > self.max_outputs:
            raise AppError(Code.INTERNAL, reason="more outputs than reserved")

    def _pointers_to_sequences(self) -> object:
        """llama_batch wants a pointer to each token's list of sequences; each list has one."""
        pointer_type = ctypes.POINTER(lib.llama_seq_id)
        start, step = self._sequences.ctypes.data, self._sequences.itemsize
        addresses = [
            ctypes.cast(start + step * index, pointer_type) for index in range(self.n_batch)
        ]
        return (pointer_type * self.n_batch)(*addresses)


def _pointer(array: npt.NDArray[np.generic], kind: type[ctypes._SimpleCData[int]]) -> object:
    return array.ctypes.data_as(ctypes.POINTER(kind))
