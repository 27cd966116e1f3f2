from __future__ import annotations

import os
import struct
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm import paths
from desktop_lm.errors import AppError, Code
from desktop_lm.models import gguf, gguf_metadata
from desktop_lm.models.gguf import read_header
from desktop_lm.models.gguf_metadata import Array, LongString
from tests.models.gguf_writer import (
    ARRAY,
    BOOL,
    F32,
    I32,
    STRING,
    U8,
    U32,
    Gguf,
    Tensor,
    pair,
    text,
)


def refusal(path: str | Path) -> AppError:
    with pytest.raises(AppError) as caught:
        read_header(path)
    return caught.value


def refused(tmp_path: Path, content: Gguf | bytes) -> AppError:
    path = tmp_path / "model.gguf"
    path.write_bytes(content if isinstance(content, bytes) else content.bytes())
    error = refusal(path)
    assert error.params["path"] == str(path)
    return error


# --- what a good file says ---------------------------------------------------------------------


def test_a_small_file_is_read_whole(tmp_path: Path) -> None:
    content = Gguf().plus(
        ("llama.context_length", U32, 2048),
        ("tokenizer.chat_template", STRING, "{{ 'é' }}"),
        ("flag", BOOL, True),
        ("scores", ARRAY, (F32, [0.5, 1.0])),
        ("words", ARRAY, (STRING, ["a", "bc"])),
    )
    path = content.write(tmp_path / "model.gguf")

    header = read_header(path)

    assert header.version == 3
    assert header.architecture == "llama"
    assert header.context_length == 2048
    assert header.chat_template == "{{ 'é' }}"
    assert header.metadata["flag"] is True
    assert header.metadata["scores"] == Array(F32, 2, (0.5, 1.0))
    assert header.metadata["words"] == Array(STRING, 2, ("a", "bc"))
    assert [(t.name, t.dims, t.offset, t.nbytes) for t in header.tensors] == [
        ("a", (4,), 0, 16),
        ("b", (32, 2), 32, 36),
    ]
    assert header.data_offset % header.alignment == 0
    assert header.needed_bytes == header.file_bytes == path.stat().st_size


@pytest.mark.parametrize("version", [2, 3])
def test_both_present_versions_are_read(tmp_path: Path, version: int) -> None:
    path = replace(Gguf(), version=version).write(tmp_path / "model.gguf")

    assert read_header(str(path)).version == version


def test_the_alignment_of_the_file_counts(tmp_path: Path) -> None:
    content = replace(Gguf().plus(("general.alignment", U32, 256)), alignment=256)

    header = read_header(content.write(tmp_path / "model.gguf"))

    assert header.alignment == 256
    assert header.data_offset % 256 == 0
    assert header.tensors[1].offset == 256


def test_long_values_are_passed_over_and_the_rest_is_found_behind_them(tmp_path: Path) -> None:
    many = [f"token {number}" for number in range(gguf_metadata.KEPT_ITEMS + 1)]
    content = Gguf().plus(
        ("tokens", ARRAY, (STRING, many)),
        ("types", ARRAY, (I32, list(range(100_000)))),
        ("long", STRING, "x" * (gguf_metadata.KEPT_STRING + 1)),
        ("big", ARRAY, (STRING, ["y" * (gguf_metadata.KEPT_STRING + 1)])),
        ("last", U32, 7),
    )

    metadata = read_header(content.write(tmp_path / "model.gguf")).metadata

    assert metadata["tokens"] == Array(STRING, len(many))
    assert metadata["types"] == Array(I32, 100_000)
    assert metadata["long"] == LongString(gguf_metadata.KEPT_STRING + 1)
    assert metadata["big"] == Array(STRING, 1)
    assert metadata["last"] == 7


def test_a_name_that_is_no_utf8_is_readable_all_the_same(tmp_path: Path) -> None:
    content = Gguf().plus(("general.name", STRING, b"caf\xe9"))

    assert read_header(content.write(tmp_path / "m")).text("general.name") == "caf\ufffd"


