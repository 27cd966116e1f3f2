"""What all installers share: places, the version, the date, and how other programs are called."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import desktop_lm

VERSION = desktop_lm.__version__
NAME = "desktop-lm"
ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "installers"
DIST = ROOT / "dist"
PACKAGING = ROOT / "packaging"
FROZEN = BUILD / "frozen" / NAME  # what PyInstaller makes
SUMMARY = "prompts, sentiment and translation with a language model, offline"
MAINTAINER = "desktop-lm maintainers <desktop-lm@users.noreply.github.com>"


class Failed(Exception):
    """An installer cannot be made; the message is a sentence for the person who asked for it."""


def epoch() -> int:
    """The date that goes into packages, in seconds since 1970: the last commit's, not today's."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    git = ["git", "log", "-1", "--format=%ct"]
    told = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    return int(told) if told else int((ROOT / "CHANGELOG.md").stat().st_mtime)


def date() -> datetime:
    """``epoch`` as a date."""
    return datetime.fromtimestamp(epoch(), UTC)


def machine() -> str:
    """The processor's kind as names of files have it."""
    kind = platform.machine().lower()
    return {"amd64": "x86_64", "arm64": "aarch64"}.get(kind, kind)


def system() -> str:
    """Windows, macOS or Linux, as names of files have it."""
    return {"win32": "windows", "darwin": "macos"}.get(sys.platform, "linux")


def filled(template: Path) -> str:
    """A template's text with the version and the date in their places."""
    text = template.read_text("utf-8")
    return text.replace("@VERSION@", VERSION).replace("@DATE@", date().strftime("%Y-%m-%d"))


def call(
    command: Sequence[object],
    *,
    cwd: Path = ROOT,
    more: Mapping[str, str] | None = None,
    quiet: bool = False,
) -> str:
    """Run a program and give back what it printed. Raises Failed where it fails."""
    words = [str(word) for word in command]
    environment = {
        **os.environ,
        "SOURCE_DATE_EPOCH": str(epoch()),
        "LC_ALL": "C.UTF-8",
        **(more or {}),
    }
    done = subprocess.run(
        words,
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if quiet else None,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Failed(f"{words[0]} ended with {done.returncode}: {done.stdout}{done.stderr or ''}")
    return done.stdout


def changes() -> list[tuple[str, list[str]]]:
    """Of CHANGELOG.md, newest first: a version and its lines."""
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    found = []
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        head, _, body = part.partition("\n")
        items = re.split(r"^- ", body, flags=re.MULTILINE)[1:]
        found.append((head.split()[0], [" ".join(item.split()) for item in items]))
    return found
