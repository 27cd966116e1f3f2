"""What the program's first argument means."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_lm.__main__ import opens_window
from desktop_lm.cli import command
from desktop_lm.ui.app import file_argument


@pytest.mark.parametrize(
    "first", ["", "a.gguf", "A MODEL.GGUF", "-platform", "-psn_0_12345", "-style"]
)
def test_the_window_is_meant(first: str) -> None:
    assert opens_window(first)


@pytest.mark.parametrize(
    "first",
    ["--help", "--version", "-h", "--nonsense", "nonsense", "word " * 200, *command.COMMANDS],
)
def test_a_command_is_meant(first: str) -> None:
    assert not opens_window(first)


def test_an_existing_file_of_any_name_is_for_the_window(tmp_path: Path) -> None:
    path = tmp_path / "a model without an ending"
    path.touch()

    assert opens_window(str(path))
    assert not opens_window(str(tmp_path))


def test_a_command_is_one_even_where_a_file_is_called_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in command.COMMANDS:
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)

    assert not any(opens_window(name) for name in command.COMMANDS)
    assert opens_window(f".{os.sep}models")


def test_the_list_of_commands_is_the_parsers(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["--help"])

    said = capsys.readouterr().out
    assert re.findall(r"^    (\w+)\s", said, re.MULTILINE) == list(command.COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "file"),
    [
        ((), ""),
        (("m.gguf",), "m.gguf"),
        (("-platform", "offscreen", "m.gguf"), "m.gguf"),
        (("-psn_0_12345", "m.gguf"), "m.gguf"),
        (("-platform",), ""),
        (("-reverse", "m"), "m"),
    ],
)
def test_the_file_among_the_arguments(arguments: tuple[str, ...], file: str) -> None:
    assert file_argument(arguments) == (str(Path.cwd() / file) if file else "")


def test_a_start_loads_nothing_of_the_network() -> None:
    ask = "import sys, desktop_lm.bootstrap; print({'ssl', 'http.client'} & set(sys.modules))"

    told = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)

    assert told.stdout == "set()\n"


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_while_the_program_is_being_loaded_is_no_crash() -> None:
    """The signal comes when the first of its modules is looked for."""
    code = (
        "import os, runpy, signal, sys\n"
        "class Finder:\n"
        "    def find_spec(name, path=None, target=None):\n"
        "        if name == 'desktop_lm.cli':\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Finder)\n"
        "sys.argv = ['desktop-lm', 'models', 'list']\n"
        "runpy.run_module('desktop_lm', run_name='__main__')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (130, b"")
