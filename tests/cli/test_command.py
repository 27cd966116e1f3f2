"""The command line as a person or a script uses it: real processes, the real starter model."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from desktop_lm.child_command import child_environment
from desktop_lm.cli import command, error_text
from desktop_lm.errors import AppError, Code
from desktop_lm.tasks.task import Notice

COMMAND = [sys.executable, "-P", "-m", "desktop_lm"]


def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        env=environment(),
        check=False,
        timeout=300,
    )


def environment() -> dict[str, str]:
    return child_environment({**os.environ, "PYTHONIOENCODING": "utf-8"})


def answer(*arguments: str, stdin: str = "") -> Any:
    done = run(*arguments, "--json", stdin=stdin)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 1
    return json.loads(done.stdout)


@pytest.mark.model
def test_generate_answers_and_is_repeatable() -> None:
    arguments = ("generate", "Name three colours.", "--max-tokens", "12", "--seed", "4")
    found = answer(*arguments)
    assert set(found) == {"text", "tokens", "tokens_per_second", "stop_reason"}
    assert 0 < found["tokens"] <= 12
    assert found["stop_reason"] in ("end", "length")
    streamed = run(*arguments)
    assert streamed.returncode == 0
    assert streamed.stdout.rstrip("\n") == found["text"].rstrip("\n")


@pytest.mark.model
def test_an_answer_keeps_to_a_json_schema(tmp_path: Path) -> None:
    schema = tmp_path / "schema.json"
    schema.write_text(
        '{"properties": {"age": {"type": "integer", "maximum": 9, "minimum": 7}, '
        '"mood": {"enum": ["glad", "sad"]}}, "required": ["age", "mood"]}'
    )
    found = answer("generate", "How are you?", "--json-schema", str(schema), "--top-k", "5")
    person = json.loads(found["text"])
    assert person["age"] in (7, 8, 9)
    assert person["mood"] in ("glad", "sad")


@pytest.mark.parametrize(
    ("flag", "text", "words"),
    [
        ("--json-schema", '{\n"type": 5,', "line 2, column 11"),
        ("--json-schema", '{"items": {"type": "sting"}}', "/items/type: there is no type sting"),
        ("--grammar", 'root ::= "a"\nb ::= "', "line 2, column 7"),
        ("--json-schema", " \n", "is empty"),
        ("--grammar", "", "is empty"),
    ],
)
def test_a_wrong_schema_or_grammar_is_refused_with_its_place(
    tmp_path: Path, flag: str, text: str, words: str
) -> None:
    file = tmp_path / "form"
    file.write_text(text)
    done = run("generate", "Hello", flag, str(file))
    assert done.returncode == 1
    assert words in done.stderr


@pytest.mark.model
def test_sentiment_gives_a_checked_distribution_for_each_text() -> None:
    found = answer(
        "sentiment", "I love this, thank you!", "-", "--seed", "1", stdin="Terrible. Never again."
    )
    first, second = found["results"]
    assert first["label"] == "positive"
    assert second["label"] == "negative"
    assert second["text"] == "Terrible. Never again."
    for result in (first, second):
        assert set(result) == {"text", "label", "probabilities"}
        assert set(result["probabilities"]) == {"positive", "neutral", "negative"}
        assert sum(result["probabilities"].values()) == pytest.approx(1)


@pytest.mark.model
def test_translate_keeps_lines_and_gives_its_segments() -> None:
    found = answer("translate", "--from", "en", "--to", "fr", "-", stdin="Hello.\n\nGood night.\n")
    assert [segment["source"] for segment in found["segments"]] == ["Hello.", "Good night."]
    targets = [segment["target"] for segment in found["segments"]]
    assert all(targets)
    assert found["text"] == f"{targets[0]}\n\n{targets[1]}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("generate",),
        ("generate", "x", "--temperature", "-1"),
        ("generate", "x", "--max-tokens", "0"),
        ("translate", "x", "--from", "en"),
        ("translate", "x", "--from", "en", "--to", "fr", "--max-tokens", "0"),
        ("translate", "x", "--from", "en", "--to", "klingon"),
        ("sentiment", "Good", "--out", "results.csv"),
        ("sentiment", "Good", "--no-header"),
        ("sentiment", "--file", "rows.csv", "--encoding", "klingon"),
        ("sentiment", "--file", "rows.csv", "--encoding", "hex"),
        ("sentiment", "--file", "rows.csv", "--separator", ";;"),
        ("generate", "x", "--set", "topic=Tides"),
        ("generate", "x", "--receipt", "answer.json"),
        ("generate", "--receipt", "answer.json", "--write-receipt", "again.json"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_how(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert "usage:" in done.stderr
    assert done.stdout == ""


def test_what_is_neither_a_command_nor_a_file_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    for words, shown in (
        ("nonsense.txt", "nonsense.txt"),
        ("tides " * 50, "tides " * 9 + "tides…"),
    ):
        with pytest.raises(SystemExit):
            command.main([words])
        told = f'there is no command or file "{shown}"; a prompt goes with generate'
        assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "there is no file"), (b"", "is empty"), (b"GIF89a", "not a GGUF file")],
)
def test_a_bad_model_file_ends_with_1_and_one_sentence(
    tmp_path: Path, content: bytes | None, words: str
) -> None:
    path = tmp_path / "model.gguf"
    if content is not None:
        path.write_bytes(content)
    done = run("generate", "Hi", "--model", str(path))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.model
def test_an_empty_prompt_ends_with_1() -> None:
    done = run("generate", "-", stdin="  \n")
    assert (done.returncode, done.stdout) == (1, "")
    assert "empty" in done.stderr


@pytest.mark.model
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_stops_cleanly_with_the_text_so_far() -> None:
    process = subprocess.Popen(
        [*COMMAND, "generate", "Tell a long story.", "--max-tokens", "4000"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdout is not None
    first = process.stdout.read(1)
    children = psutil.Process(process.pid).children()
    process.send_signal(signal.SIGINT)
    rest, complaints = process.communicate(timeout=60)
    assert process.returncode == 130
    assert (first + rest).decode().strip()
    assert complaints == b""
    assert children
    assert not any(child.is_running() for child in children)


@pytest.mark.parametrize("code", Code)
def test_every_code_has_a_sentence(code: Code) -> None:
    class Anything(dict[str, str]):
        def __missing__(self, key: str) -> str:
            return key.upper()

    error = AppError(code)
    error.params = Anything()
    sentence = error_text.error_text(error)
    assert sentence.endswith(".")


def test_every_notice_has_a_sentence() -> None:
    for code, params in (
        ("characters_replaced", (("count", 2),)),
        ("template_replaced", (("reason", "time"),)),
        ("segment_cut", (("number", 3),)),
    ):
        assert error_text.notice_text(Notice(code, params))


@pytest.mark.model
def test_a_table_gets_a_verdict_in_each_row_and_keeps_its_columns(tmp_path: Path) -> None:
    source = tmp_path / "reviews.csv"
    source.write_text(
        "id;review\n1;I love this, thank you!\n2;\n3;Terrible. Never again.\n", encoding="utf-8"
    )
    out = tmp_path / "rated.csv"
    found = answer("sentiment", "--file", str(source), "--out", str(out))
    assert found["rows"] == 3
    assert found["text_column"] == "review"
    assert found["problems"] == {"empty": 1}
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == ["1", "2", "3"]
    assert [row["sentiment"] for row in rows] == ["positive", "", "negative"]
    assert rows[1]["note"] == "not judged: there is no text"
    assert {file.name for file in tmp_path.iterdir()} == {"reviews.csv", "rated.csv"}
    again = run("sentiment", "--file", str(source), "--out", str(out))
    assert again.returncode == 1
    assert "exists already" in again.stderr


def test_texts_and_a_table_are_not_asked_for_together() -> None:
    assert run("sentiment", "Good", "--file", "reviews.csv").returncode == 2
    assert run("sentiment").returncode == 2


@pytest.mark.parametrize("stop", ["", "x" * 201, "\udcff"])
def test_a_stop_text_that_is_none_is_wrong_usage(
    stop: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(["generate", "Hi", "--stop", stop])
    assert ended.value.code == 2
    assert "argument --stop: must" in capsys.readouterr().err
