"""The log of a run: one JSON object a line, and a picture of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


class Journal:
    """Appends to a file and prints what it appends."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def add(self, kind: str, **values: Any) -> None:
        """One line; floats with five digits."""
        rounded = {k: float(f"{v:.5g}") if isinstance(v, float) else v for k, v in values.items()}
        at = datetime.now(UTC).isoformat(timespec="seconds")
        line = json.dumps({"kind": kind, "at": at, **rounded}, ensure_ascii=False)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as stream:
            stream.write(line + "\n")
        print(line, flush=True)


def read(file: Path) -> list[dict[str, Any]]:
    """The entries of a log; a last line cut off by a kill is passed over."""
    entries = []
    for line in file.read_text(encoding="utf-8").splitlines():
        try:
            entries.append(json.loads(line))
        except ValueError:
            continue
    return entries


def plot(entries: list[dict[str, Any]], picture: Path) -> None:
    """Loss and BLEU over the tokens seen, as a PNG. Needs matplotlib."""
    from matplotlib.figure import Figure

    steps = [one for one in entries if one["kind"] == "step"]
    scores = [one for one in entries if one["kind"] == "dev"]
    figure = Figure(figsize=(10, 4), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.plot([one["tokens"] / 1e6 for one in steps], [one["loss"] for one in steps])
    left.set(xlabel="million tokens", ylabel="loss on the target (label-smoothed)")
    for name in sorted({name for one in scores for name in one["bleu"]}):
        points = [(one["tokens"] / 1e6, one["bleu"][name]) for one in scores if name in one["bleu"]]
        right.plot(*zip(*points, strict=True), marker=".", label=name)
    right.set(xlabel="million tokens", ylabel="BLEU on dev sentences")
    if scores:
        right.legend(ncols=2)
    picture.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(picture, dpi=120)
