"""A checkout in a temporary folder, for tests of the script that sets one up."""

from __future__ import annotations

import importlib.util
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def load_dev(checkout: Path) -> ModuleType:
    """``dev.py`` of a checkout as a module of its own."""
    spec = importlib.util.spec_from_file_location(f"dev_{id(checkout)}", checkout / "dev.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def new_checkout(tmp_path: Path) -> Callable[[str], Path]:
    """Makes a copy of what ``dev.py`` reads, in a folder of the given name."""

    def make(name: str) -> Path:
        checkout = tmp_path / name
        shutil.copytree(ROOT / "requirements", checkout / "requirements")
        for file in ("dev.py", "pyproject.toml"):
            shutil.copy(ROOT / file, checkout / file)
        (checkout / "desktop_lm").mkdir()
        (checkout / "desktop_lm" / "__init__.py").touch()
        shutil.copy(ROOT / "desktop_lm" / "display.py", checkout / "desktop_lm" / "display.py")
        return checkout

    return make


@pytest.fixture
def checkout(new_checkout: Callable[[str], Path]) -> Path:
    return new_checkout("a checkout")


@pytest.fixture
def dev(checkout: Path) -> ModuleType:
    return load_dev(checkout)


@pytest.fixture
def set_up_checkout(checkout: Path, dev: ModuleType) -> Path:
    """A checkout that counts as set up, whose programs only write down how they were called.

    A program fails where a file named like it, with ``.fails`` behind, lies beside it.
    """
    if sys.platform == "win32":
        pytest.skip("its programs are shell scripts")
    programs = dev.VENV / "bin"
    programs.mkdir(parents=True)
    for name in ("python", "ruff", "mypy", "lint-imports"):
        program = programs / name
        program.write_text(
            f'#!/bin/sh\necho "{name} $*" >> calls\ntest ! -e "$(dirname "$0")/{name}.fails"\n'
        )
        program.chmod(0o755)
    stamp = {"program": dev.set_up_key(), "tools": dev.digest(dev.LOCKS / "dev.txt")}
    dev.STAMP.write_text(json.dumps(stamp))
    return checkout
