"""Offers the models other programs keep on this computer; it only looks at names."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from desktop_lm.models.library import ollama, places
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
    """What can be offered, each file once, by whichever links it is found. Raises nothing."""
    found: dict[str, Offer] = {}
    for program, files in (
        ("LM Studio", _folders(places.lm_studio(home))),
        ("GPT4All", _folders(places.gpt4all(home, environment))),
        ("Jan", _folders(places.jan(home, environment))),
        ("Hugging Face", _hugging_face(places.hugging_face(home, environment))),
        ("Ollama", ollama.models(places.ollama(home, environment))),
    ):
        for path, name in itertools.islice(files, MAX_OFFERS):
            offer = _offer(program, path, name)
            if offer is not None:
                found.setdefault(_file(offer.path), offer)
    return tuple(found.values())


def still_to_offer(offered: Iterable[Offer], here: Iterable[str]) -> tuple[Offer, ...]:
    """Without those whose file is one of the paths ``here`` already, by whichever links."""
    known = set(map(_file, here))
    return tuple(offer for offer in offered if _file(offer.path) not in known)


def _file(path: str) -> str:
    """The file behind the links of a path."""
    return os.path.normcase(os.path.realpath(path))


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
                yield path, _name(path, path.parent.name)


def _hugging_face(hub: Path) -> Iterator[tuple[Path, str]]:
    """``models--OWNER--NAME/snapshots/REVISION/FILE``: links to ``models--OWNER--NAME/blobs``."""
    for repo in _children(hub):
        if repo.name.startswith("models--"):
            for path in _files(repo / "snapshots"):
                if _is_model(path) and _stays_in(repo, path):
                    yield path, _name(path, repo.name.rpartition("--")[2])


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
    """By its name: neither a companion file nor half a download of GPT4All's, and of a split model
    only the first part."""
    name = path.name.lower()
    return (
        path.suffix.lower() == ".gguf"
        and "mmproj" not in name
        and not name.startswith("incomplete-")
        and not is_later_part(path)
        and path.is_file()
    )


def _stays_in(root: Path, path: Path) -> bool:
    try:
        return path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return False


def _name(path: Path, folder: str) -> str:
    """The file's, or that of the ``folder`` of one model, where every file is called the same."""
    return name_of_file(folder if path.stem.lower() == "model" else path.name)
