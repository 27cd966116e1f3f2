"""An answer is run again from its receipt."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop_lm import bootstrap
from desktop_lm.cli import command
from tests.support import known_answers


@pytest.mark.model
def test_the_same_tokens_come_again_and_others_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "receipt.json"
    asked = ["generate", "Tell me about the tides", "--max-tokens", "8", "--seed", "5"]
    model = Path(bootstrap.starter_model())
    monkeypatch.chdir(model.parent)
    assert command.main([*asked, "--write-receipt", str(path), "--model", model.name]) == 0
    text = capsys.readouterr().out.strip()
    monkeypatch.chdir(tmp_path)
    assert json.loads(path.read_text("utf-8"))["model"]["file"] == str(model)

    assert command.main(["generate", "--receipt", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["same"], told["text"], told["differences"]) == (True, text, [])

    receipt = json.loads(path.read_text("utf-8"))
    assert len(receipt["model"]["sha256"]) == 64
    assert receipt["trace"]["peak_bytes"] > 50_000_000
    receipt["token_ids"][3] += 1
    receipt["circumstances"]["engine"] = "another"
    path.write_text(json.dumps(receipt), encoding="utf-8")
    assert command.main(["generate", "--receipt", str(path)]) == 1
    told = capsys.readouterr().err
    assert "other tokens came" in told
    assert "the engine's build was another" in told
    assert "the answer's tokens was token 4" in told


@pytest.mark.model
def test_an_answer_from_documents_comes_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, text = tmp_path / "receipt.json", tmp_path / "long.md"
    text.write_text("\n\n".join(known_answers.texts().values()), encoding="utf-8")
    asked = ["ask", "--file", str(text), "How high is the tower?", "--max-tokens", "12", "--json"]
    assert command.main([*asked, "--write-receipt", str(path)]) == 0
    assert json.loads(capsys.readouterr().out)["passages"]

    text.unlink()  # all that was read of it is in the receipt
    assert command.main(["generate", "--receipt", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["same"], told["differences"]) == (True, [])


@pytest.mark.model
def test_a_grammar_that_would_end_the_engine_is_refused_in_a_receipt_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, grammar = tmp_path / "receipt.json", tmp_path / "yes.gbnf"
    grammar.write_text('root ::= "yes"', encoding="utf-8")
    asked = ["generate", "Well?", "--grammar", str(grammar), "--write-receipt", str(path)]
    assert command.main(asked) == 0
    receipt = json.loads(path.read_text("utf-8"))
    receipt["sampling"]["grammar"] = "root ::= " + "(" * 100_000 + '"yes"' + ")" * 100_000
    path.write_text(json.dumps(receipt), encoding="utf-8")

    assert command.main(["generate", "--receipt", str(path)]) == 1
    assert "it is too large" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"receipt": 7}', "\x00"])
def test_what_is_no_receipt_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    path = tmp_path / "receipt.json"
    path.write_text(content)
    assert command.main(["generate", "--receipt", str(path)]) == 1
    assert "is no receipt of this program" in capsys.readouterr().err
    assert command.main(["generate", "--receipt", str(tmp_path / "none")]) == 1


@pytest.mark.parametrize("asked", [["generate", "Hi"], ["ask", "Hi", "--file", "letter.txt"]])
def test_a_receipt_takes_no_file_s_place(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    asked: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    letter = Path("letter.txt")
    letter.write_text("Dear Ada", "utf-8")
    assert command.main([*asked, "--write-receipt", str(letter)]) == 1
    assert "letter.txt exists already" in capsys.readouterr().err
    assert letter.read_text("utf-8") == "Dear Ada"
