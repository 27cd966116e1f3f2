"""Reads Ollama's store: a manifest names a model and the blob its weights are in."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

MAX_MANIFESTS = 2000
_MAX_BYTES = 1 << 20  # of a manifest; real ones have some hundred
_WEIGHTS = "application/vnd.ollama.image.model"
_DIGEST = re.compile(r"sha256:([0-9a-f]{64})")
_DEPTH = 4  # host, owner, model, tag


def models(roots: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Blob and name, such as ``llama3.2:1b``, of each model in the stores. Raises nothing."""
    for root in roots:
        for manifest in itertools.islice(_manifests(root / "manifests", _DEPTH), MAX_MANIFESTS):
            blob = _blob(root, manifest)
            if blob is not None:
                yield blob, _name(manifest.relative_to(root / "manifests").parts)


def _manifests(folder: Path, depth: int) -> Iterator[Path]:
    try:
        children = sorted(folder.iterdir())
    except OSError:
        return
    for child in children:
        if child.is_symlink():
            continue
        if depth == 1 and child.is_file():
            yield child
        elif depth > 1 and child.is_dir():
            yield from _manifests(child, depth - 1)


def _blob(root: Path, manifest: Path) -> Path | None:
    try:
        with manifest.open("rb") as file:
            layers: Any = json.loads(file.read(_MAX_BYTES))["layers"]
        digests = [layer["digest"] for layer in layers if layer["mediaType"] == _WEIGHTS]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    # Weights in several blobs are no GGUF file that can be opened as one.
    found = (
        _DIGEST.fullmatch(digests[0]) if len(digests) == 1 and isinstance(digests[0], str) else None
    )
    if found is None:
        return None
    blob = root / "blobs" / f"sha256-{found[1]}"
    return blob if blob.is_file() and not blob.is_symlink() else None


def _name(parts: tuple[str, ...]) -> str:
    """As Ollama's own list shows it: the usual host and owner are left out."""
    host, owner, model, tag = parts
    place = [] if host == "registry.ollama.ai" else [host]
    place += [] if owner == "library" and not place else [owner]
    return "/".join([*place, f"{model}:{tag}"])