def test_values_of_another_type_than_asked_for_are_not_given(tmp_path: Path) -> None:
    content = Gguf().plus(("a", U32, 1), ("b", STRING, "x"), ("c", BOOL, True))
    header = read_header(content.write(tmp_path / "m"))

    assert (header.text("a"), header.text("missing")) == ("", "")
    assert (header.integer("b"), header.integer("c"), header.integer("a")) == (None, None, 1)


@pytest.mark.model
def test_the_starter_model_is_read_quickly_and_exactly() -> None:
    path = paths.starter_model()
    assert path is not None
    started = time.process_time()

    header = read_header(path)

    assert time.process_time() - started < 0.5
    assert header.architecture == "llama"
    assert header.context_length == 8192
    assert len(header.tensors) == 272
    assert header.needed_bytes == path.stat().st_size
    assert "<|im_start|>" in header.chat_template


def test_a_quarter_of_a_million_tokens_take_no_time_worth_naming(tmp_path: Path) -> None:
    tokens = struct.pack("<IQ", STRING, 262_144) + b"".join(
        text(f"tok{number}") for number in range(262_144)
    )
    extra = text("tokenizer.ggml.tokens") + struct.pack("<I", ARRAY) + tokens
    path = replace(Gguf(), pair_count=2, extra=extra).write(tmp_path / "m")
    started = time.process_time()

    header = read_header(path)

    assert time.process_time() - started < 1.5
    assert header.metadata["tokenizer.ggml.tokens"] == Array(STRING, 262_144)


# --- files that cannot be read -----------------------------------------------------------------


def test_a_missing_file(tmp_path: Path) -> None:
    assert refusal(tmp_path / "no.gguf").code is Code.FILE_MISSING
    assert refusal(tmp_path / "no\0name").code is Code.FILE_MISSING
    (tmp_path / "file").touch()
    assert refusal(tmp_path / "file" / "below").code is Code.FILE_MISSING


def test_a_folder_and_a_pipe_are_no_model_files(tmp_path: Path) -> None:
    assert refusal(tmp_path).code is Code.FILE_UNREADABLE
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        assert refusal(tmp_path / "pipe").code is Code.FILE_UNREADABLE


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = Gguf().write(tmp_path / "m")
    path.chmod(0)
    user = os.geteuid()
    if user == 0:  # root may read everything, so be nobody for a moment
        os.seteuid(65534)
    try:
        error = refusal(path)
    finally:
        os.seteuid(user)
    assert error.code is Code.FILE_UNREADABLE
    assert error.params["reason"]


def test_an_empty_file(tmp_path: Path) -> None:
    assert refused(tmp_path, b"").code is Code.FILE_EMPTY


@pytest.mark.parametrize(
    "content",
    [b"G", b"GGU", b"PK\x03\x04" + bytes(100), b"<!DOCTYPE html><html>", b"lmgg" + bytes(50)],
)
def test_other_kinds_of_file(tmp_path: Path, content: bytes) -> None:
    assert refused(tmp_path, content).code is Code.NOT_GGUF


@pytest.mark.parametrize(
    ("version", "told"), [(0, 0), (1, 1), (4, 4), (0x03000000, "3 (big-endian)")]
)
def test_other_versions(tmp_path: Path, version: int, told: object) -> None:
    error = refused(tmp_path, replace(Gguf(), version=version))

    assert error.code is Code.GGUF_VERSION
    assert error.params["version"] == told


@pytest.mark.slow
def test_every_shorter_file_is_truncated_or_no_gguf_at_all(tmp_path: Path) -> None:
    whole = Gguf().plus(("x", ARRAY, (STRING, ["abc"])), ("y", U32, 1)).bytes()
    path = tmp_path / "model.gguf"
    for size in range(1, len(whole)):
        path.write_bytes(whole[:size])
        error = refusal(path)
        if size < 4:
            assert error.code is Code.NOT_GGUF
            continue
        assert error.code is Code.FILE_TRUNCATED
        assert error.params["actual"] == size
        assert size < error.params["expected"] <= len(whole)


