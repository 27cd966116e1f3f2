"""Whatever a server does, in whatever order: the right file, or none."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_lm.errors import AppError
from desktop_lm.models.download.downloader import Downloader
from desktop_lm.models.download.progress import StopSignal
from desktop_lm.models.download.transfer import Patience
from tests.models.download.conftest import CONTENT, remote_of
from tests.support.file_server import PAGE, Turn, serving

_HASTY = Patience(silence=60, tries=3, first_wait=0.001, longest_wait=0.01)
_PLACES = st.integers(0, len(CONTENT) - 1)
_TURNS = st.one_of(
    st.builds(Turn, cut_after=_PLACES),
    st.builds(Turn, cut_after=_PLACES, ignore_range=st.booleans()),
    st.builds(Turn, cut_after=_PLACES, etag=st.sampled_from(['"one"', '"two"', 'W/"one"'])),
    st.builds(Turn, cut_after=_PLACES, flip=_PLACES),
    st.builds(Turn, flip=_PLACES),
    st.builds(Turn, shift=st.integers(-5, 5)),
    st.builds(Turn, told_length=st.integers(-5, 5)),
    st.builds(Turn, untold_length=st.just(True), cut_after=_PLACES),
    st.builds(Turn, untold_length=st.just(True), extra=st.binary(max_size=5)),
    st.builds(Turn, status=st.sampled_from([204, 400, 404, 416, 429, 500, 503]), body=st.just(b"")),
    st.just(Turn(body=PAGE)),
)


@settings(max_examples=25)
@given(st.lists(_TURNS, max_size=5))
@pytest.mark.slow
def test_the_right_file_or_none(turns: list[Turn]) -> None:
    with tempfile.TemporaryDirectory() as name, serving(CONTENT, *turns) as server:
        folder = Path(name)
        downloader = Downloader(folder, (server.endpoint,), _HASTY)
        for _ in range(len(turns) + 1):  # as a person who tries again after each sentence
            with suppress(AppError):
                downloader.fetch(remote_of(server), StopSignal(), lambda _: None)
            target = folder / "tiny.gguf"
            assert not target.exists() or target.read_bytes() == CONTENT
        left = {file.name for file in folder.iterdir()}
        assert left <= {"tiny.gguf", "tiny.gguf.damaged", "tiny.gguf.part", "tiny.gguf.part.json"}
