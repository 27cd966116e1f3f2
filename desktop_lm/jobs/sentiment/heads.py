"""The sentiment classifiers that come with the program, for the one model file each is for."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import msgspec

from desktop_lm.tasks.sentiment.head import Heads

logger = logging.getLogger(__name__)


def heads_for(model: str, file: Path, sha256_of: Callable[[str], str]) -> Heads | None:
    """Those in ``file`` if they are for the model file ``model``, told by size and then by hash.

    Their adapter lies in ``file``'s folder; without it, or with another, they are of no use.
    """
    try:
        size = Path(model).stat().st_size
        heads = msgspec.json.decode(file.read_bytes(), type=Heads)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as error:
        logger.warning("%s cannot be used: %s", file.name, error)
        return None
    if size != heads.model_bytes or sha256_of(model) != heads.model_sha256:
        return None
    return _with_adapter(heads, file.parent) if heads.adapter else heads


def version_of(heads: Heads | None) -> str:
    """A hash that other classifiers do not have; "" where there are none."""
    if heads is None:
        return ""
    return sha256(msgspec.json.encode(replace(heads, adapter=""))).hexdigest()


def _with_adapter(heads: Heads, folder: Path) -> Heads | None:
    adapter = folder / heads.adapter
    try:
        found = sha256(adapter.read_bytes()).hexdigest()
    except OSError as error:
        logger.warning("%s cannot be used: %s", adapter.name, error)
        return None
    if found != heads.adapter_sha256:
        logger.warning("%s cannot be used: it has changed", adapter.name)
        return None
    return replace(heads, adapter=str(adapter))
