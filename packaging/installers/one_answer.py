"""A short answer of the starter model, in this very process: kernels, text and speeds as JSON.

``python one_answer.py MODEL TOKENS THREADS``; the program itself would start an engine of its own,
which an emulated processor does not follow. The speeds are in tokens for a second of the
processor's time, which is not spent where other programs have the processor.
"""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Iterator
from itertools import pairwise
from time import process_time

from desktop_lm.engine.backend import Usage
from desktop_lm.engine.llama import native
from desktop_lm.engine.llama.backend import LlamaBackend
from desktop_lm.messages import Generate, Load, LoadOptions, PromptPart, Sampling

_QUESTION = "Write about the sea."
_FEW = 16  # tokens; who wants so few asks for the text and not for speeds
_LONG_PROMPTS = ("sea", "hill")
_WORDS = 200


def main() -> None:
    """Load, answer, tell."""
    model, tokens, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    backend = LlamaBackend()
    backend.load(Load(0, model, LoadOptions(n_ctx=512, n_threads=threads)), lambda _fraction: True)
    times, pieces = [process_time()], []
    for piece in _answer(backend, _QUESTION, tokens):
        times.append(process_time())
        pieces.append(piece)
    told = {
        "kernels": native.processor().partition("kernels = ")[2].strip(" |"),
        "tokens": len(pieces),
        "text": b"".join(pieces).decode("utf-8", "replace"),
    }
    if tokens > _FEW:
        told["writing"] = 1 / statistics.median(b - a for a, b in pairwise(times[1:]))
        told["reading"] = max(_reading_speed(backend, word) for word in _LONG_PROMPTS)
    print(json.dumps(told))


def _answer(backend: LlamaBackend, question: str, tokens: int) -> Iterator[bytes]:
    text = f"<|im_start|>user\n{question}<|im_end|>\n<|im_start|>assistant\n"
    sampling = Sampling(temperature=0, repeat_penalty=1)
    parts = (PromptPart(text, special=True),)
    request = Generate(id=1, parts=parts, sampling=sampling, max_tokens=tokens, all_threads=True)
    for token in backend.generate(request, Usage(), lambda *_progress: None):
        yield token.piece


def _reading_speed(backend: LlamaBackend, word: str) -> float:
    """Words read, in a text that shares its first few words alone with another."""
    started = process_time()
    for _ in _answer(backend, f"{word} " * _WORDS, 1):
        pass
    return _WORDS / (process_time() - started)


if __name__ == "__main__":
    main()
