"""Models in several files; the last test has llama.cpp itself read one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from desktop_lm import paths
from desktop_lm.errors import AppError, Code
from desktop_lm.models.gguf import read_header
from desktop_lm.models.split import files_of, is_later_part
from desktop_lm.models.vet import vet
from tests.models.gguf_writer import STRING, Gguf, Tensor, write_parts
from tests.support.split_files import split_file

WHOLE = Gguf(
    pairs=(("general.architecture", STRING, "llama"),),
    tensors=(Tensor("a"), Tensor("b"), Tensor("c"), Tensor("d"), Tensor("e")),
)


def refusal(path: Path) -> AppError:
    with pytest.raises(AppError) as caught:
        vet(path)
    return caught.value


def test_the_header_is_that_of_all_parts(tmp_path: Path) -> None:
    files = write_parts(tmp_path, WHOLE, 3)

    header = vet(files[0])

    assert header.architecture == "llama"
    assert [tensor.name for tensor in header.tensors] == ["a", "b", "c", "d", "e"]
    assert header.file_bytes == sum(file.stat().st_size for file in files)
    assert header.needed_bytes <= header.file_bytes


def test_a_part_that_is_missing_is_named(tmp_path: Path) -> None:
    files = write_parts(tmp_path, WHOLE, 3)
    files[1].unlink()

    assert refusal(files[0]) == AppError(
        Code.SPLIT_PART_MISSING, path=str(files[0]), missing=str(files[1])
    )


def test_a_part_that_is_cut_short_is_named(tmp_path: Path) -> None:
    files = write_parts(tmp_path, WHOLE, 3)
    files[2].write_bytes(files[2].read_bytes()[:-1])

    error = refusal(files[0])

    assert (error.code, error.params["path"]) == (Code.FILE_TRUNCATED, str(files[2]))


def test_a_later_part_is_not_the_model(tmp_path: Path) -> None:
    error = refusal(write_parts(tmp_path, WHOLE, 3)[1])

    assert (error.code, error.params["part"], error.params["parts"]) == (Code.SPLIT_FILE, 2, 3)


def test_parts_in_the_wrong_order(tmp_path: Path) -> None:
    first, second, third = write_parts(tmp_path, WHOLE, 3)
    second.rename(tmp_path / "x")
    third.rename(second)
    (tmp_path / "x").rename(third)

    error = refusal(first)

    assert (error.code, error.params["what"]) == (Code.HEADER_BROKEN, "split.no")


def test_a_part_of_another_model(tmp_path: Path) -> None:
    first, *_ = write_parts(tmp_path, WHOLE, 3)
    (tmp_path / "other").mkdir()
    other = Gguf(tensors=(Tensor("a"), Tensor("a2"), Tensor("a3")))
    write_parts(tmp_path / "other", other, 3)[1].replace(tmp_path / "tiny-00002-of-00003.gguf")

    assert refusal(first).code is Code.HEADER_BROKEN


def test_a_first_part_that_was_given_another_name(tmp_path: Path) -> None:
    first, *_ = write_parts(tmp_path, WHOLE, 3)
    renamed = first.rename(tmp_path / "model.gguf")

    error = refusal(renamed)

    assert (error.code, error.params["what"]) == (Code.HEADER_BROKEN, "name of a part")


def test_the_names_of_parts() -> None:
    assert files_of("m/x.gguf") == (Path("m/x.gguf"),)
    assert files_of("x-00001-of-00002.gguf") == (
        Path("x-00001-of-00002.gguf"),
        Path("x-00002-of-00002.gguf"),
    )
    for name in ("x-00002-of-00002.gguf", "x-00001-of-99999.gguf", "x-00001-of-00000.gguf"):
        assert files_of(name) == (Path(name),)
    assert is_later_part(Path("x-00002-of-00002.gguf"))
    assert not is_later_part(Path("x-00001-of-00002.gguf"))


_LOAD = """
import sys
from llama_cpp import llama_cpp
keep = llama_cpp.llama_log_callback(lambda level, text, data: None)
llama_cpp.llama_log_set(keep, None)
params = llama_cpp.llama_model_default_params()
model = llama_cpp.llama_model_load_from_file(sys.argv[1].encode(), params)
print(llama_cpp.llama_model_size(model) if model else "refused")
"""


@pytest.mark.model
def test_llama_cpp_reads_the_files_by_the_same_rules(tmp_path: Path) -> None:
    starter = paths.starter_model()
    assert starter is not None
    files, whole = split_file(starter, tmp_path, 3), read_header(starter)

    vetted = vet(files[0])
    told = subprocess.run(
        [sys.executable, "-c", _LOAD, str(files[0])], capture_output=True, text=True, check=True
    )

    assert [t.name for t in vetted.tensors] == [t.name for t in whole.tensors]
    assert int(told.stdout) == sum(tensor.nbytes for tensor in vetted.tensors)
