from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_lm import paths
from desktop_lm.errors import AppError, Code
from desktop_lm.models.architectures import NOT_FOR_TEXT, TEXT_GENERATION
from desktop_lm.models.vet import vet
from tests.models.gguf_writer import STRING, U16, Gguf


def of(architecture: str) -> Gguf:
    return Gguf(pairs=(("general.architecture", STRING, architecture),))


def refusal(path: Path) -> AppError:
    with pytest.raises(AppError) as caught:
        vet(path)
    assert caught.value.params["path"] == str(path)
    return caught.value


@pytest.mark.model
def test_the_starter_model_passes() -> None:
    path = paths.starter_model()
    assert path is not None

    assert vet(path).architecture == "llama"


def test_what_a_download_put_aside_is_refused_whatever_its_header_says(tmp_path: Path) -> None:
    path = of("llama").write(tmp_path / "M-Q4_0.gguf.damaged")

    assert refusal(path).code is Code.SET_ASIDE


@pytest.mark.parametrize("architecture", sorted(TEXT_GENERATION))
def test_models_that_write_text_pass(tmp_path: Path, architecture: str) -> None:
    header = vet(of(architecture).write(tmp_path / "m.gguf"))

    assert header.architecture == architecture


@pytest.mark.parametrize("architecture", [*sorted(NOT_FOR_TEXT), "llama99", "LLAMA", "../llama"])
def test_other_architectures_are_named(tmp_path: Path, architecture: str) -> None:
    error = refusal(of(architecture).write(tmp_path / "m.gguf"))

    assert error.code is Code.ARCHITECTURE_UNSUPPORTED
    assert error.params["architecture"] == architecture


def test_an_architecture_as_long_as_a_novel_is_cut_short(tmp_path: Path) -> None:
    error = refusal(of("x" * 10_000).write(tmp_path / "m.gguf"))

    assert error.params["architecture"] == "x" * 64


@pytest.mark.parametrize("pairs", [(), (("general.architecture", U16, 3),)])
def test_a_file_without_architecture_is_broken(
    tmp_path: Path, pairs: tuple[tuple[str, int, object], ...]
) -> None:
    error = refusal(Gguf(pairs=pairs).write(tmp_path / "m.gguf"))

    assert (error.code, error.params["what"]) == (Code.HEADER_BROKEN, "general.architecture")


@pytest.mark.parametrize("kind", ["mmproj", "adapter", "imatrix", "dataset"])
def test_parts_of_models_are_named(tmp_path: Path, kind: str) -> None:
    error = refusal(of("llama").plus(("general.type", STRING, kind)).write(tmp_path / "m.gguf"))

    assert (error.code, error.params["kind"]) == (Code.NOT_A_TEXT_MODEL, kind)


def test_a_vocabulary_alone_is_named(tmp_path: Path) -> None:
    error = refusal(replace(of("llama"), tensors=()).write(tmp_path / "m.gguf"))

    assert (error.code, error.params["kind"]) == (Code.NOT_A_TEXT_MODEL, "vocab")


def test_a_part_of_a_split_model_is_named(tmp_path: Path) -> None:
    content = of("llama").plus(("split.no", U16, 1), ("split.count", U16, 3))

    error = refusal(content.write(tmp_path / "m.gguf"))

    assert error.code is Code.SPLIT_FILE
    assert (error.params["part"], error.params["parts"]) == (2, 3)


def test_a_split_of_one_is_whole(tmp_path: Path) -> None:
    content = of("llama").plus(("split.no", U16, 0), ("split.count", U16, 1))

    assert vet(content.write(tmp_path / "m.gguf")).architecture == "llama"


def test_what_the_header_reader_finds_comes_through(tmp_path: Path) -> None:
    path = tmp_path / "m.gguf"
    path.write_bytes(of("llama").bytes()[:-1])

    assert refusal(path).code is Code.FILE_TRUNCATED


# In a process of its own, since a wrong answer of llama.cpp may be an abort.
_LOAD = """
import json, sys
from llama_cpp import llama_cpp
lines = []
keep = llama_cpp.llama_log_callback(lambda level, text, data: lines.append(text))
llama_cpp.llama_log_set(keep, None)
params = llama_cpp.llama_model_default_params()
unknown = []
for name in json.load(sys.stdin):
    lines.clear()
    llama_cpp.llama_model_load_from_file((sys.argv[1] + "/" + name).encode(), params)
    if b"unknown model architecture" in b"".join(lines):
        unknown.append(name)
print(json.dumps(unknown))
"""


def test_the_names_are_those_llama_cpp_knows(tmp_path: Path) -> None:
    # "clip" is in its table, but only its quantiser opens such files.
    names = sorted((TEXT_GENERATION | NOT_FOR_TEXT) - {"clip"})
    for name in [*names, "llama99"]:
        of(name).write(tmp_path / name)

    run = subprocess.run(
        [sys.executable, "-c", _LOAD, str(tmp_path)],
        input=json.dumps([*names, "llama99"]),
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(run.stdout) == ["llama99"]
