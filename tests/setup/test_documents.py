"""What the documents name is there: files, and commands of make, dev.py and the program."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

import pytest

from desktop_lm.bench import command as bench
from desktop_lm.cli import command as cli
from desktop_lm.cli.command import COMMANDS
from tests.setup.conftest import ROOT
from tests.setup.test_repo_rules import project_files

DOCUMENTS = sorted(file for file in project_files() if file.suffix == ".md")
# Made by commands; or a purpose of models, which only looks like a file.
ELSEWHERE = ("build/", ".venv/", "translation/everyday")
A_FILE = re.compile(r"`([\w.-]+(?:/[\w.-]+)+/?|\w+\.py)`")


GROUPS = ("bench", "glossaries", "history", "models", "translations")
LINES = sorted(
    {
        line
        for document in DOCUMENTS
        for line in re.findall(r"^ {4}(desktop-lm .+)$", document.read_text("utf-8"), re.MULTILINE)
    }
)


@pytest.fixture(scope="module")
def places() -> set[str]:
    """Every file and folder by each end of its path, modules without their ending as well."""
    found: set[str] = set()
    for file in project_files():
        path = PurePosixPath(file.relative_to(ROOT).as_posix())
        for place in (path, *path.parents):
            ends = {"/".join(place.parts[at:]) for at in range(len(place.parts))}
            found |= ends | {end.removesuffix(".py") for end in ends}
    return found


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_the_files_that_a_document_names_are_there(document: Path, places: set[str]) -> None:
    names = {name.rstrip("/") for name in A_FILE.findall(document.read_text("utf-8"))}

    assert not {name for name in names if not name.startswith(ELSEWHERE)} - places


def test_the_commands_that_documents_name_are_there() -> None:
    text = "\n".join(document.read_text("utf-8") for document in DOCUMENTS)
    targets = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert targets
    of_make = set(re.findall(r"(?:`|^ {4})make ([\w-]+)", text, re.MULTILINE))
    of_the_program = set(
        re.findall(r"(?:`|^ {4})desktop-lm ([a-z]\w*)(?![\w.])", text, re.MULTILINE)
    )

    assert {"run", "test", "package-test"} <= of_make <= set(targets[1].split())
    assert {"ask", "models"} <= of_the_program <= {*COMMANDS, "bench"}
    assert set(re.findall(r"dev\.py ([a-z-]+)", text)) <= set(targets[1].split())


@pytest.mark.parametrize("line", LINES)
def test_the_options_that_documents_name_are_there(
    line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = re.match(r"desktop-lm (\w+)(?: (\w+))?", line)
    assert words
    name = [words[1], *([words[2]] if words[1] in GROUPS else [])]
    main, asked = (bench.main, name[1:]) if name[0] == "bench" else (cli.main, name)
    with pytest.raises(SystemExit) as ended:
        main([*asked, "--help"])

    told = capsys.readouterr().out
    assert ended.value.code == 0
    assert set(re.findall(r"(?<!\w)--[a-z][a-z-]*", line)) <= {*re.findall(r"--[a-z][a-z-]*", told)}
