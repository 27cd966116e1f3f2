"""The starter model, loaded once for all tests of the backend."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desktop_lm import paths
from desktop_lm.engine.llama.backend import LlamaBackend
from desktop_lm.messages import Load, LoadOptions


@pytest.fixture(scope="session")
def starter_file() -> str:
    path = paths.starter_model()
    assert path is not None, "the starter model's package is not installed"
    return str(path)


@pytest.fixture(scope="session")
def loaded(starter_file: str) -> Iterator[LlamaBackend]:
    backend = LlamaBackend()
    backend.load(Load(0, starter_file, LoadOptions(n_ctx=512, n_threads=2)), lambda _: True)
    yield backend
    backend.unload()


@pytest.fixture
def backend(loaded: LlamaBackend) -> LlamaBackend:
    loaded.cancel.clear()
    return loaded
