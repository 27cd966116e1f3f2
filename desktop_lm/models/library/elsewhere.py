"""Offers the models other programs keep on this computer; it only looks at names.

Where they are kept: LM Studio, GPT4All, Jan and Ollama as their own documentation tells,
Hugging Face's cache as huggingface_hub's "Manage your cache" describes it.
"""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from desktop_lm.models.library import ollama
from desktop_lm.models.model_name import name_of_file
from desktop_lm.models.split import is_later_part

MAX_DEPTH = 6
MAX_SEEN = 20_000  # files and folders looked at for each program
MAX_OFFERS = 500  # for each program
_MAGIC = b"GGUF"


@dataclass(frozen=True, slots=True)
class Offer:
    """A model of another program, to be linked and never copied or deleted."""

    program: str
    path: str
    name: str
    file_bytes: int


def offers(home: Path, environment: Mapping[str, str]) -> tuple[Offer, ...]:
    """What can be offered, each file once. Raises nothing."""
    found: dict[str, Offer] = {}
    for program, files in (
        ("LM Studio", _folders(_lm_studio(home))),
        ("GPT4All", _folders(_gpt4all(home, environment))),
        ("Jan", _folders(_jan(home, environment))),
        ("Hugging Face", _hugging_face(_hub(home, environment))),
        ("Ollama", ollama.models(_ollama(home, environment))),
    ):
        for path, name in itertools.islice(files, MAX_OFFERS):
            offer = _offer(program, path, name)
            if offer is not None:
                found.setdefault(os.path.normcase(path), offer)
    return tuple(found.values())


def _offer(program: str, path: Path, name: str) -> Offer | None:
    try:
        with path.open("rb", buffering=0) as file:
            if file.read(len(_MAGIC)) != _MAGIC:
                return None
            return Offer(program, str(path), name, os.fstat(file.fileno()).st_size)
    except OSError:
        return None


def _folders(roots: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """The GGUF files below some folders; links that lead out of them are not followed."""
    for root in roots:
        for path in _files(root):
            if _is_model(path) and _stays_in(root, path):
                yield path, _name(path)


def _hugging_face(hub: Path) -> Iterator[tuple[Path, str]]:
    """``models--OWNER--NAME/snapshots/REVISION/FILE``: links to ``models--OWNER--NAME/blobs``."""
    for repo in _children(hub):
        if repo.name.startswith("models--"):
            for path in _files(repo / "snapshots"):
                if _is_model(path) and _stays_in(repo, path):
                    yield path, _name(path)


def _files(root: Path) -> Iterator[Path]:
    """Files below a folder, to a certain depth and number."""
    seen = 0
    waiting = [(root, 0)]
    while waiting:
        folder, depth = waiting.pop()
        for path in _children(folder):
            seen += 1
            if seen > MAX_SEEN:
                return
            if path.is_dir() and not path.is_symlink():
                if depth < MAX_DEPTH:
                    waiting.append((path, depth + 1))
            else:
                yield path


def _children(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as listing:
            return sorted(Path(entry.path) for entry in itertools.islice(listing, MAX_SEEN))
    except OSError:
        return []


def _is_model(path: Path) -> bool:
    """By its name: not a companion file, and of a split model only the first part."""
    return (
        path.suffix.lower() == ".gguf"
        and "mmproj" not in path.name.lower()
        and not is_later_part(path)
        and path.is_file()
    )


def _stays_in(root: Path, path: Path) -> bool:
    try:
        return path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return False


def _name(path: Path) -> str:
    """The file's, or its folder's where every file has the same name."""
    return name_of_file(path.parent.name if path.stem.lower() == "model" else path.name)


def _lm_studio(home: Path) -> tuple[Path, ...]:
    return home / ".lmstudio" / "models", home / ".cache" / "lm-studio" / "models"


def _gpt4all(home: Path, environment: Mapping[str, str]) -> tuple[Path, ...]:
    return tuple(base / "nomic.ai" / "GPT4All" for base in _local_data(home, environment))


def _jan(home: Path, environment: Mapping[str, str]) -> tuple[Path, ...]:
    bases = (*_local_data(home, environment), *_configuration(home, environment))
    return tuple(base / "Jan" / "data" / "llamacpp" / "models" for base in bases)


def _hub(home: Path, environment: Mapping[str, str]) -> Path:
    if own := environment.get("HF_HUB_CACHE"):
        return Path(own)
    if own := environment.get("HF_HOME"):
        return Path(own) / "hub"
    cache = environment.get("XDG_CACHE_HOME")
    return (Path(cache) if cache else home / ".cache") / "huggingface" / "hub"


def _ollama(home: Path, environment: Mapping[str, str]) -> tuple[Path, ...]:
    if own := environment.get("OLLAMA_MODELS"):
        return (Path(own),)
    service = Path("/usr/share/ollama/.ollama/models")  # where Linux's service keeps them
    return home / ".ollama" / "models", *(() if sys.platform == "win32" else (service,))


def _local_data(home: Path, environment: Mapping[str, str]) -> tuple[Path, ...]:
    if sys.platform == "win32":
        return (Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local"),)
    if sys.platform == "darwin":
        return (home / "Library" / "Application Support",)
    return (Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share"),)


def _configuration(home: Path, environment: Mapping[str, str]) -> tuple[Path, ...]:
    if sys.platform == "win32":
        return (Path(environment.get("APPDATA") or home / "AppData" / "Roaming"),)
    if sys.platform == "darwin":
        return ()
    return (Path(environment.get("XDG_CONFIG_HOME") or home / ".config"),)
