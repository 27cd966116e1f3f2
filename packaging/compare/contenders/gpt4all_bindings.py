"""GPT4All's Python bindings, whose engine is llama.cpp as it was in 2024."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

from compare.contenders.common import Task, judge_by_asking, serve


class _Gpt4All:
    def __init__(self, task: Task) -> None:
        self.version = f"gpt4all {metadata.version('gpt4all')}"
        package: Any = import_module("gpt4all")
        path = Path(task.model)
        self._model = package.GPT4All(
            path.name,
            model_path=str(path.parent),
            allow_download=False,
            device="cpu",
            n_threads=task.threads,
            n_ctx=task.n_ctx,
        )

    def write(self, prompt: str, max_tokens: int, on_tokens: Callable[[int], None]) -> str:
        text: list[str] = []
        with self._model.chat_session():
            for piece in self._model.generate(
                prompt, max_tokens=max_tokens, temp=0, repeat_penalty=1.0, streaming=True
            ):
                text.append(piece)
                on_tokens(len(text))
        return "".join(text)

    def judge(self, rows: Sequence[str], labels: Sequence[str]) -> list[str]:
        return judge_by_asking(self.write, rows, labels)


if __name__ == "__main__":
    serve(_Gpt4All)
