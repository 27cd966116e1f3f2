"""Looking on while llama.cpp's sampler works: what each of its steps leaves to choose from."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any, Protocol

from desktop_lm.engine.llama.native import lib
from desktop_lm.messages import Cut

_CANDIDATE_BYTES = ctypes.sizeof(lib.llama_token_data)


class Step(Enum):
    """A sampler of the chain, by what it does."""

    GRAMMAR = Cut.GRAMMAR
    PENALTIES = "penalties"
    TOP_K = Cut.TOP_K
    TOP_P = Cut.TOP_P
    MIN_P = Cut.MIN_P
    TEMPERATURE = "temperature"
    GREEDY = Cut.GREEDY
    DRAW = "draw"


# The others put no candidate aside, and what they did to the logits shows in the draw.
_LOOKED_BEHIND = (Step.TOP_K, Step.TOP_P, Step.MIN_P, Step.GREEDY, Step.DRAW)


class Watch(Protocol):
    """Sees what each step of the sampler leaves."""

    def accept(self, tokens: Iterable[int]) -> None:
        """These came next; they are what penalties go by."""

    def begin(self) -> None:
        """A draw begins, perhaps for a second time."""

    def see(self, step: Step, candidates: bytes) -> None:
        """What is left behind ``step``: llama.cpp's ``llama_token_data``, one behind the other.
        One whose logit is -inf is out."""


class _Array(ctypes.Structure):
    """llama_token_data_array, with an address that needs no cast."""

    _fields_ = (
        ("data", ctypes.c_void_p),
        ("size", ctypes.c_size_t),
        ("selected", ctypes.c_int64),
        ("sorted", ctypes.c_bool),
    )


_Apply = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.POINTER(_Array))


class Onlookers:
    """Samplers of our own behind those of llama.cpp, which change nothing.

    So llama.cpp samples as it does without, in one call, and what is told is its own array.
    """

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._kept: list[object] = []  # what llama.cpp points to
        self._failure: Exception | None = None

    def behind(self, step: Step) -> object | None:
        """One for the place behind ``step``, which the chain it is added to frees; None where
        there is nothing to see."""
        if step not in _LOOKED_BEHIND:
            return None
        apply = _Apply(self._apply(step))
        interface = lib.llama_sampler_i(apply=ctypes.cast(apply, lib.llama_sampler_i_apply))
        self._kept += [apply, interface]
        onlooker: object = lib.llama_sampler_init(ctypes.byref(interface), None)
        return onlooker

    def see(self, step: Step, candidates: lib.llama_token_data_array) -> None:
        """Show what ``step`` left."""
        self._show(step, _Array.from_buffer(candidates))

    def raise_failure(self) -> None:
        """Raise what went wrong while llama.cpp was sampling, if anything did."""
        if self._failure is not None:
            failure, self._failure = self._failure, None
            raise failure

    def _apply(self, step: Step) -> Callable[[object, Any], None]:
        def apply(_sampler: object, candidates: Any) -> None:
            try:
                self._show(step, candidates.contents)
            except Exception as error:  # noqa: BLE001 - it cannot pass through llama.cpp
                self._failure = error

        return apply

    def _show(self, step: Step, array: _Array) -> None:
        address, count = array.data, array.size
        if step is Step.GREEDY:  # the others stand there still
            address, count = address + array.selected * _CANDIDATE_BYTES, 1
        self._watch.see(step, ctypes.string_at(address, count * _CANDIDATE_BYTES))
