"""Settings come back as they were written, and no file can keep the program from starting."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.messages import CacheType
from desktop_lm.storage import settings as settings_file
from desktop_lm.storage.settings import Settings

NAMES = [each.name for each in fields(Settings) if each.name != "unknown"]
texts = st.text(st.characters(exclude_categories=["Cs"]))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
some_settings = st.builds(
    Settings,
    memory_limit_bytes=st.none() | st.integers(1, 2**62),
    idle_minutes=st.none() | st.floats(0.01, 1000),
    context=st.none() | st.integers(1, 2**31 - 1),
    cache_type=st.none() | st.sampled_from(CacheType),
    general_model=texts,
    task_models=st.dictionaries(texts, texts, max_size=3),
    unknown=st.dictionaries(texts.map("x-{}".format), st.integers(), max_size=3),
)


@given(settings=some_settings)
def test_settings_come_back_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, settings: Settings
) -> None:
    path = tmp_path_factory.getbasetemp() / "round-trip" / "settings.json"
    assert settings_file.write(path, settings)
    assert settings_file.read(path) == settings


def test_where_there_is_no_file_the_program_chooses(tmp_path: Path) -> None:
    assert settings_file.read(tmp_path / "settings.json") == Settings()
    assert not list(tmp_path.iterdir())


@given(values=st.dictionaries(st.sampled_from(NAMES), json_values))
def test_a_value_that_makes_no_sense_counts_as_not_set(
    tmp_path_factory: pytest.TempPathFactory, values: dict[str, Any]
) -> None:
    path = tmp_path_factory.getbasetemp() / "any-values.json"
    path.write_text(json.dumps(values), encoding="ascii")
    found = settings_file.read(path)
    assert settings_file.write(path, found)
    assert settings_file.read(path) == found


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("memory_limit_bytes", -1),
        ("memory_limit_bytes", "lots"),
        ("idle_minutes", float("nan")),
        ("idle_minutes", 0),
        ("context", 4096.5),
        ("cache_type", "q3"),
        ("mapped", "yes"),
        ("task_models", {"prompt": 3}),
    ],
)
def test_one_bad_value_does_not_cost_the_others(tmp_path: Path, name: str, value: Any) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"general_model": "m.gguf", name: value}), encoding="ascii")
    assert settings_file.read(path) == Settings(general_model="m.gguf")


@pytest.mark.parametrize("content", [b"", b"[1]", b"{", b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_file_is_ignored_and_kept_aside(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    assert settings_file.read(path) == Settings()
    assert not path.exists()
    assert (tmp_path / "settings.json.damaged").read_bytes() == content


def test_what_another_version_wrote_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"context": 2048, "colour": {"hue": 3}}', encoding="ascii")
    settings_file.write(path, replace(settings_file.read(path), context=None))
    assert json.loads(path.read_bytes())["colour"] == {"hue": 3}


def test_a_disk_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="ascii")
    assert not settings_file.write(tmp_path / "file" / "settings.json", Settings())
