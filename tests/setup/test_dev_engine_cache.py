"""The built engine is kept under what it depends on, and a damaged one is never used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.setup.conftest import ROOT, load_dev

WHEEL = "llama_cpp_python-0.3.36-py3-none-any.whl"
real_dev = load_dev(ROOT)


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    file = tmp_path / "built" / WHEEL
    file.parent.mkdir()
    file.write_bytes(b"a wheel, as far as a cache is concerned")
    return file


def test_a_kept_wheel_comes_back_as_it_was(
    dev: SimpleNamespace, wheel: Path, tmp_path: Path
) -> None:
    shelf = tmp_path / "cache" / "key"
    dev.wheel_shelf.keep_wheel(wheel, shelf)

    kept = dev.wheel_shelf.kept_wheel(shelf)

    assert kept.name == WHEEL
    assert kept.read_bytes() == wheel.read_bytes()


def test_a_later_wheel_takes_the_place_of_the_earlier(
    dev: SimpleNamespace, wheel: Path, tmp_path: Path
) -> None:
    shelf = tmp_path / "cache" / "key"
    dev.wheel_shelf.keep_wheel(wheel, shelf)
    wheel.write_bytes(b"built again")
    dev.wheel_shelf.keep_wheel(wheel, shelf)

    assert dev.wheel_shelf.kept_wheel(shelf).read_bytes() == b"built again"


def test_an_empty_cache_is_no_news(
    dev: SimpleNamespace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert dev.wheel_shelf.kept_wheel(tmp_path / "nothing" / "here") is None
    assert capsys.readouterr().out == ""


@given(data=st.data())
def test_one_changed_byte_is_noticed(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("cache")
    (folder / WHEEL).write_bytes(data.draw(st.binary(min_size=1, max_size=200)))
    real_dev.wheel_shelf.keep_wheel(folder / WHEEL, folder / "shelf")
    kept = real_dev.wheel_shelf.kept_wheel(folder / "shelf")
    content = bytearray(kept.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    kept.write_bytes(content)

    assert real_dev.wheel_shelf.kept_wheel(folder / "shelf") is None


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"file": "a.whl"}',
        b'{"file": 3, "sha256": null}',
        b'{"file": "..", "sha256": ".."}',
        b"\xff\xfe",
    ],
)
def test_a_broken_note_is_said_and_not_believed(
    dev: SimpleNamespace, tmp_path: Path, capsys: pytest.CaptureFixture[str], note: bytes
) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    (shelf / "wheel.json").write_bytes(note)

    assert dev.wheel_shelf.kept_wheel(shelf) is None
    assert "damaged" in capsys.readouterr().out


def test_a_cache_that_takes_nothing_costs_no_more_than_a_line(
    dev: SimpleNamespace, wheel: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    in_the_way = tmp_path / "a file, no folder"
    in_the_way.touch()

    dev.wheel_shelf.keep_wheel(wheel, in_the_way / "key")

    assert "could not be kept" in capsys.readouterr().out
    assert dev.wheel_shelf.kept_wheel(in_the_way / "key") is None


def test_the_variable_names_the_cache(
    dev: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, temporary_home: Path
) -> None:
    monkeypatch.delenv("DESKTOP_LM_WHEELS", raising=False)
    assert dev.wheel_shelf.wheel_cache().is_relative_to(temporary_home)
    monkeypatch.setenv("DESKTOP_LM_WHEELS", str(tmp_path / "elsewhere"))
    assert dev.wheel_shelf.wheel_cache() == tmp_path / "elsewhere"


def test_every_checkout_shares_one_engine(new_checkout: Callable[[str], Path]) -> None:
    one, other = load_dev(new_checkout("one")), load_dev(new_checkout("other"))

    assert one.engines.engine_key() == other.engines.engine_key()


@pytest.mark.parametrize("variable", ["CMAKE_ARGS", "CC", "CXX", "CFLAGS", "CXXFLAGS"])
def test_other_build_variables_are_another_engine(
    dev: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "-DGGML_AVX512=OFF")
    before = dev.engines.engine_key()
    monkeypatch.setenv(variable, "-DGGML_AVX512=ON")

    assert dev.engines.engine_key() != before


@pytest.mark.parametrize("file", ["engine.txt", "engine-build.cmake"])
def test_another_source_is_another_engine(dev: SimpleNamespace, file: str) -> None:
    before = dev.engines.engine_key()
    with (dev.checkout.LOCKS / file).open("a") as changed:
        changed.write("# changed\n")

    assert dev.engines.engine_key() != before


def test_the_processor_is_part_of_the_key(dev: SimpleNamespace) -> None:
    assert len(dev.engines.cpu().split()) > 2, "more than the system's and the machine's name"
    assert dev.engines.cpu() == dev.engines.cpu()
