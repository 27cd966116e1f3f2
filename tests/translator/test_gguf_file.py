"""GGUF files written and read: each value and number comes back, and other readers agree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from translator import gguf_file, metadata, weights
from translator.metadata import F16, Training
from translator.settings import Shape
from translator.vocabulary import Vocabulary
from translator.weights import Arrays

from desktop_lm.models.gguf import read_header
from tests.translator.conftest import PARTNERS, SHAPE

KEYS = st.text("abc.", min_size=1, max_size=8)
VALUES = (
    st.booleans()
    | st.integers(0, 2**63)
    | st.floats(width=32, allow_nan=False)
    | st.text(max_size=9)
    | st.lists(st.text(max_size=5), min_size=1, max_size=4)
    | st.lists(st.integers(-9, 9), min_size=1, max_size=4)
)
TENSORS: st.SearchStrategy[Any] = arrays.arrays(
    st.sampled_from([np.dtype(np.float32), np.dtype(np.float16)]),
    arrays.array_shapes(max_dims=3, max_side=7),
    elements=st.floats(-100, 100, width=16),
)


@given(st.dictionaries(KEYS, VALUES, max_size=5), st.dictionaries(KEYS, TENSORS, max_size=4))
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, pairs: dict[str, Any], tensors: dict[str, Any]
) -> None:
    file = tmp_path_factory.mktemp("gguf") / "a.gguf"

    gguf_file.write(file, pairs, tensors)
    found_pairs, found_tensors = gguf_file.read(file)

    assert found_pairs == pairs
    assert list(found_tensors) == list(tensors)
    for name, tensor in tensors.items():
        assert found_tensors[name].dtype == tensor.dtype
        np.testing.assert_array_equal(found_tensors[name], tensor)


@pytest.fixture
def written(vocabulary: Vocabulary, state: Arrays, tmp_path: Path) -> Path:
    file = tmp_path / "model.gguf"
    training = Training(7, 2.5, {"en-fr": 12, "fr-en": 13})
    pairs = metadata.describe(SHAPE, vocabulary, PARTNERS, training, F16)
    halved = {name: value.astype(np.float16) for name, value in state.items()}
    gguf_file.write(file, pairs, weights.to_llama(halved, SHAPE))
    return file


def test_a_file_holds_all_that_training_goes_on_from(
    written: Path, vocabulary: Vocabulary, state: Arrays
) -> None:
    pairs, tensors = gguf_file.read(written)

    assert metadata.read_training(pairs) == Training(7, 2.5, {"en-fr": 12, "fr-en": 13})
    assert metadata.read_vocabulary(pairs) == vocabulary
    assert metadata.read_shape(pairs) == SHAPE
    back = weights.from_llama(tensors, SHAPE)
    assert back.keys() == state.keys()
    for name, value in state.items():
        np.testing.assert_array_equal(back[name], value.astype(np.float16))


def test_the_programs_own_reader_finds_the_tensors(written: Path, state: Arrays) -> None:
    header = read_header(written)

    assert {one.name for one in header.tensors} == set(weights.names(SHAPE).values())
    assert len(header.tensors) == len(state)


def test_the_public_reader_finds_the_same(written: Path) -> None:
    gguf = pytest.importorskip("gguf")
    pairs, tensors = gguf_file.read(written)

    reader = gguf.GGUFReader(written)

    found = {key: one.contents() for key, one in reader.fields.items()}
    assert pairs.items() <= found.items()
    for one in reader.tensors:
        np.testing.assert_array_equal(one.data, tensors[one.name])


@pytest.mark.parametrize("data", [b"", b"GGML" + bytes(40), b"GGUF\x02" + bytes(40)])
def test_another_file_is_refused(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "a.gguf"
    file.write_bytes(data)

    with pytest.raises(ValueError, match="GGUF"):
        gguf_file.read(file)


def test_sizes_are_counted_as_the_tensors_are(vocabulary: Vocabulary, state: Arrays) -> None:
    assert SHAPE.parameters(len(vocabulary)) == sum(value.size for value in state.values())


def test_wide_rows_suit_the_256_blocks_of_k_quants() -> None:
    from translator.settings import PRESETS

    for name in ("cpu", "cpu-deep", "gpu"):
        shape: Shape = PRESETS[name].shape
        assert shape.width % 256 == 0
        assert shape.feed_forward % 256 == 0
        assert shape.heads * shape.head == shape.width
