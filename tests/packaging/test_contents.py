"""What goes into the frozen program: what it needs, however indirectly, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from installers import contents

QT = "PySide6/Qt/plugins"


@pytest.mark.parametrize(
    "name",
    [
        f"{QT}/platforms/libqxcb.so",
        f"{QT}/platforms/libqwayland.so",
        f"{QT}/imageformats/libqsvg.so",
        "PySide6/plugins/platforms/qwindows.dll",
        "llama_cpp/lib/libllama.so",
        "llama_cpp/lib/libggml-cpu-haswell.so",
        "llama_cpp/lib/libggml.so.0",
        "models/SmolLM2-135M-Instruct.Q4_1.gguf",
        "numpy-2.4.6.dist-info/METADATA",
        "libxcb-cursor.so.0",
        "libpython3.11.so.1.0",
        "libffi.so.8",
    ],
)
def test_what_is_needed_stays(name: str) -> None:
    assert contents.is_wanted(name, linux=True)


@pytest.mark.parametrize(
    "name",
    [
        f"{QT}/sqldrivers/libqsqlmysql.so",
        f"{QT}/platformthemes/libqgtk3.so",
        f"{QT}/imageformats/libqpdf.so",
        "PySide6/Qt/translations/qtbase_de.qm",
        "llama_cpp/lib/libggml-base.so.0.25.3",
        "llama_cpp/lib/libmtmd.so",
        "numpy/_core/tests/test_umath.py",
        "libstdc++.so.6",
        "libX11.so.6",
        "libssl.so.3",
        "numpy-2.4.6.dist-info/RECORD",
    ],
)
def test_what_is_not_needed_goes(name: str) -> None:
    assert not contents.is_wanted(name, linux=True)


def test_elsewhere_libraries_are_not_the_systems() -> None:
    assert contents.is_wanted("libcrypto.so.3", linux=False)


LIBRARIES = st.sampled_from([f"PySide6/Qt/lib/libQt6{letter}.so.6" for letter in "ABCDEF"])
PLUGINS = st.sampled_from([f"{QT}/platforms/lib{letter}.so" for letter in "pqr"])


@given(st.dictionaries(st.one_of(LIBRARIES, PLUGINS), st.lists(LIBRARIES, max_size=3), max_size=9))
def test_a_library_stays_exactly_where_something_that_stays_links_to_it(
    links: dict[str, list[str]],
) -> None:
    kept = contents.needed(links, lambda name: [link.rpartition("/")[2] for link in links[name]])

    linked = {link for name in kept for link in links[name]} & set(links)
    assert kept == linked | {name for name in links if "/plugins/" in name}