def test_the_bytes_missing_at_the_end_are_counted_to_the_last(tmp_path: Path) -> None:
    whole = Gguf().bytes()

    error = refused(tmp_path, whole[:-1])

    assert error.params == {
        "path": str(tmp_path / "model.gguf"),
        "actual": len(whole) - 1,
        "expected": len(whole),
    }


# --- absurd and contradictory headers ----------------------------------------------------------

HUGE = 2**64 - 1


def _raw_value(kind: int, raw: bytes) -> Gguf:
    return replace(Gguf(), pair_count=2, extra=text("key") + struct.pack("<I", kind) + raw)


ABSURD: dict[str, Gguf] = {
    "pairs": replace(Gguf(), pair_count=gguf_metadata.MAX_PAIRS + 1),
    "most pairs": replace(Gguf(), pair_count=HUGE),
    "tensors": replace(Gguf(), tensor_count=gguf.MAX_TENSORS + 1),
    "most tensors": replace(Gguf(), tensor_count=2**63),
    "key": replace(Gguf(), pair_count=2, extra=struct.pack("<Q", HUGE)),
    "string": _raw_value(STRING, struct.pack("<Q", HUGE)),
    "string near the top": _raw_value(STRING, struct.pack("<Q", 2**64 - 8)),
    "array": _raw_value(ARRAY, struct.pack("<IQ", U8, HUGE)),
    "array whose bytes wrap round": _raw_value(ARRAY, struct.pack("<IQ", U32, 2**62)),
    "string array": _raw_value(ARRAY, struct.pack("<IQ", STRING, 2**61)),
    "string in a long array": _raw_value(
        ARRAY, struct.pack("<IQ", STRING, 1000) + text("a") * 998 + struct.pack("<Q", 2**63)
    ),
    "alignment": Gguf().plus(("general.alignment", U32, 2**31)),
    "rank": replace(Gguf(), tensors=(Tensor("t", (1, 1, 1, 1, 1)),)),
    "elements": replace(Gguf(), tensors=(Tensor("t", (2**32, 2**32)),)),
    "elements that wrap to none": replace(Gguf(), tensors=(Tensor("t", (2**32, 2**32, 2, 2**63)),)),
    "tensor name": replace(Gguf(), tensors=(Tensor("t" * 64),)),
    "bytes of all tensors": replace(
        Gguf(),
        data=False,
        tensors=(Tensor("t", (2**60,), 0, 2**62), Tensor("u", (2**60,), 0, 2**62)),
    ),
}


@pytest.mark.parametrize("content", ABSURD.values(), ids=ABSURD.keys())
def test_absurd_numbers_are_named(tmp_path: Path, content: Gguf) -> None:
    (tmp_path / "model.gguf").write_bytes(content.header() + bytes(64))

    error = refusal(tmp_path / "model.gguf")

    assert error.code is Code.HEADER_ABSURD
    assert error.params["value"] > error.params["limit"]
    assert error.params["what"]


def test_an_absurd_string_in_a_long_array_is_told_as_such(tmp_path: Path) -> None:
    error = refused(tmp_path, ABSURD["string in a long array"].header() + bytes(64))

    assert (error.params["what"], error.params["value"]) == ("string length", 2**63)


