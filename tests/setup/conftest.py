"""A checkout in a temporary folder, for tests of the script that sets one up."""

from __future__ import annotations

import importlib
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parents[2]


def load_dev(checkout: Path) -> SimpleNamespace:
    """The modules of ``develop`` of a checkout, by their names. They know where they lie, so those
    of another checkout are others."""
    names = [file.stem for file in (checkout / "develop").glob("[a-z]*.py")]
    kept = _forget_develop()
    sys.path.insert(0, str(checkout))
    try:
        return SimpleNamespace(
            **{name: importlib.import_module(f"develop.{name}") for name in names}
        )
    finally:
        sys.path.remove(str(checkout))
        _forget_develop()
        sys.modules.update(kept)


def _forget_develop() -> dict[str, ModuleType]:
    names = [name for name in sys.modules if name.partition(".")[0] == "develop"]
    return {name: sys.modules.pop(name) for name in names}


@pytest.fixture
def new_checkout(tmp_path: Path) -> Callable[[str], Path]:
    """Makes a copy of what ``dev.py`` reads, in a folder of the given name."""

    def make(name: str) -> Path:
        checkout = tmp_path / name
        shutil.copytree(ROOT / "requirements", checkout / "requirements")
        for file in ("dev.py", "pyproject.toml"):
            shutil.copy(ROOT / file, checkout / file)
        skipped = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "develop", checkout / "develop", ignore=skipped)
        (checkout / "desktop_lm").mkdir()
        (checkout / "desktop_lm" / "__init__.py").touch()
        shutil.copy(ROOT / "desktop_lm" / "display.py", checkout / "desktop_lm" / "display.py")
        return checkout

    return make


@pytest.fixture
def checkout(new_checkout: Callable[[str], Path]) -> Path:
    return new_checkout("a checkout")


@pytest.fixture
def dev(checkout: Path) -> SimpleNamespace:
    return load_dev(checkout)


@pytest.fixture
def set_up_checkout(checkout: Path, dev: SimpleNamespace) -> Path:
    """A checkout that counts as set up, whose programs only write down how they were called.

    A program fails where a file named like it, with ``.fails`` behind, lies beside it.
    """
    if sys.platform == "win32":
        pytest.skip("its programs are shell scripts")
    programs = dev.checkout.VENV / "bin"
    programs.mkdir(parents=True)
    for name in ("python", "ruff", "mypy", "lint-imports"):
        program = programs / name
        program.write_text(
            f'#!/bin/sh\necho "{name} $*" >> calls\ntest ! -e "$(dirname "$0")/{name}.fails"\n'
        )
        program.chmod(0o755)
    stamp = {
        "program": dev.set_up.set_up_key(),
        "tools": dev.checkout.digest(dev.checkout.LOCKS / "dev.txt"),
    }
    dev.set_up.STAMP.write_text(json.dumps(stamp))
    return checkout
