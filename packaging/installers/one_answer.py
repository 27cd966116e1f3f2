"""A short answer of the starter model, in this very process: kernels, text and speed as JSON.

``python one_answer.py MODEL TOKENS``; the program itself would start an engine of its own, which
an emulated processor does not follow.
"""

from __future__ import annotations

import json
import sys
from time import perf_counter

from desktop_lm.engine.backend import Usage
from desktop_lm.engine.llama import native
from desktop_lm.engine.llama.backend import LlamaBackend
from desktop_lm.messages import Generate, Load, LoadOptions, PromptPart, Sampling

_PROMPT = "<|im_start|>user\nWrite about the sea.<|im_end|>\n<|im_start|>assistant\n"


def main() -> None:
    """Load, answer, tell."""
    model, tokens = sys.argv[1], int(sys.argv[2])
    backend = LlamaBackend()
    backend.load(Load(0, model, LoadOptions(n_ctx=512, n_threads=2)), lambda _fraction: True)
    parts = (PromptPart(_PROMPT, special=True),)
    sampling = Sampling(temperature=0, repeat_penalty=1)
    request = Generate(id=1, parts=parts, sampling=sampling, max_tokens=tokens, all_threads=True)
    times, pieces = [perf_counter()], []
    for token in backend.generate(request, Usage(), lambda *_progress: None):
        times.append(perf_counter())
        pieces.append(token.piece)
    told = {
        "kernels": native.processor().partition("kernels = ")[2].strip(" |"),
        "tokens": len(pieces),
        "text": b"".join(pieces).decode("utf-8", "replace"),
        "seconds_a_token": (times[-1] - times[1]) / max(1, len(pieces) - 1),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