BROKEN: dict[str, Gguf] = {
    "empty key": Gguf().plus(("", U32, 1)),
    "a key twice": Gguf().plus(("general.architecture", STRING, "gpt2")),
    "unknown type": _raw_value(13, b""),
    "type far off": _raw_value(2**32 - 1, b""),
    "array of arrays": Gguf().plus(("nest", ARRAY, (ARRAY, [(U8, [1])]))),
    "array of unknown type": _raw_value(ARRAY, struct.pack("<IQ", 99, 1)),
    "alignment zero": Gguf().plus(("general.alignment", U32, 0)),
    "alignment odd": Gguf().plus(("general.alignment", U32, 48)),
    "alignment negative": Gguf().plus(("general.alignment", I32, -32)),
    "alignment text": Gguf().plus(("general.alignment", STRING, "32")),
    "alignment true": Gguf().plus(("general.alignment", BOOL, True)),
    "a tensor twice": replace(Gguf(), tensors=(Tensor("t"), Tensor("t"))),
    "no size": replace(Gguf(), tensors=(Tensor("t", (4, 0)),)),
    "half a block": replace(Gguf(), tensors=(Tensor("t", (33,), 2, 36),)),
    "a scalar in blocks": replace(Gguf(), tensors=(Tensor("t", (), 2, 18),)),
    "offset elsewhere": replace(Gguf(), tensors=(Tensor("t", offset=64),)),
    "tensors over each other": replace(Gguf(), tensors=(Tensor("t"), Tensor("u", offset=0))),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_contradictions_are_named(tmp_path: Path, content: Gguf) -> None:
    error = refused(tmp_path, content.bytes() + bytes(256))

    assert error.code is Code.HEADER_BROKEN
    assert error.params["what"]


@pytest.mark.parametrize("kind", [4, 5, 31, 32, 33, 36, 37, 38, 43, 2**31])
def test_weight_formats_llama_cpp_does_not_have(tmp_path: Path, kind: int) -> None:
    error = refused(tmp_path, replace(Gguf(), tensors=(Tensor("t", (256,), kind),)))

    assert error.code is Code.TENSOR_TYPE_UNSUPPORTED
    assert error.params["type"] == kind
    assert error.params["tensor"] == "t"


def test_names_are_told_in_one_short_line(tmp_path: Path) -> None:
    key = "<b>\n\u202e" + "k" * 500

    error = refused(tmp_path, Gguf().plus((key, U32, 1), (key, U32, 2)))

    assert error.params["what"] == "repeated key <b>??" + "k" * 59


@pytest.mark.slow
def test_the_sum_of_all_strings_is_bounded(tmp_path: Path) -> None:
    array = struct.pack("<IQ", STRING, gguf_metadata.MAX_ITEMS)
    pairs = b"".join(
        text(f"k{number}") + struct.pack("<I", ARRAY) + array + bytes(8 * gguf_metadata.MAX_ITEMS)
        for number in range(3)
    )
    path = tmp_path / "model.gguf"
    path.write_bytes(replace(Gguf(tensors=()), pair_count=4, extra=pairs).header())

    assert refusal(path).code is Code.HEADER_ABSURD


def test_the_text_kept_is_bounded(tmp_path: Path) -> None:
    pairs = [(f"k{number}", STRING, "x" * gguf_metadata.KEPT_STRING) for number in range(33)]

    assert refused(tmp_path, Gguf().plus(*pairs)).code is Code.HEADER_ABSURD


def test_the_number_of_items_kept_is_bounded(tmp_path: Path) -> None:
    full = (ARRAY, (U8, [1] * gguf_metadata.KEPT_ITEMS))
    pairs = [
        (f"k{n}", *full)
        for n in range(gguf_metadata.KEPT_ALL_ITEMS // gguf_metadata.KEPT_ITEMS + 1)
    ]

    metadata = read_header(Gguf().plus(*pairs).write(tmp_path / "m")).metadata

    arrays = [value for value in metadata.values() if isinstance(value, Array)]
    assert sum(len(array.items or ()) for array in arrays) == gguf_metadata.KEPT_ALL_ITEMS
    assert arrays[-1] == Array(U8, gguf_metadata.KEPT_ITEMS)


@pytest.mark.skipif(os.name == "nt", reason="Windows writes the zeros out")
def test_a_header_of_gigabytes_is_not_read_to_its_end(tmp_path: Path) -> None:
    pairs = b"".join(
        pair(f"k{number}", STRING, b"")[:-8] + struct.pack("<Q", gguf_metadata.MAX_STRING)
        for number in range(1)
    )
    path = tmp_path / "model.gguf"
    with path.open("wb") as file:
        file.write(struct.pack("<4sIQQ", b"GGUF", 3, 1, 40) + pairs)
        for number in range(1, 40):
            file.seek(gguf_metadata.MAX_STRING, os.SEEK_CUR)
            file.write(text(f"k{number}") + struct.pack("<IQ", STRING, gguf_metadata.MAX_STRING))
        file.truncate(1 << 33)

    error = refusal(path)

    assert error.code is Code.HEADER_ABSURD
    assert error.params["what"] == "header size"


# --- whatever the file holds -------------------------------------------------------------------


def _outcome(path: Path) -> str:
    """Read a file that may hold anything: a header or an AppError, at small cost."""
    process = psutil.Process()
    before, started = process.memory_info().rss, time.process_time()
    try:
        read_header(path)
        result = "read"
    except AppError as error:
        result = error.code.value
    assert time.process_time() - started < 5
    assert process.memory_info().rss - before < 256 << 20
    return result


VALID = Gguf().plus(
    ("general.name", STRING, "Ünï"),
    ("general.alignment", U32, 32),
    ("words", ARRAY, (STRING, ["a", "bc", ""])),
    ("numbers", ARRAY, (I32, [1, 2, 3])),
)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz") / "model.gguf"


@pytest.fixture(scope="module")
def starter_head() -> bytes:
    path = paths.starter_model()
    if path is None:
        pytest.skip("the starter model is not installed")
    with path.open("rb") as file:
        return file.read(100_000)


@given(st.binary(max_size=400))
def test_any_bytes(scratch: Path, content: bytes) -> None:
    scratch.write_bytes(content)
    assert _outcome(scratch) != "read"


@given(st.integers(0, 3), st.binary(max_size=400))
def test_any_bytes_behind_a_good_start(scratch: Path, version: int, content: bytes) -> None:
    scratch.write_bytes(b"GGUF" + struct.pack("<I", version) + content)
    _outcome(scratch)


Edit = Callable[[bytearray], None]


@st.composite
def mutations(draw: st.DrawFn, size: int) -> list[tuple[int, bytes]]:
    """A few places to overwrite, with numbers that break parsers among them."""
    number = st.sampled_from(
        [0, 1, 2**31 - 1, 2**31, 2**32 - 1, 2**62, 2**63 - 1, 2**63, 2**64 - 1]
    )
    patch = st.one_of(
        st.binary(min_size=1, max_size=9),
        number.map(lambda n: struct.pack("<Q", n)),
        number.map(lambda n: struct.pack("<I", n % 2**32)),
    )
    return draw(st.lists(st.tuples(st.integers(0, size - 1), patch), min_size=1, max_size=4))


def _mutate(content: bytes, edits: list[tuple[int, bytes]], cut: int) -> bytes:
    result = bytearray(content)
    for place, patch in edits:
        result[place : place + len(patch)] = patch
    return bytes(result[:cut])


@given(mutations(len(VALID.bytes())), st.integers(0, len(VALID.bytes())))
def test_a_small_file_with_changes(scratch: Path, edits: list[tuple[int, bytes]], cut: int) -> None:
    scratch.write_bytes(_mutate(VALID.bytes(), edits, len(VALID.bytes()) - cut // 8))
    _outcome(scratch)


@pytest.mark.model
@given(mutations(2_000), st.integers(0, 100_000))
def test_the_starter_model_with_changes_in_its_first_part(
    scratch: Path, starter_head: bytes, edits: list[tuple[int, bytes]], cut: int
) -> None:
    scratch.write_bytes(_mutate(starter_head, edits, cut))
    assert _outcome(scratch) != "read"
