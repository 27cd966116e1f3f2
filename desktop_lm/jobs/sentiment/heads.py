"""The sentiment classifiers that come with the program, for the one model file each is for."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import msgspec

from desktop_lm.tasks.sentiment.head import Heads

logger = logging.getLogger(__name__)


def heads_for(model: str, file: Path, sha256_of: Callable[[str], str]) -> Heads | None:
    """Those in ``file`` if they are for the model file ``model``, told by size and then by hash."""
    try:
        size = Path(model).stat().st_size
        heads = msgspec.json.decode(file.read_bytes(), type=Heads)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as error:
        logger.warning("%s cannot be used: %s", file.name, error)
        return None
    fits = size == heads.model_bytes and sha256_of(model) == heads.model_sha256
    return heads if fits else None
