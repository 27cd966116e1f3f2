"""OpenVINO GenAI, which reads a GGUF file into its own format when it opens it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module, metadata
from typing import Any

from compare.contenders.common import Task, judge_by_asking, serve


class _OpenVino:
    def __init__(self, task: Task) -> None:
        self.version = f"openvino-genai {metadata.version('openvino-genai')}"
        self._package: Any = import_module("openvino_genai")
        self._pipeline = self._package.LLMPipeline(
            task.model, "CPU", INFERENCE_NUM_THREADS=task.threads
        )

    def write(self, prompt: str, max_tokens: int, on_tokens: Callable[[int], None]) -> str:
        running = self._package.StreamingStatus.RUNNING

        class Counter(self._package.StreamerBase):  # type: ignore[misc, name-defined]
            """Hears of each token as it is chosen."""

            def __init__(self) -> None:
                super().__init__()
                self.tokens = 0

            def write(self, token: int | list[int]) -> Any:
                self.tokens += len(token) if isinstance(token, list) else 1
                on_tokens(self.tokens)
                return running

            def end(self) -> None:
                """Nothing is held back."""

        result = self._pipeline.generate(
            [prompt], streamer=Counter(), max_new_tokens=max_tokens, do_sample=False
        )
        return str(result.texts[0])

    def judge(self, rows: Sequence[str], labels: Sequence[str]) -> list[str]:
        return judge_by_asking(self.write, rows, labels)


if __name__ == "__main__":
    serve(_OpenVino)
