"""``desktop-lm ask`` with the scripted engine's real stand-in: the starter model."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import known_answers


def _ask(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "desktop_lm", "ask", *arguments],
        capture_output=True,
        input=stdin,
        encoding="utf-8",
        check=False,
    )


def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    ended = _ask("--file", str(picture), "What is it?")
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"desktop-lm: {picture} holds no text")
    assert len(ended.stderr.splitlines()) == 1


def test_a_question_or_a_summary_is_needed(tmp_path: Path) -> None:
    assert _ask("--file", "a.txt").returncode == 2
    assert _ask("--file", "-", "-").returncode == 2


@pytest.mark.model
def test_the_answer_to_a_piped_text_cites_its_passages() -> None:
    text = "\n\n".join(known_answers.texts().values()) * 3
    ended = _ask(
        "--file", "-", "--json", "--max-tokens", "24", "How high is the tower of the lighthouse?",
        stdin=text,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert not told["whole"]
    assert 0 < len(told["passages"]) < told["passages_in_all"]
    assert any("31 metres" in passage["text"] for passage in told["passages"])
    assert told["files"] == ["-"]
