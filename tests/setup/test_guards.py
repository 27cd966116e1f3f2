"""The guards of ``tests/conftest.py`` catch what they are there to catch, and nothing else."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

import pytest

from tests.setup.conftest import ROOT

pytestmark = pytest.mark.slow

SAMPLE = """
import logging, os, subprocess, sys, threading
from pathlib import Path
import pytest
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtWidgets import QComboBox, QDialog, QMainWindow, QWidget

kept = []

def test_leaves_a_thread():
    threading.Thread(target=threading.Event().wait, args=(60,), daemon=True).start()

def test_ends_its_thread():
    threading.Timer(0.2, print).start()

def test_leaves_a_process():
    kept.append(subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE))

def test_ends_its_process():
    subprocess.run([sys.executable, "-c", ""], check=True)

def test_logs_a_warning():
    logging.getLogger("some").warning("a thing went wrong")

@pytest.mark.allow_log("a thing went .*")
def test_logs_an_allowed_warning():
    logging.getLogger("some").warning("a thing went wrong")

def test_logs_information():
    logging.getLogger("some").info("all is well")

def test_leaves_a_widget(qapp):
    kept.append(QWidget())

def test_leaves_a_timer(qapp):
    timer = QTimer()
    timer.start(60_000)
    kept.append(timer)

def test_closes_its_window(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    box = QComboBox(window)
    box.addItem("one")
    timer = QTimer(window)
    timer.start(60_000)
    window.show()
    box.showPopup()
    QDialog(window).open()

def test_warns_in_qt(qapp):
    qWarning("a thing went wrong")

def test_lives_in_a_home_of_its_own():
    import platformdirs
    home = Path(os.environ["HOME"])
    assert not list(home.iterdir())
    assert platformdirs.user_log_path("x").is_relative_to(home)
"""


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Of each sample test, how its phases ended."""
    folder = tmp_path_factory.mktemp("guarded")
    (folder / "tests").mkdir()
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copy(ROOT / "tests" / "conftest.py", folder / "tests")
    (folder / "tests" / "test_sample.py").write_text(SAMPLE)
    command = [sys.executable, "-m", "pytest", "-v", "-rA", "--no-header", "-p", "no:cacheprovider"]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )
    found: dict[str, set[str]] = {}
    summary = re.compile(r"^(\w+) tests/test_sample.py::(\w+)", re.MULTILINE)
    for outcome, name in summary.findall(done.stdout):
        found.setdefault(name, set()).add(outcome)
    assert found, done.stdout + done.stderr
    return found


@pytest.mark.parametrize(
    "name",
    [
        "test_leaves_a_thread",
        "test_leaves_a_process",
        "test_logs_a_warning",
        "test_leaves_a_widget",
        "test_leaves_a_timer",
    ],
)
def test_a_guard_fails_the_test_behind_which_something_is_left(
    outcomes: dict[str, set[str]], name: str
) -> None:
    assert "ERROR" in outcomes[name]


def test_a_message_of_qt_fails_its_test(outcomes: dict[str, set[str]]) -> None:
    assert "FAILED" in outcomes["test_warns_in_qt"]


@pytest.mark.parametrize(
    "name",
    [
        "test_ends_its_thread",
        "test_ends_its_process",
        "test_logs_an_allowed_warning",
        "test_logs_information",
        "test_closes_its_window",
        "test_lives_in_a_home_of_its_own",
    ],
)
def test_a_clean_test_passes(outcomes: dict[str, set[str]], name: str) -> None:
    assert outcomes[name] == {"PASSED"}
