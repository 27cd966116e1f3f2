"""llama.cpp with nothing around it, to measure the engine against.

The model, context, threads and sampler chain are the engine's own. What is left out is all the
rest: no pipe, no text made of the tokens, no cancel flag, no prefix kept.

A line of JSON comes in for each run and one goes out; see :func:`main`.
"""

from __future__ import annotations

import ctypes
import json
from dataclasses import asdict, dataclass
from time import perf_counter

import msgspec

from desktop_lm.engine.cancel import CancelFlag
from desktop_lm.engine.child import private_pipes
from desktop_lm.engine.llama import native
from desktop_lm.engine.llama.load import LoadedLlama
from desktop_lm.engine.llama.native import lib
from desktop_lm.engine.llama.sample import Sampler
from desktop_lm.errors import AppError, Code
from desktop_lm.messages import Load, PromptPart, Sampling


@dataclass(frozen=True, slots=True)
class BareRun:
    """``prompt_seconds`` from the first decode to the first token, ``decode_seconds`` from there
    to the end of the answer."""

    prompt_tokens: int
    tokens: int
    prompt_seconds: float
    decode_seconds: float


class BareLoop:
    """A loaded model and a loop of ``llama_decode`` and ``llama_sampler_sample``."""

    def __init__(self, request: Load) -> None:
        """Load it. Raises AppError(LOAD_FAILED)."""
        native.initialise()
        self._loaded = LoadedLlama(request, lambda _fraction: True, CancelFlag())
        lib.llama_set_abort_callback(self._loaded.context, lib.ggml_abort_callback(), None)

    def run(self, text: str, sampling: Sampling, max_tokens: int) -> BareRun:
        """Read ``text`` and write up to ``max_tokens`` tokens after it."""
        prompt = self._loaded.vocabulary.encode((PromptPart(text),))
        lib.llama_memory_clear(self._loaded.memory, False)
        sampler = Sampler(self._loaded, sampling)
        sampler.accept(prompt[-sampling.repeat_last_n :])
        try:
            return self._run(prompt, sampler, max_tokens)
        finally:
            sampler.close()

    def close(self) -> None:
        self._loaded.close()

    def _run(self, prompt: list[int], sampler: Sampler, max_tokens: int) -> BareRun:
        context, is_end = self._loaded.context, self._loaded.vocabulary.is_end
        size = self._loaded.n_batch
        chunks = [prompt[start : start + size] for start in range(0, len(prompt), size)]
        batches = [_array(chunk) for chunk in chunks]
        single = _array([0])
        started = perf_counter()
        for batch in batches:
            _decode(context, batch)
        token = sampler.next_token()
        first = perf_counter()
        tokens = 0
        while not is_end(token):
            tokens += 1
            if tokens == max_tokens:
                break
            single[0] = token
            _decode(context, single)
            token = sampler.next_token()
        return BareRun(len(prompt), tokens, first - started, perf_counter() - first)


def _array(tokens: list[int]) -> ctypes.Array[ctypes.c_int32]:
    return (lib.llama_token * len(tokens))(*tokens)


def _decode(context: object, tokens: ctypes.Array[ctypes.c_int32]) -> None:
    status = lib.llama_decode(context, lib.llama_batch_get_one(tokens, len(tokens)))
    if status:
        raise AppError(Code.DECODE_FAILED, status=status)


def main() -> int:
    """Serve runs until standard input ends.

    The first line is ``{"load": {...}}`` with the fields of :class:`~desktop_lm.messages.Load`
    and answered with ``{}``; each later one is ``{"text", "sampling": {...}, "max_tokens"}``,
    answered with a :class:`BareRun`. A failure is ``{"failed": reason}``.
    """
    requests, replies = private_pipes()
    loop: BareLoop | None = None
    for line in requests:
        given = json.loads(line)
        answer: dict[str, object] = {}
        try:
            if "load" in given:
                loop = BareLoop(msgspec.convert(given["load"], Load))
            elif loop is not None:
                sampling = Sampling(**given["sampling"])
                answer = asdict(loop.run(given["text"], sampling, given["max_tokens"]))
        except AppError as error:
            answer = {"failed": str(error)}
        replies.write(json.dumps(answer).encode() + b"\n")
        replies.flush()
    if loop is not None:
        loop.close()
    return 0
