"""Who takes part, and in which environment each runs."""

from __future__ import annotations

import subprocess
import sys
import venv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]


@dataclass(frozen=True, slots=True)
class Contestant:
    """``requirement`` names what it needs beyond this program's own environment, "" for nothing.
    ``how`` says how it judges sentiment."""

    name: str
    module: str
    requirement: str = ""
    writes: bool = True
    how: str = "asked for one word"


CONTESTANTS = (
    Contestant("desktop-lm", "compare.contenders.ours", how="labels scored"),
    Contestant("llama-cpp-python, Llama class", "compare.contenders.llama_class"),
    Contestant("GPT4All bindings", "compare.contenders.gpt4all_bindings", "gpt4all"),
    Contestant("OpenVINO GenAI", "compare.contenders.openvino_pipeline", "openvino-genai"),
    Contestant(
        "VADER", "compare.contenders.vader", "vaderSentiment", writes=False, how="word list"
    ),
)


def python_in(environment: Path) -> str:
    """The interpreter of a virtual environment."""
    place = "Scripts/python.exe" if sys.platform == "win32" else "bin/python"
    return str(environment / place)


def requirements() -> dict[str, str]:
    """Each name in ``requirements.txt`` with its whole line."""
    lines = (FOLDER / "requirements.txt").read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if line and not line.startswith("#")]
    return {line.partition("==")[0]: line for line in wanted}


def install(environment: Path, say: Callable[[str], None]) -> dict[str, str]:
    """Make the environment and install each requirement by itself.

    The reason comes back for each that could not be installed.
    """
    if not Path(python_in(environment)).exists():
        say(f"making {environment}")
        venv.create(environment, with_pip=True)
    failed = {}
    for name, line in requirements().items():
        say(f"installing {line}")
        command = [python_in(environment), "-m", "pip", "install", "--quiet", line]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            said = [text for text in done.stderr.splitlines() if "ERROR" in text]
            failed[name] = f"pip could not install {line}: {said[-1] if said else 'no reason'}"
    return failed
