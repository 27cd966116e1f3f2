"""llama-cpp-python's own ``Llama`` class, as its documentation shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from compare.contenders.common import Task, judge_by_asking, serve


class _LlamaClass:
    def __init__(self, task: Task) -> None:
        package: Any = import_module("llama_cpp")
        self.version = f"llama-cpp-python {package.__version__}"
        self._llama = package.Llama(
            task.model,
            n_ctx=task.n_ctx,
            n_threads=task.threads,
            n_threads_batch=task.threads,
            verbose=False,
        )

    def write(self, prompt: str, max_tokens: int, on_tokens: Callable[[int], None]) -> str:
        text: list[str] = []
        for chunk in self._llama.create_chat_completion(
            [{"role": "user", "content": prompt}],
            max_tokens=max_tokens,
            temperature=0,
            repeat_penalty=1.0,
            stream=True,
        ):
            if piece := chunk["choices"][0]["delta"].get("content"):
                text.append(piece)
                on_tokens(len(text))  # one token a piece, but for cut characters
        return "".join(text)

    def judge(self, rows: Sequence[str], labels: Sequence[str]) -> list[str]:
        return judge_by_asking(self.write, rows, labels)


if __name__ == "__main__":
    serve(_LlamaClass)
