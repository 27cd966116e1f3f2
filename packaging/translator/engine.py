"""The program's own engine, run in its own environment: this one has no llama.cpp."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from translator.data import DevItem
from translator.languages import TEMPLATE

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Speed:
    """Words are those of the sources, cut at spaces."""

    words_per_second: float
    tokens_per_second: float


@dataclass(frozen=True)
class Found:
    """Translations, and how they came about."""

    answers: list[str]
    speed: Speed
    beams: int  # wordings followed of each; 1: the likeliest token each time


def default_python() -> Path:
    """The interpreter of the checkout's environment."""
    return ROOT / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def translate(
    file: Path, items: Sequence[DevItem], python: Path, threads: int, beams: int = 0
) -> Found:
    """Translations of the items' sources, the best of ``beams`` wordings (0: of as many as the file
    wants). Raises CalledProcessError."""
    requests = [
        prompt_parts(item.direction.source, item.direction.target, item.source) for item in items
    ]
    asked = {"model": str(file.absolute()), "threads": threads, "beams": beams}
    reply = _ask(python, asked | {"prompts": requests})
    words = sum(len(item.source.split()) for item in items)
    return Found(
        reply["answers"],
        Speed(words / reply["seconds"], reply["tokens"] / reply["seconds"]),
        reply["beams"],
    )


def quantise(
    source: Path, target: Path, kind: str, python: Path, importance: Path | None = None
) -> None:
    """The file anew in fewer bits, by the program's command. Raises CalledProcessError."""
    command = [str(python), "-m", "desktop_lm", "models", "quantize", str(source), "--type", kind]
    command += ["--out", str(target), "--overwrite", "--no-compare"]
    if importance:
        command += ["--imatrix", str(importance)]
    with tempfile.TemporaryDirectory() as home:  # the library lists what it makes
        subprocess.run(command, check=True, env=_environment() | _homes(home))


def prompt_parts(source: str, target: str, text: str) -> list[tuple[str, bool]]:
    """The template's stretches, whose tags are control tokens, and the text, which has none."""
    before, after = TEMPLATE.split("{text}")
    places = {"source": source, "target": target}
    return [(before.format(**places), True), (text, False), (after.format(**places), True)]


def _ask(python: Path, request: dict[str, Any]) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        asked, told = Path(folder, "request.json"), Path(folder, "reply.json")
        asked.write_text(json.dumps(request), encoding="utf-8")
        command = [str(python), "-m", "translator.engine_run", str(asked), str(told)]
        subprocess.run(command, check=True, env=_environment() | _homes(folder))
        return json.loads(told.read_text(encoding="utf-8"))


def _environment() -> dict[str, str]:
    path = os.pathsep.join([str(ROOT), str(ROOT / "packaging")])
    return os.environ | {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}


def _homes(folder: str) -> dict[str, str]:
    """Logs and settings go here, and not among the user's own."""
    names = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA")
    return dict.fromkeys((*names, "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), folder)
