"""What the system lacks is found out by looking, and said in one sentence."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

MISSING = {"libEGL.so.1": "libegl1", "libGL.so.1": "libgl1", "a C/C++ compiler": "g++"}


LACKS = "This system lacks libEGL.so.1, libGL.so.1 and a C/C++ compiler; "
PROVIDERS = "'libEGL.so.1()(64bit)' 'libGL.so.1()(64bit)' gcc-c++"


@pytest.mark.parametrize(
    ("tool", "advice"),
    [
        ("apt-get", "install it with: sudo apt-get install g++ libegl1 libgl1"),
        ("dnf", f"install it with: sudo dnf install {PROVIDERS}"),
        ("zypper", f"install it with: sudo zypper install {PROVIDERS}"),
        ("", "the Debian packages are g++, libegl1, libgl1."),
    ],
)
def test_the_sentence_names_thing_and_package(dev: SimpleNamespace, tool: str, advice: str) -> None:
    assert dev.system_packages.missing_sentence(MISSING, tool) == LACKS + advice


@pytest.mark.parametrize(
    ("tool", "part"), [("xcode-select", "xcode-select --install"), ("winget", "BuildTools")]
)
def test_where_compilers_come_from_elsewhere(dev: SimpleNamespace, tool: str, part: str) -> None:
    sentence = dev.system_packages.missing_sentence({"a C++ compiler": "its maker's tools"}, tool)

    assert sentence.startswith("This system lacks a C++ compiler; install it with: ")
    assert part in sentence


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="libraries of Linux")
def test_a_library_is_looked_for_by_loading_it(dev: SimpleNamespace) -> None:
    wanted = {"libc.so.6": "libc6", "libdoes-not-exist.so.7": "libdoes-not-exist7"}

    assert dev.missing.missing_libraries(wanted) == {"libdoes-not-exist.so.7": "libdoes-not-exist7"}


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="compilers have finders there")
def test_a_compiler_is_looked_for_on_the_path(
    dev: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("bin")
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.delenv("CXX", raising=False)
    monkeypatch.setenv("PATH", str(folder))
    assert dev.missing.missing_compiler() == {"a C/C++ compiler": "g++"}

    for name in ("cc", "c++"):
        (folder / name).write_text("#!/bin/sh\n")
        (folder / name).chmod(0o755)
    assert dev.missing.missing_compiler() == {}


def test_what_is_there_is_not_installed(dev: SimpleNamespace) -> None:
    dev.system_packages.require(dict)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="displays of Linux")
@pytest.mark.parametrize(
    ("variables", "library"),
    [
        ({}, None),
        ({"DISPLAY": ":0"}, "libxcb-cursor.so.0"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "libwayland-client.so.0"),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, "libxcb-cursor.so.0"),
    ],
    ids=["none", "x11", "wayland", "both"],
)
def test_a_window_needs_the_libraries_of_its_display(
    dev: SimpleNamespace,
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    library: str | None,
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert (
        (library in dev.missing.display_libraries())
        if library
        else not dev.missing.display_libraries()
    )
