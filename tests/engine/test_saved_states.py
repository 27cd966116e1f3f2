"""Files of saved states: whole and right, or as if they were not there."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_lm.engine.saved_states import MAGIC, SUFFIX, Key, Kind, SavedStates

SCOPE = {"model": "ab" * 32, "engine": "0.3.36", "n_ctx": 512, "kv_unified": True}
KEY = Key(Kind.SEQUENCE, SCOPE, (1, 5, 9))
PAYLOAD = bytes(range(256)) * 8
LIMIT = 1 << 20

scopes = st.dictionaries(st.text(max_size=8), st.integers() | st.text(max_size=8) | st.booleans())
numbers = st.lists(st.integers(-1, 2**31)).map(tuple)
keys = st.builds(Key, st.sampled_from(Kind), scopes, numbers, st.none() | numbers)
each_own_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def states(tmp_path: Path) -> SavedStates:
    return SavedStates(tmp_path / "states", LIMIT)


def only_file(states: SavedStates) -> Path:
    (path,) = states.folder.iterdir()
    return path


def payload_of(states: SavedStates, key: Key) -> bytes | None:
    found = states.read(key)
    return None if found is None else bytes(found)


@given(key=keys, payload=st.binary(max_size=2000))
@each_own_folder
def test_what_was_written_is_read_and_found(key: Key, payload: bytes, states: SavedStates) -> None:
    assert states.write(key, payload)

    assert payload_of(states, key) == payload
    assert key in states.keys(key.scope, key.kind)


@given(key=keys, other=keys)
@each_own_folder
def test_nothing_is_read_under_another_key(key: Key, other: Key, states: SavedStates) -> None:
    states.drop(other)
    states.write(key, PAYLOAD)

    assert (payload_of(states, other) == PAYLOAD) is (key == other)


@pytest.mark.parametrize("name", SCOPE)
def test_a_file_renamed_to_another_scope_is_refused(name: str, states: SavedStates) -> None:
    states.write(KEY, PAYLOAD)
    other = replace(KEY, scope={**SCOPE, name: "another"})
    only_file(states).rename(states.folder / other.name)

    assert states.read(other) is None
    assert list(states.folder.iterdir()) == []


def parts_of_a_file() -> dict[str, int]:
    """A place in each part of the file."""
    header_at = len(MAGIC) + 4
    return {
        "magic": 0,
        "length of the header": len(MAGIC),
        "header": header_at + 3,
        "payload's first byte": -32 - len(PAYLOAD),
        "payload": -32 - len(PAYLOAD) // 2,
        "payload's last byte": -33,
        "hash": -32,
        "hash's last byte": -1,
    }


@pytest.mark.parametrize("place", parts_of_a_file().values(), ids=parts_of_a_file().keys())
def test_one_wrong_bit_in_any_part(place: int, states: SavedStates) -> None:
    states.write(KEY, PAYLOAD)
    path = only_file(states)
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)

    assert states.read(KEY) is None
    assert not path.exists()
    assert states.write(KEY, PAYLOAD)
    assert payload_of(states, KEY) == PAYLOAD


@given(place=st.integers(0), bit=st.integers(0, 7))
@each_own_folder
def test_one_wrong_bit_anywhere(place: int, bit: int, states: SavedStates) -> None:
    states.write(KEY, PAYLOAD)
    path = only_file(states)
    data = bytearray(path.read_bytes())
    data[place % len(data)] ^= 1 << bit
    path.write_bytes(data)

    states.keys(SCOPE, Kind.SEQUENCE)  # reads headers before any hash
    assert states.read(KEY) is None


@given(data=st.binary(max_size=300))
@each_own_folder
def test_a_file_of_anything(data: bytes, states: SavedStates) -> None:
    states.folder.mkdir(exist_ok=True)
    (states.folder / KEY.name).write_bytes(MAGIC + data)

    assert all(len(key.tokens) < 300 for key in states.keys(SCOPE, Kind.SEQUENCE))
    assert states.read(KEY) is None


@given(length=st.integers(0, 2500))
@each_own_folder
def test_a_file_cut_short(length: int, states: SavedStates) -> None:
    states.write(KEY, PAYLOAD)
    path = only_file(states)
    data = path.read_bytes()
    path.write_bytes(data[: min(length, len(data) - 1)])

    assert states.read(KEY) is None


def test_the_limit_holds_and_what_was_used_longest_ago_goes_first(tmp_path: Path) -> None:
    states = SavedStates(tmp_path, 10_000)
    records = [replace(KEY, tokens=(number,)) for number in range(6)]
    for age, key in enumerate(records[:4]):
        assert states.write(key, bytes(2_000))
        os.utime(tmp_path / key.name, (age, age))
    states.read(records[0])  # used now

    for key in records[4:]:
        assert states.write(key, bytes(2_000))

    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 10_000
    left = [key for key in records if states.read(key) is not None]
    assert records[0] in left
    assert records[5] in left
    assert records[1] not in left


def test_a_record_that_is_too_large_is_not_kept(tmp_path: Path) -> None:
    states = SavedStates(tmp_path, 10_000)

    assert not states.write(KEY, bytes(states.largest + 1))
    assert list(tmp_path.iterdir()) == []


def test_drafts_that_an_engine_left_go_in_time(states: SavedStates) -> None:
    states.folder.mkdir()
    old, new = states.folder / "old.new", states.folder / "fresh.new"
    old.touch()
    new.touch()
    os.utime(old, (1, 1))

    states.write(KEY, PAYLOAD)

    assert not old.exists()
    assert new.exists()


def test_a_folder_that_cannot_be_made_costs_only_the_saving(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    states = SavedStates(tmp_path / "file" / "states", LIMIT)

    assert not states.write(KEY, PAYLOAD)
    assert states.read(KEY) is None
    assert states.keys(SCOPE, Kind.SEQUENCE) == []
    assert KEY.name.endswith(SUFFIX)
