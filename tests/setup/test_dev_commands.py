"""dev.py in a checkout that counts as set up: what it calls, says and answers."""

from __future__ import annotations

import ast
import importlib.util
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace

import psutil
import pytest

from tests.setup.conftest import ROOT, load_dev


def call(
    checkout: Path, *arguments: str, folder: Path | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """``dev.py`` as a person calls it, without a display unless ``variables`` name one."""
    no_display = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY")
    }
    return subprocess.run(
        [sys.executable, str(checkout / "dev.py"), *arguments],
        cwd=folder or checkout,
        env={**no_display, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def calls(checkout: Path) -> list[str]:
    return (checkout / "calls").read_text().splitlines()


def fail(checkout: Path, program: str) -> None:
    (checkout / ".venv" / "bin" / f"{program}.fails").touch()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is a display")
def test_without_a_display_the_terminal_shows_the_three_tasks(set_up_checkout: Path) -> None:
    done = call(set_up_checkout, "run")

    assert done.returncode == 0
    assert done.stdout.startswith("There is no display here, so ")
    assert calls(set_up_checkout) == ["python -m desktop_lm --smoke"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is a display")
def test_a_task_that_fails_in_the_terminal_fails_the_run(set_up_checkout: Path) -> None:
    fail(set_up_checkout, "python")

    assert call(set_up_checkout, "run").returncode == 1


def test_arguments_go_to_the_program(set_up_checkout: Path) -> None:
    assert call(set_up_checkout, "run", "generate", "--seed", "7", "a b").returncode == 0
    assert calls(set_up_checkout) == ["python -m desktop_lm generate --seed 7 a b"]


def test_the_program_runs_where_the_person_is(set_up_checkout: Path, tmp_path: Path) -> None:
    call(set_up_checkout, "run", "--model", "here.gguf", folder=tmp_path)

    assert (tmp_path / "calls").exists()


def test_a_program_that_ignores_the_first_interrupt_is_ended_by_the_second(
    set_up_checkout: Path,
) -> None:
    program = set_up_checkout / ".venv" / "bin" / "python"
    program.write_text("#!/bin/sh\ntrap '' INT\nexec sleep 60\n")
    script = interruptible(set_up_checkout, "run", "window")
    shown = psutil.Process(script.pid)
    until(lambda: [child.name() for child in shown.children()] == ["sleep"])

    script.send_signal(signal.SIGINT)
    with pytest.raises(subprocess.TimeoutExpired):
        script.wait(1)
    script.send_signal(signal.SIGINT)

    assert script.wait(30) != 0


def test_an_interrupt_ends_what_was_to_come_as_well(set_up_checkout: Path) -> None:
    ruff = set_up_checkout / ".venv" / "bin" / "ruff"
    ruff.write_text('#!/bin/sh\necho "ruff $*" >> calls\nwhile test ! -e go; do sleep 0.02; done\n')
    script = interruptible(set_up_checkout, "check")
    until((set_up_checkout / "calls").exists)

    script.send_signal(signal.SIGINT)
    (set_up_checkout / "go").touch()

    assert script.wait(30) == 130
    assert calls(set_up_checkout) == ["ruff check ."]


def interruptible(checkout: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """``dev.py`` as in a terminal: a test run in the background passes on that interrupts are
    ignored."""
    as_in_a_terminal = (
        "import runpy, signal, sys\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "del sys.argv[0]\n"
        "runpy.run_path(sys.argv[0], run_name='__main__')\n"
    )
    command = [sys.executable, "-c", as_in_a_terminal, str(checkout / "dev.py"), *arguments]
    return subprocess.Popen(command, cwd=checkout)


def until(condition: Callable[[], bool]) -> None:
    """Wait until something is so; half a minute is enough for anything here."""
    deadline = time.monotonic() + 30
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < deadline
        pause.wait(0.02)


def test_test_checks_everything_and_then_tests(set_up_checkout: Path) -> None:
    done = call(set_up_checkout, "test", "-k", "some")

    assert done.returncode == 0
    assert calls(set_up_checkout) == [
        "ruff check .",
        "ruff format --check .",
        "mypy dev.py develop desktop_lm",
        "lint-imports ",
        "python -m pytest -k some",
    ]


@pytest.mark.parametrize("program", ["ruff", "mypy", "lint-imports", "python"])
def test_one_failure_fails_the_whole_and_hides_nothing(set_up_checkout: Path, program: str) -> None:
    fail(set_up_checkout, program)

    assert call(set_up_checkout, "test").returncode == 1
    assert len(calls(set_up_checkout)) == 5


def test_quick_leaves_out_models_windows_and_what_is_slow(set_up_checkout: Path) -> None:
    assert call(set_up_checkout, "quick").returncode == 0
    [line] = calls(set_up_checkout)
    assert line.startswith("python -m pytest -m not model and not slow --hypothesis-profile=quick ")
    assert {"--ignore=tests/ui", "--ignore=tests/jobs"} <= set(line.split())
    assert line.endswith(" -n auto --dist loadfile")


def test_what_quick_leaves_out_is_there() -> None:
    dev = load_dev(ROOT)
    assert all((ROOT / "tests" / folder).is_dir() for folder in dev.checking.NOT_QUICK)


def test_other_pythons_do_not_leak_in(set_up_checkout: Path) -> None:
    program = set_up_checkout / ".venv" / "bin" / "python"
    program.write_text('#!/bin/sh\necho "path=$PYTHONPATH home=$PYTHONHOME" >> calls\n')

    # Standard library only: nothing on the path it is given may be needed by dev.py itself.
    call(set_up_checkout, "run", "x", PYTHONPATH=str(set_up_checkout / "other"))

    assert calls(set_up_checkout) == ["path= home="]


@pytest.mark.parametrize("arguments", [[], ["dance"]])
def test_wrong_usage(checkout: Path, arguments: list[str]) -> None:
    done = call(checkout, *arguments)

    assert done.returncode == 2
    assert "usage: dev.py" in done.stderr


def test_nothing_needs_to_be_installed(checkout: Path, tmp_path: Path) -> None:
    """All of it is imported before the command is found to be unknown."""
    command = [sys.executable, "-I", "-S", str(checkout / "dev.py"), "dance"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )

    assert done.returncode == 2
    assert "invalid choice: 'dance'" in done.stderr


def test_nothing_is_set_up_twice(set_up_checkout: Path) -> None:
    load_dev(set_up_checkout).set_up.set_up(with_tools=True)

    assert not (set_up_checkout / "calls").exists()


@pytest.mark.parametrize("stamp", ["", "[]", "{", "null", '{"program": "another"}'])
def test_a_stamp_that_says_something_else_is_not_believed(dev: SimpleNamespace, stamp: str) -> None:
    dev.checkout.VENV.mkdir()
    dev.set_up.STAMP.write_text(stamp)

    assert dev.set_up.read_stamp().get("program") != dev.set_up.set_up_key()


@pytest.mark.parametrize("name", ["build.txt", "runtime.txt", "engine.txt", "starter.txt"])
def test_another_lock_asks_for_another_set_up(dev: SimpleNamespace, name: str) -> None:
    before = dev.set_up.set_up_key()
    with (dev.checkout.LOCKS / name).open("a") as lock:
        lock.write("# changed\n")

    assert dev.set_up.set_up_key() != before


def test_only_what_is_installed_asks_for_another_set_up(
    dev: SimpleNamespace, checkout: Path
) -> None:
    before = dev.set_up.set_up_key()
    file = checkout / "pyproject.toml"
    file.write_text(file.read_text().replace("line-length = 100", "line-length = 90"))
    assert dev.set_up.set_up_key() == before

    file.write_text(file.read_text().replace("desktop_lm.__main__:main", "desktop_lm.other:main"))
    assert dev.set_up.set_up_key() != before


def test_an_older_python_reads_the_script_far_enough_to_say_so() -> None:
    """As old as 3.6, which knows neither annotations from the future nor ``list[str]``."""
    script = ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"), feature_version=(3, 7))
    nodes = list(ast.walk(script))
    annotations = [node.annotation for node in nodes if isinstance(node, ast.arg | ast.AnnAssign)]
    annotations += [node.returns for node in nodes if isinstance(node, ast.FunctionDef)]

    assert not [node for node in nodes if ast.unparse(node).startswith("from __future__")]
    assert all(isinstance(one, ast.Name | ast.Constant | None) for one in annotations)


@pytest.fixture
def path_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, str]], None]:
    """Makes PATH a folder that holds the given shell scripts alone."""
    if sys.platform == "win32":
        pytest.skip("the programs are shell scripts")

    def put(programs: dict[str, str]) -> None:
        folder = tmp_path / "bin"
        folder.mkdir()
        for name, script in programs.items():
            (folder / name).write_text(f"#!/bin/sh\n{script}\n")
            (folder / name).chmod(0o755)
        monkeypatch.setenv("PATH", str(folder))

    return put


@pytest.fixture
def script() -> ModuleType:
    """``dev.py`` itself, as far as an older Python reads."""
    spec = importlib.util.spec_from_file_location("dev_script", ROOT / "dev.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_an_older_python_hands_over_to_a_newer_one(
    script: ModuleType,
    path_with: Callable[[dict[str, str]], None],
    capfd: pytest.CaptureFixture[str],
) -> None:
    path_with(
        {
            "python3.13": "exit 127",  # a version manager's name for what is not installed
            "python3.12": f'exec "{sys.executable}" "$@"',
            "python3": "exit 1",
        }
    )

    # No command in the arguments of the test run is one of dev.py's, so it refuses them.
    assert script.continue_with_newer_python([str(ROOT / "dev.py"), "dance"]) == 2
    assert "invalid choice: 'dance'" in capfd.readouterr().err


def test_without_a_newer_python_there_is_one_sentence(
    script: ModuleType,
    path_with: Callable[[dict[str, str]], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    path_with({"python3": "exit 1"})

    assert script.continue_with_newer_python([]) == 1
    told = capsys.readouterr().out
    assert told.startswith("dev.py: desktop-lm needs Python 3.11 or newer; this is ")
    assert told.count("\n") == 1
