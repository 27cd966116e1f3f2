"""The Debian package's texts, and archives that are the same each time."""

from __future__ import annotations

import argparse
import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from installers import deb, linux_files, parts, project, system_copyrights, tarball

import desktop_lm
from desktop_lm.cli.command import COMMANDS
from desktop_lm.cli.glossaries import command as glossaries
from desktop_lm.cli.history import command as history
from desktop_lm.cli.models import command as models
from desktop_lm.cli.translations import command as translations

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="made on Linux")


def test_the_changelog_is_one_that_debian_reads() -> None:
    text = deb.changelog()
    head, *lines = text.splitlines()

    assert head == f"desktop-lm ({desktop_lm.__version__}) unstable; urgency=medium"
    assert [line for line in lines if line.startswith("  * ")]
    assert re.match(r" -- .+ <.+@.+>  \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000", lines[-1])


@pytest.mark.skipif(not shutil.which("dpkg-parsechangelog"), reason="needs Debian's dpkg-dev")
def test_debians_own_tool_reads_the_changelog(tmp_path: Path) -> None:
    file = tmp_path / "changelog"
    file.write_text(deb.changelog(), "utf-8")
    command = ["dpkg-parsechangelog", "-l", str(file), "-S", "Version"]

    done = subprocess.run(command, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == desktop_lm.__version__
    assert done.stderr == ""


def test_control_has_a_field_a_line_and_a_description_of_its_own_lines() -> None:
    text = deb.control_text(["libc6 (>= 2.34)", "libxcb-cursor0"], 1234)
    fields = re.findall(r"^([A-Z][\w-]*): (.*)$", text, re.MULTILINE)

    assert dict(fields)["Depends"] == "libc6 (>= 2.34), libxcb-cursor0"
    assert dict(fields)["Installed-Size"] == "1234"
    description = text.partition("Description: ")[2].splitlines()[1:]
    assert description
    assert all(line.startswith(" ") for line in description)


def test_the_manual_page_knows_all_commands() -> None:
    page = project.filled(linux_files.LINUX / "desktop-lm.1.in")

    assert {*COMMANDS, "bench"} <= set(re.findall(r"^\.B (\w+)$", page, re.MULTILINE))
    assert desktop_lm.__version__ in page
    assert "@" not in page


def test_the_manual_page_tells_what_each_command_can_do_and_no_more() -> None:
    page = project.filled(linux_files.LINUX / "desktop-lm.1.in")
    commands = argparse.ArgumentParser().add_subparsers()
    for command in (glossaries, history, models, translations):
        command.add(commands)
    verbs = {
        name: set(re.findall(r"^ {4}(\w+) ", parser.format_help(), re.MULTILINE))
        for name, parser in commands.choices.items()
    }
    told = {
        name: set(re.findall(r"\w+", page.partition(f".B {name}\n")[2].partition("\n")[0]))
        for name in verbs
    }

    every = set[str]().union(*verbs.values(), {"correct"})
    assert {name: words & every for name, words in told.items()} == verbs


def small_folder(place: Path, *, reverse: bool) -> Path:
    names = ["b/two", "a/one", "c"]
    for name in reversed(names) if reverse else names:
        file = place / "folder" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
        os.utime(file, (len(str(place)), len(str(place))))
    (place / "folder" / "link").symlink_to("c")
    return place / "folder"


def test_the_same_files_make_the_same_tar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    sums = set()
    for name in ("once", "once more"):
        folder = small_folder(tmp_path / name, reverse=name == "once")
        tarball.pack(folder, tmp_path / f"{name}.tar")
        sums.add(hashlib.sha256((tmp_path / f"{name}.tar").read_bytes()).digest())

    assert len(sums) == 1


def test_what_is_packed_has_no_date(tmp_path: Path) -> None:
    for name in ("one", "two"):
        linux_files.write_gzip(tmp_path / name, "text\n")

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert gzip.decompress((tmp_path / "one").read_bytes()) == b"text\n"


def test_the_table_counts_every_byte_once(tmp_path: Path) -> None:
    sizes = {
        "desktop-lm": 3,
        "_internal/models/a.gguf": 5,
        "_internal/desktop_lm/resources/sentiment-adapter.gguf": 2,
        "_internal/PySide6/Qt/lib/libicudata.so.73": 7,
        "_internal/llama_cpp/lib/libggml-cpu-haswell.so": 11,
        "_internal/somebody/else": 13,
    }
    for name, size in sizes.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x" * size)
    (tmp_path / "_internal" / "link").symlink_to("models/a.gguf")

    table = parts.table(tmp_path)

    assert sum(table.values()) == sum(sizes.values())
    assert table["models"] == 7
    assert parts.without_models(tmp_path) == sum(sizes.values()) - 7


@pytest.mark.skipif(not shutil.which("dpkg-query"), reason="asks Debian's packages")
def test_the_systems_libraries_in_the_program_have_their_licences_beside_them(
    tmp_path: Path,
) -> None:
    (tmp_path / "_internal").mkdir()
    (tmp_path / "_internal" / "libc.so.6").touch()
    (tmp_path / "_internal" / "libpython3.11.so.1.0").touch()

    [text] = system_copyrights.write(tmp_path)

    assert text == tmp_path / "_internal" / "licences" / "libc6.txt"
    assert "Copyright" in text.read_text("utf-8")
    (tmp_path / "_internal" / "libof-nobody.so.1").touch()
    with pytest.raises(project.Failed):
        system_copyrights.write(tmp_path)


def home_with_program(home: Path) -> Path:
    """What the tar unpacks to, with a program that only says its name."""
    unpacked = home / "unpacked here"
    shutil.copytree(linux_files.LINUX, unpacked / "linux")
    program = unpacked / "lib" / "desktop-lm" / "desktop-lm"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\necho started\n")
    program.chmod(0o755)
    menu = unpacked / "share" / "applications" / "desktop-lm.desktop"
    menu.parent.mkdir(parents=True)
    shutil.copy(linux_files.LINUX / "desktop-lm.desktop", menu)
    shutil.copy(linux_files.LINUX / "install.sh", unpacked / "install.sh")
    return unpacked


def call(*command: object, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: os.environ[name] for name in ("PATH", "HOME")}
    return subprocess.run(
        [str(word) for word in command],
        env={**environment, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("name", ["plain", "two words", "程序", 'it\'s "&|$HOME" \\ 100%'])
def test_the_tar_is_installed_and_removed_wherever_it_is(
    tmp_path: Path, temporary_home: Path, name: str
) -> None:
    unpacked = home_with_program(tmp_path / name)
    prefix = tmp_path / name / "installed"
    kept = temporary_home / ".local" / "share" / "desktop-lm" / "history.sqlite"
    kept.parent.mkdir(parents=True)
    kept.touch()

    for _ in ("the first time", "over the first"):
        done = call(unpacked / "install.sh", prefix)
        assert done.returncode == 0, done.stderr
    started = call(prefix / "bin" / "desktop-lm")
    menu = (prefix / "share" / "applications" / "desktop-lm.desktop").read_text()
    assert started.stdout == "started\n"
    assert re.search(r'^Exec="/.*/desktop-lm" %f$', menu, re.MULTILINE)

    assert call(unpacked / "install.sh", "--uninstall", prefix).returncode == 0
    left = [place for place in prefix.rglob("*") if place.is_file() or place.is_symlink()]
    assert not [place for place in left if "desktop-lm" in place.name]
    assert kept.exists()


def content_of(folder: Path) -> dict[Path, bytes]:
    return {place: place.read_bytes() for place in folder.rglob("*") if place.is_file()}


@pytest.mark.parametrize("way", ["itself", "a link", "a detour", "its menu entries"])
def test_installed_into_the_folder_it_lies_in_nothing_is_changed(tmp_path: Path, way: str) -> None:
    unpacked = home_with_program(tmp_path)
    (tmp_path / "link").symlink_to(unpacked)
    before = content_of(unpacked)
    prefix = {
        "itself": [unpacked],
        "a link": [tmp_path / "link"],
        "a detour": [unpacked / "lib" / ".."],
        "its menu entries": [],
    }[way]

    done = call(unpacked / "install.sh", *prefix, XDG_DATA_HOME=str(unpacked / "share"))

    assert done.returncode == 1
    assert done.stderr.endswith("lies in that folder; name another one to install it into.\n")
    assert done.stderr.count("\n") == 1
    assert content_of(unpacked) == before
    assert not (unpacked / "bin").exists()


@pytest.mark.skipif(not shutil.which("desktop-file-validate"), reason="needs desktop-file-utils")
@pytest.mark.parametrize("name", ["two words", 'it\'s "&|$HOME" \\ 100%'])
def test_the_menu_entry_is_right_where_the_path_is_odd(tmp_path: Path, name: str) -> None:
    unpacked = home_with_program(tmp_path / name)
    assert call(unpacked / "install.sh", tmp_path / name / "installed").returncode == 0
    entry = tmp_path / name / "installed" / "share" / "applications" / "desktop-lm.desktop"

    assert call("desktop-file-validate", entry).stdout == ""
