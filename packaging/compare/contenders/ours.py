"""desktop-lm: the jobs behind its window and its command line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack

from compare.contenders.common import Task, Writer, serve
from desktop_lm import __version__, bootstrap
from desktop_lm.cli.session import Session
from desktop_lm.messages import LoadOptions, Sampling
from desktop_lm.tasks.prompt.prompt import PromptInput, PromptResult, PromptTask, TextAdded
from desktop_lm.tasks.sentiment.one_text import SentimentInput, SentimentResult, SentimentTask


class _Ours:
    version = f"desktop-lm {__version__}"

    def __init__(self, session: Session) -> None:
        self._session = session

    def write(self, prompt: str, max_tokens: int, on_tokens: Callable[[int], None]) -> str:
        given = PromptInput(
            prompt, sampling=Sampling(temperature=0, repeat_penalty=1), max_tokens=max_tokens
        )

        def on_update(update: object) -> None:
            if isinstance(update, TextAdded):
                on_tokens(update.tokens)

        result = self._session.run("prompt", lambda model: PromptTask(model, given), on_update)
        assert isinstance(result, PromptResult)
        return result.text

    def judge(self, rows: Sequence[str], labels: Sequence[str]) -> list[str]:
        given = SentimentInput(tuple(rows))
        result = self._session.run(
            "sentiment", lambda model: SentimentTask(model, given), lambda _: None
        )
        assert isinstance(result, SentimentResult)
        return [max(labels, key=entry.verdict.share) for entry in result.results]


def main() -> None:
    """Serve, and end the engine."""
    with ExitStack() as stack:

        def load(task: Task) -> Writer:
            options = LoadOptions(n_ctx=task.n_ctx, n_threads=task.threads)
            session = stack.enter_context(Session(bootstrap.build_runner(options=options)))
            session.open_model(task.model)
            return _Ours(session)

        serve(load)


if __name__ == "__main__":
    main()
