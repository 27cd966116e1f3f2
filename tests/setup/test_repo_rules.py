"""What holds for every file of the project, whoever wrote it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from desktop_lm import paths
from tests.setup.conftest import ROOT

# Spelled in two halves, so that this file keeps the rule it states.
REGISTRIES = [
    f"{name}.{end}"
    for name, end in [
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("anaconda", "org"),
        ("crates", "io"),
    ]
]
PINNED = re.compile(r"^[a-z0-9][a-z0-9-]*==[0-9][0-9a-z.]*( ; [a-z_]+ [!=<>]+ '[\w.]+')? \\$")
HASHED = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")
PATCHING = {"patch", "setattr", "setitem", "mock"}


def project_files() -> list[Path]:
    """Everything under version control or about to be."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listing.returncode:  # an archive of the sources, without its history
        return [
            file
            for file in ROOT.rglob("*")
            if file.is_file() and not any(part.startswith(".") for part in file.parts)
        ]
    names = listing.stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def texts() -> Iterator[tuple[str, str]]:
    """Name and text of each file that is text."""
    for file in project_files():
        try:
            yield file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def test_no_file_names_a_package_registry() -> None:
    found = [
        f"{name}: {host}" for name, text in texts() for host in REGISTRIES if host in text.lower()
    ]

    assert not found


def test_no_file_names_a_folder_of_the_machine_it_was_written_on() -> None:
    personal = re.compile(r"(?<![\w.)}/])/(?:root|work)/\w")
    found = [
        f"{name}: {match.group()}"
        for name, text in texts()
        for match in [personal.search(text), re.search(re.escape(str(ROOT)) + r"\b", text)]
        if match
    ]

    assert not found


def test_no_file_is_large_but_what_was_trained_for_the_program() -> None:
    translator, adapter = (  # where training goes on
        ROOT / "packaging" / "translator" / "translator-F16.gguf",
        ROOT / "packaging" / "sentiment_adapter" / "longer.gguf",
    )
    most = dict.fromkeys((paths.translator_model(), translator), 30_000_000)
    # Half as large in half precision, in which it costs 5 to 8 % of all reading.
    most |= dict.fromkeys((paths.resource("sentiment-adapter.gguf"), adapter), 2_000_000)
    large = [
        file.name for file in project_files() if file.stat().st_size > most.get(file, 1_000_000)
    ]

    assert not large


def python_files(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def calls(file: Path) -> Iterator[tuple[int, str, str]]:
    """Line, dotted name and first argument of each call in a file."""
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Call):
            first = ast.unparse(node.args[0]) if node.args else ""
            yield node.lineno, ast.unparse(node.func), first


def imports(file: Path) -> set[str]:
    """The modules a file imports, inside functions as well."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_tests_wait_for_things_and_not_for_time() -> None:
    naps = [
        f"{file.name}, line {line}: {name}"
        for file in python_files("tests")
        for line, name, _ in calls(file)
        if name.split(".")[-1] in ("sleep", "qWait") or name == "qtbot.wait"
    ]

    assert not naps


def test_tests_do_not_patch_the_program() -> None:
    """A variable or the interpreter's own state may be set; what is ours is used as it is."""
    patches = [
        f"{file.name}, line {line}: {name}({target}, ...)"
        for file in python_files("tests")
        for line, name, target in calls(file)
        if name.startswith(("monkeypatch.", "mocker.", "mock."))
        and name.split(".")[-1] in PATCHING
        and target not in sys.stdlib_module_names
    ]
    mocks = [
        f"{file.name}: {name}"
        for file in python_files("tests")
        for name in imports(file)
        if name.startswith("unittest")
    ]

    assert not patches
    assert not mocks


@pytest.mark.parametrize(
    "lock", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda f: f.stem
)
def test_a_lock_is_pins_and_hashes_and_nothing_else(lock: Path) -> None:
    lines = lock.read_text(encoding="utf-8").splitlines()
    lines = [line for line in lines if line and not line.startswith("#")]
    pins = [line for line in lines if not line.startswith(" ")]

    assert pins
    assert not [line for line in pins if not PINNED.match(line)]
    assert not [line for line in lines if line.startswith(" ") and not HASHED.match(line)]
    assert "/" not in lock.read_text(encoding="utf-8")


def test_locks_agree_on_versions() -> None:
    versions: dict[str, set[str]] = {}
    for lock in (ROOT / "requirements").glob("*.txt"):
        for name, version in re.findall(r"^([a-z0-9-]+)==(\S+)", lock.read_text(), re.MULTILINE):
            versions.setdefault(name, set()).add(version)

    assert not {name: found for name, found in versions.items() if len(found) > 1}


def package_of(need: str) -> str:
    return normal(re.split(r"[<>=!~\[ ;]", need)[0])


def test_what_the_program_imports_is_what_it_says_it_needs() -> None:
    whole = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = {package_of(need) for need in whole["project"]["dependencies"]}
    for_development = {package_of(need) for need in whole["dependency-groups"]["dev"]}
    own = {*sys.stdlib_module_names, "desktop_lm", "__future__"}
    bench = set(python_files("desktop_lm/bench"))
    tops: set[str] = set()
    for file in python_files("desktop_lm"):
        found = {name.partition(".")[0] for name in imports(file)} - own
        # What is measured against need not be there to use the program.
        tops |= found - for_development if file in bench else found
    packages = metadata.packages_distributions()
    # Several packages may share a name at the top.
    givers = {top: {normal(package) for package in packages[top]} for top in tops}

    assert not [top for top, packages_of_it in givers.items() if not packages_of_it & named]
    assert not named - set().union(*givers.values())


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
