"""What the model says behind each text, kept in a file so that a training begun goes on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_lm import bootstrap
from desktop_lm.jobs.background import Stop
from desktop_lm.messages import Load, LoadOptions, Scored
from desktop_lm.tasks.sentiment.forms import Form, features

_BATCH = 48
_DIGITS = 4

Key = tuple[str, str]  # form, text


@dataclass(frozen=True, slots=True)
class Model:
    """The file that reads, and on how many threads."""

    path: str
    threads: int


class FeatureFile:
    """One JSON line a text and form."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[Key, list[float]] = {}
        if path.exists():
            for line in path.read_text("utf-8").splitlines():
                form, text, values = json.loads(line)
                self._known[form, text] = values

    def of(self, form: Form, text: str) -> list[float]:
        """The features of a text that was read."""
        return self._known[form.name, text]

    def has(self, form: Form, text: str) -> bool:
        return (form.name, text) in self._known

    def read(self, model: Model, form: Form, texts: Sequence[str]) -> None:
        """Read those texts that are not known yet."""
        missing = [text for text in dict.fromkeys(texts) if not self.has(form, text)]
        if not missing:
            return
        with (
            bootstrap.start_engine(Stop()) as engine,
            self._path.open("a", encoding="utf-8") as file,
        ):
            engine.ask(Load(0, model.path, LoadOptions(n_ctx=2048, n_threads=model.threads)))
            for start in range(0, len(missing), _BATCH):
                texts_now = missing[start : start + _BATCH]
                reply = engine.ask(form.request(0, texts_now))
                assert isinstance(reply, Scored)
                for text, row in zip(texts_now, reply.scores, strict=True):
                    values = [round(value, _DIGITS) for value in features(row)]
                    self._known[form.name, text] = values
                    line = json.dumps([form.name, text, values], ensure_ascii=False)
                    file.write(line + "\n")
                file.flush()
                print(f"{form.name}: {start + len(texts_now)} of {len(missing)} texts", flush=True)
