"""``desktop-lm history`` as a person or a script uses it."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from desktop_lm import paths
from desktop_lm.cli import command
from desktop_lm.storage.history.conversation import Role
from desktop_lm.storage.history.history import History
from tests.support.chat_files import CHATGPT


@pytest.fixture(autouse=True)
def talk() -> None:
    with closing(History(paths.history_file())) as history:
        number = history.begin(title="Trips")
        asked = history.add(number, None, Role.USER, "Where to go?")
        about = {"model": "SmolLM2"}
        history.add(number, asked, Role.ASSISTANT, "我喜欢**北京**的春天", about=about)
        history.set_tags(number, ["travel"])
        history.begin(title="Empty")


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    status = command.main(["history", *words])
    return status, capsys.readouterr().out


def told(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    status, out = run(capsys, *words, "--json")
    assert status == 0
    found: dict[str, Any] = json.loads(out)
    return found


def test_conversations_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    titles = [each["title"] for each in told(capsys, "list")["conversations"]]
    assert titles == ["Empty", "Trips"]
    [tagged] = told(capsys, "list", "--tag", "travel")["conversations"]
    assert (tagged["number"], tagged["tags"]) == (1, ["travel"])
    assert "Trips" in run(capsys, "list")[1]


def test_messages_are_found(capsys: pytest.CaptureFixture[str]) -> None:
    [hit] = told(capsys, "search", "北京")["hits"]
    assert (hit["number"], hit["message"], hit["match"]) == (1, 2, "北京")
    assert "[北京]" in run(capsys, "search", "北京")[1]
    assert run(capsys, "search", "nothing") == (1, "")


def test_a_conversation_is_exported(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for place in ((), ("-o", "-")):
        status, out = run(capsys, "export", "1", "--format", "txt", *place)
        assert (status, "SmolLM2:\n我喜欢北京的春天" in out) == (0, True)
    assert not Path("-").exists()
    target = tmp_path / "trips.docx"
    made = told(capsys, "export", "1", "-o", str(target))
    assert made == {"path": str(target), "format": "docx", "bytes": target.stat().st_size}
    for option in ("--overwrite", "--force"):  # the first is what the refusal names
        assert told(capsys, "export", "1", "-o", str(target), option) == made


@pytest.mark.skipif(sys.platform == "win32", reason="who may read a file is told otherwise there")
def test_an_export_may_be_read_as_other_files_and_leaves_what_there_is_of_a_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    other, target, link = (tmp_path / name for name in ("other", "trips.md", "link.md"))
    other.touch()
    assert run(capsys, "export", "1", "-o", str(target))[0] == 0
    assert target.stat().st_mode == other.stat().st_mode
    target.chmod(0o640)
    target.write_text("before")
    link.symlink_to(target)
    assert run(capsys, "export", "1", "-o", str(link), "--overwrite")[0] == 0
    assert link.is_symlink()
    assert target.stat().st_mode & 0o777 == 0o640
    assert "Trips" in target.read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("export", "7"), "the history has no 7"),
        (("export", "1", "--answer", "9"), "the history has no 9"),
        (("export", "1", "-o", "a.pdf"), "choose Export in the History menu"),
        (("export", "1", "-o", "."), "already"),
    ],
)
def test_what_cannot_be_exported_is_said(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], sentence: str
) -> None:
    assert command.main(["history", *words]) == 1
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ("history", "list", "--limit", str(10**20)),
        ("history", "search", "Rome", "--limit", str(10**20)),
        ("history", "export", str(10**20)),
        ("translations", "search", "--limit", str(10**20)),
        ("translations", "remove", str(-(10**20))),
    ],
)
def test_a_number_that_nothing_counts_to_is_wrong_usage(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    with pytest.raises(SystemExit):
        command.main(words)
    assert "must be at most" in capsys.readouterr().err


def test_pdf_is_refused_with_the_way_to_it(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["history", "export", "1", "--format", "pdf"])
    assert "PDF is made in the window" in capsys.readouterr().err


def test_what_is_imported_twice_is_there_once(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "conversations.json"
    path.write_text(json.dumps(CHATGPT), encoding="utf-8")

    assert told(capsys, "import", str(path)) == {"added": 1, "known": 0}
    assert told(capsys, "import", str(path)) == {"added": 0, "known": 1}

    [listed] = told(capsys, "list", "--tag", "ChatGPT")["conversations"]
    assert listed["title"] == "Names"
    assert [hit["match"] for hit in told(capsys, "search", "Mia")["hits"]] == ["Mia"]
    with closing(History(paths.history_file())) as history:
        asked, answer = history.shown(listed["number"])
        assert (asked.text, answer.text) == ("A name?", "Tom.")
        assert len(answer.versions) == 2
    assert command.main(["history", "import", str(tmp_path / "none")]) == 1
