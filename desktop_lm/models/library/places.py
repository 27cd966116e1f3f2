"""Where other programs keep their models, also where somebody chose another folder for them.

LM Studio, GPT4All, Jan and Ollama: as their own documentation tells; a folder that was chosen
stands in a file of their settings. Hugging Face's cache: as huggingface_hub's "Manage your cache"
describes it. Nothing here raises; a place need not exist.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

_MAX_BYTES = 1 << 20  # of a file of settings
_MODEL_PATH = re.compile(r"^modelPath=\"?(.+?)\"?\s*$", re.MULTILINE)


def lm_studio(home: Path) -> Iterator[Path]:
    """Its folders of models."""
    for base in (
        *_named(_text(home / ".lmstudio-home-pointer")),
        home / ".lmstudio",
        home / ".cache" / "lm-studio",
    ):
        yield base / "models"
        yield from _named(_value(base / "settings.json", "downloadsFolder"))


def gpt4all(home: Path, environment: Mapping[str, str]) -> Iterator[Path]:
    """Its folders of models."""
    yield _local_data(home, environment) / "nomic.ai" / "GPT4All"
    ini = _text(_configuration(home, environment) / "nomic.ai" / "GPT4All.ini")
    if chosen := _MODEL_PATH.search(ini):
        yield from _named(chosen[1])


def jan(home: Path, environment: Mapping[str, str]) -> Iterator[Path]:
    """Its folders of models; they have moved from one version to another."""
    for base in dict.fromkeys(
        (_local_data(home, environment), _applications(home, environment)),
    ):
        chosen = _named(_value(base / "Jan" / "settings.json", "data_folder"))
        for data in (*chosen, base / "Jan" / "data"):
            yield data / "llamacpp" / "models"
            yield data / "models"
    yield home / "jan" / "models"


def hugging_face(home: Path, environment: Mapping[str, str]) -> Path:
    """Its cache of repositories."""
    for variable in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"):
        if own := environment.get(variable):
            return _expanded(own, home)
    if own := environment.get("HF_HOME"):
        return _expanded(own, home) / "hub"
    cache = environment.get("XDG_CACHE_HOME")
    return (_expanded(cache, home) if cache else home / ".cache") / "huggingface" / "hub"


def ollama(home: Path, environment: Mapping[str, str]) -> tuple[Path, ...]:
    """Its stores."""
    if own := environment.get("OLLAMA_MODELS"):
        return (_expanded(own, home),)
    service = Path("/usr/share/ollama/.ollama/models")  # where Linux's service keeps them
    return home / ".ollama" / "models", *(() if sys.platform == "win32" else (service,))


def _local_data(home: Path, environment: Mapping[str, str]) -> Path:
    if sys.platform == "win32":
        return Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local")
    if sys.platform == "darwin":
        return home / "Library" / "Application Support"
    return Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share")


def _configuration(home: Path, environment: Mapping[str, str]) -> Path:
    """Where programs keep settings that are made to be the same on Linux and macOS."""
    if sys.platform == "win32":
        return Path(environment.get("APPDATA") or home / "AppData" / "Roaming")
    return Path(environment.get("XDG_CONFIG_HOME") or home / ".config")


def _applications(home: Path, environment: Mapping[str, str]) -> Path:
    """Where programs that are a browser inside keep what is theirs."""
    if sys.platform == "darwin":
        return home / "Library" / "Application Support"
    return _configuration(home, environment)


def _expanded(path: str, home: Path) -> Path:
    """A path as somebody wrote it, with ``~`` for ``home``."""
    return home / path[2:] if path.startswith("~/") else Path(path)


def _named(path: object) -> tuple[Path, ...]:
    """The folder that settings name, if they do."""
    folder = Path(path.strip()) if isinstance(path, str) and "\0" not in path else Path()
    return (folder,) if folder.is_absolute() else ()


def _value(file: Path, key: str) -> object:
    """One value of a JSON object; None where there is none."""
    try:
        values = json.loads(_text(file))
    except (ValueError, RecursionError):
        return None
    return values.get(key) if isinstance(values, dict) else None


def _text(file: Path) -> str:
    """A small file's text; "" where it cannot be read."""
    try:
        with file.open("rb") as stream:
            return stream.read(_MAX_BYTES).decode("utf-8", "replace")
    except (OSError, ValueError):
        return ""
