"""The last step: a file chosen for the program, and what the program and its users are told."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from string import Template
from typing import Any

from translator import gguf_file
from translator.files import write_whole
from translator.metadata import read_shape, read_training

MODEL, DESCRIPTION, CARD = "translator.gguf", "translator.json", "translator.md"
_LARGEST = 30_000_000  # bytes that the project may hold of weights
_TEMPLATE = Path(__file__).with_name("card.md")


def ship(file: Path, entries: Sequence[dict[str, Any]], folder: Path) -> None:
    """Put ``file`` into ``folder``, with its description and its card; ``entries`` are the log's.

    Raises ValueError where the file is too large, or the log has no figures of this very file.
    """
    content = file.read_bytes()
    if len(content) > _LARGEST:
        raise ValueError(f"{file.name} has {len(content)} bytes, and {_LARGEST} may be shipped")
    scores = latest_scores(entries)
    if scores.get(file.name, {}).get("bytes") != len(content):
        raise ValueError(f"the log has no figures of {file.name} as it is: evaluate it first")
    described = gguf_file.read_metadata(file)
    sha256 = hashlib.sha256(content).hexdigest()
    directions = described["desktop_lm.translation.directions"].split(",")
    description = {"bytes": len(content), "sha256": sha256, "directions": directions}
    write_whole(folder / CARD, _card(file, described, description, scores).encode())
    write_whole(folder / DESCRIPTION, (json.dumps(description, indent=2) + "\n").encode())
    write_whole(folder / MODEL, content)


def latest_scores(entries: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The newest figures of each GGUF file, by its name."""
    evaluated = [entry for entry in entries if entry["kind"] == "evaluated" and "bytes" in entry]
    return {entry["file"]: entry for entry in evaluated}


def _card(
    file: Path,
    described: dict[str, Any],
    description: dict[str, Any],
    scores: dict[str, dict[str, Any]],
) -> str:
    own = scores[file.name]
    training, vocabulary = read_training(described), len(described["tokenizer.ggml.tokens"])
    shape = read_shape(described)
    speed = f"{own['words_per_second']:.0f} words a second"
    return Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        parameters=f"{shape.parameters(vocabulary) / 1e6:.1f}",
        type=_type_of(file.name),
        sha256=description["sha256"],
        bytes=f"{description['bytes']:,}",
        vocabulary=f"{vocabulary:,}",
        context=described["llama.context_length"],
        steps=f"{training.steps:,}",
        tokens=f"{sum(training.tokens.values()) / 1e6:.1f}",
        hours=f"{training.seconds / 3600:.1f}",
        engine=f"Where it was evaluated, it translated {speed}.",
        search=_search(own["beams"]),
        table="\n".join(
            f"| {name} | {own['bleu'][name]:.1f} | {own['chrf'][name]:.1f} "
            f"| {own['sentences'][name]:,} |"
            for name in description["directions"]
        ),
        types="\n".join(
            f"| {_type_of(name)} | {entry['bytes'] / 1e6:.1f} | {_mean(entry['bleu']):.1f} "
            f"| {_mean(entry['chrf']):.1f} |"
            for name, entry in sorted(scores.items(), key=lambda one: -one[1]["bytes"])
            if entry.get("beams", 1) == own["beams"]  # others cannot be compared with it
        ),
        directions=", ".join(f"{k} {v / 1e6:.1f} M" for k, v in training.tokens.items()),
    )


def _search(beams: int) -> str:
    return "The likeliest token each time" if beams == 1 else f"The best of {beams} wordings"


def _type_of(name: str) -> str:
    return name.removeprefix("translator-").removesuffix(".gguf")


def _mean(values: dict[str, float]) -> float:
    return sum(values.values()) / len(values)
