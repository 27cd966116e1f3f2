"""The adapter that comes with the starter model is part of what that takes, and of nothing else."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from desktop_lm import paths
from desktop_lm.engine.backend import Usage
from desktop_lm.engine.llama import native
from desktop_lm.engine.llama.backend import LlamaBackend
from desktop_lm.messages import Load, LoadOptions, PromptPart, Score
from desktop_lm.models.gguf import GgufHeader, read_header
from desktop_lm.models.memory.companions import adapter_of, companion_bytes
from desktop_lm.models.memory.plan import plan

OPTIONS = LoadOptions(n_ctx=512, n_threads=1)
MIB = 1 << 20
ROUNDING = 0.01 * MIB  # in llama.cpp's log

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def starter() -> GgufHeader:
    path = paths.starter_model()
    assert path is not None
    return read_header(path)


def test_it_is_counted_where_the_plan_is_for_the_starter(starter: GgufHeader) -> None:
    another = replace(starter, file_bytes=starter.file_bytes + 1)
    more = plan(starter, OPTIONS).total - plan(another, OPTIONS).total
    file = paths.resource("sentiment-adapter.gguf")
    assert more == file.stat().st_size - read_header(file).data_offset
    assert adapter_of(starter) == file
    assert adapter_of(another) is None


def test_it_takes_what_is_counted(starter: GgufHeader) -> None:
    lines: list[str] = []
    backend = LlamaBackend()
    backend.load(Load(0, starter.path, OPTIONS), lambda _: True)
    request = Score(
        id=1,
        prefix=(PromptPart("A"),),
        items=((PromptPart(" b"),),),
        continuations=(" c",),
        adapter=str(adapter_of(starter)),
    )
    with native.listening(lines.append):
        backend.score(request, Usage())
    backend.unload()
    told = [float(size) for size in re.findall(r"LoRA buffer size = +([0-9.]+)", "\n".join(lines))]
    assert sum(told) * MIB == pytest.approx(companion_bytes(starter), abs=ROUNDING)
