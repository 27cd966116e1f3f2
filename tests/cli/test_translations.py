"""``desktop-lm translate --file``, ``translations`` and ``glossaries`` as one uses them."""

from __future__ import annotations

import io
import json
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from desktop_lm import paths
from desktop_lm.cli import command
from desktop_lm.jobs.translation.file.order import FileOrder
from desktop_lm.jobs.translation.remembered import Made, Remembered
from desktop_lm.storage.translations.translation_memory import TranslationMemory
from desktop_lm.tasks.translation.prompt import Direction
from tests.support.architectures import Sizes
from tests.support.random_models import write_model


class Terminal:
    """Runs commands and gives what they print."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def run(self, *words: str) -> tuple[int, str, str]:
        status = command.main(words)
        out, err = self._capsys.readouterr()
        return status, out, err

    def told(self) -> str:
        """What it says of wrong usage."""
        return self._capsys.readouterr().err

    def json(self, *words: str) -> dict[str, Any]:
        status, out, err = self.run(*words, "--json")
        assert status == 0, err
        found: dict[str, Any] = json.loads(out)
        return found


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


def test_a_file_goes_through_a_model_of_noise(tmp_path: Path, terminal: Terminal) -> None:
    model = str(write_model(tmp_path, "llama", Sizes()))
    source, target = tmp_path / "a.txt", tmp_path / "b.txt"
    source.write_text("The news.\n\n  She came home. 1234\n", "utf-8")
    words = ["translate", "--from", "auto", "--to", "fr", "--file", str(source)]
    words += ["--model", model]

    report = terminal.json(*words, "--out", str(target))

    assert (report["segments_in"], report["segments_out"]) == (2, 2)
    assert report["source_language"] == "en"
    assert report["translated"] == 2
    assert len(report["doubts"]) >= report["flagged"]
    lines = target.read_text("utf-8").split("\n")
    assert (lines[1], lines[2][:2], lines[2][-5:]) == ("", "  ", " 1234")
    status, _, complaint = terminal.run(*words, "--out", str(target))
    assert status == 1
    assert "exists already" in complaint
    memory = TranslationMemory(paths.translation_memory_file())
    Remembered(memory, "any model", Direction("en", "fr")).edit("The news.", "Les nouvelles.")
    memory.close()
    text = ["translate", "--from", "en", "--to", "fr", "The news.", "--model", model]
    assert terminal.json(*text)["text"] == "Les nouvelles."  # by hand, whatever the model


class PressedAt(io.StringIO):
    """A terminal at which one presses Ctrl+C when it shows these words."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if self._words in text:
            self._words = "\0"
            signal.raise_signal(signal.SIGINT)
        return super().write(text)


def test_ctrl_c_while_the_file_is_written_keeps_all_that_is_translated(
    tmp_path: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = str(write_model(tmp_path, "llama", Sizes()))
    source, target = tmp_path / "a.txt", tmp_path / "b.txt"
    source.write_text("The news.\nShe came home.\n", "utf-8")
    words = ["translate", "--from", "en", "--to", "fr", "--file", str(source)]
    words += ["--model", model, "--out", str(target)]
    pressed = PressedAt("texts written")
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stderr", pressed)
        assert command.main(words) == 130

    assert "paused; segments kept: 2 of 2; --resume goes on (b.txt.progress)" in pressed.getvalue()
    assert not target.exists()
    assert terminal.run(*words, "--resume")[0] == 0
    assert target.read_text("utf-8").count("\n") == 2


def test_wrong_files_and_languages_are_told(tmp_path: Path, terminal: Terminal) -> None:
    source = tmp_path / "a.txt"
    source.write_text("My friend came home.\n", "utf-8")
    words = ["translate", "--from", "en", "--to", "fr", "--model", str(source), "--file"]
    (tmp_path / "a.exe").write_bytes(b"MZ")
    (tmp_path / "folder").mkdir()
    complaints = {
        "none.txt": "there is no file",
        "a.exe": "cannot be translated",
        "folder": "cannot be translated",
    }
    for name, complaint in complaints.items():
        status, _, err = terminal.run(*words, str(tmp_path / name))
        assert status == 1
        assert complaint in err
    status, _, err = terminal.run(*words, str(source), "--to", "en")
    assert (status, err) == (1, "desktop-lm: both languages are English.\n")
    status, _, err = terminal.run(*words, str(source), "--out", str(tmp_path / "no" / "b.txt"))
    assert "there is no such folder" in err
    status, _, err = terminal.run(*words, str(source))
    assert (status, err.count("\n")) == (1, 1)  # no model: nothing is left of the run
    assert "not a GGUF file" in err
    for wrong in (
        ["x", "--file", str(source)],
        ["x", "--out", "b.txt"],
        ["--file", str(source), "--seed", "3"],
        ["x", "--variety", "Klingon"],
        [],
    ):
        with pytest.raises(SystemExit):
            command.main(["translate", "--from", "en", "--to", "fr", *wrong])
    for target, complaint in (("pl", "no varieties of pl"), ("pt", "is one of: ")):
        with pytest.raises(SystemExit):
            terminal.run("translate", "--from", "en", "--to", target, "x", "--variety", "X")
        assert complaint in terminal.told()
    assert {file.name for file in tmp_path.iterdir()} == {"a.txt", "a.exe", "folder"}
    assert FileOrder(source, source, "en", "fr").progress.name == "a.txt.progress"


def test_the_memory_goes_out_and_comes_in(tmp_path: Path, terminal: Terminal) -> None:
    memory = TranslationMemory(paths.translation_memory_file())
    Remembered(memory, "model", Direction("en", "de")).keep([Made("Good day", "Guten Tag")])
    Remembered(memory, "model", Direction("en", "fr")).edit("Good day", "Bonjour")
    memory.close()
    path = str(tmp_path / "all.tmx")

    assert terminal.json("translations", "export", path)["units"] == 2
    assert terminal.run("translations", "export", path)[0] == 1
    assert terminal.json("translations", "export", path, "--overwrite", "--edited")["units"] == 1
    found = terminal.json("translations", "search", "GOOD", "tag")["translations"]
    assert [(one["to"], one["target"], one["edited"]) for one in found] == [
        ("de", "Guten Tag", False)
    ]
    assert terminal.json("translations", "remove", "1", "2") == {"removed": 2, "left": 0}
    assert terminal.run("translations", "search")[0] == 1
    assert terminal.json("translations", "import", path)["added"] == 1
    assert "Bonjour" in terminal.run("translations", "search")[1]
    (tmp_path / "bad.tmx").write_text("<tmx>\n<body>")
    status, _, err = terminal.run("translations", "import", str(tmp_path / "bad.tmx"))
    assert status == 1
    assert "line 2" in err


def unit(languages: str, word: str) -> str:
    variants = (
        f'<tuv xml:lang="{language}"><seg>{word} {language}</seg></tuv>'
        for language in languages.split()
    )
    return f"<tu>{''.join(variants)}</tu>"


def test_what_an_import_tells_adds_up_to_what_is_there(tmp_path: Path, terminal: Terminal) -> None:
    path = tmp_path / "theirs.tmx"
    units = unit("en de fr", "One") + unit("en de", "Two")
    path.write_text(f'<tmx><header srclang="en"/><body>{units}</body></tmx>')

    _, out, _ = terminal.run("translations", "import", str(path))

    assert out == (
        "translations added: 3; the other way round besides: 3; "
        "there already, or changed here since: 0\n"
    )
    assert len(terminal.json("translations", "search")["translations"]) == 6
    assert terminal.json("translations", "import", str(path)) == {
        "units": 3,
        "added": 0,
        "turned": 0,
        "renewed": 0,
        "known": 3,
    }
    path.write_text(f"<tmx><body>{unit('tlh en', 'Three')}</body></tmx>")
    assert "nothing in it" in terminal.run("translations", "import", str(path))[1]


def test_glossaries_are_kept_listed_and_written(tmp_path: Path, terminal: Terminal) -> None:
    table = tmp_path / "terms.csv"
    table.write_text("bank;Ufer\nbank;Bank\n;\na;b\nb;a\n", "utf-8")
    words = ("glossaries", "import", str(table), "--from", "en", "--to", "de")

    status, out, err = terminal.run(*words)

    assert status == 0
    assert "terms: 4 terms" in out
    assert "rows with nothing on one side, left out: 1" in out
    assert 'rows 1 and 2 contradict each other: bank is "Ufer" or "Bank"; row 1 counts' in err
    assert "rows 4, 5 lead in a circle: a → b → a" in err
    assert terminal.run(*words)[0] == 1
    assert terminal.json(*words, "--name", "Other", "--force")["empty"] == 1
    listed = terminal.json("glossaries", "list")["glossaries"]
    assert [(one["name"], one["pairs"], one["on"]) for one in listed] == [
        ("Other", [["en", "de"]], True),
        ("terms", [["en", "de"]], True),
    ]
    assert not terminal.json("glossaries", "switch", "Other", "off")["on"]
    back = tmp_path / "back.tsv"
    assert terminal.json("glossaries", "export", "terms", str(back))["terms"] == 4
    assert "or --overwrite it" in terminal.run("glossaries", "export", "terms", str(back))[2]
    assert terminal.run("glossaries", "export", "terms", str(back), "--overwrite")[0] == 0
    assert back.read_text("utf-8-sig").splitlines()[1] == "bank\tUfer\t"
    assert terminal.run("glossaries", "remove", "Other")[0] == 0
    status, _, err = terminal.run("glossaries", "switch", "Other", "on")
    assert (status, err) == (1, 'desktop-lm: there is no glossary "Other"; there are: terms.\n')
    with pytest.raises(SystemExit):
        command.main(["glossaries", "import", str(table), "--from", "en"])


def test_a_damaged_glossary_stops_no_translation(tmp_path: Path, terminal: Terminal) -> None:
    table = tmp_path / "terms.csv"
    table.write_text("bank;Ufer\n", "utf-8")
    assert terminal.run("glossaries", "import", str(table))[0] == 0
    (paths.glossaries_dir() / "broken.json").write_text("{")
    model = str(write_model(tmp_path, "llama", Sizes()))
    words = ["translate", "--from", "en", "--to", "de", "--model", model]

    status, out, err = terminal.run(*words, "bank")

    assert (status, out) == (0, "Ufer\n")
    assert err.count('the glossary "broken" cannot be used') == 1
    (tmp_path / "a.txt").write_text("bank\n", "utf-8")
    status, _, err = terminal.run(*words, "--file", str(tmp_path / "a.txt"))
    assert (status, (tmp_path / "a.de.txt").read_text("utf-8")) == (0, "Ufer\n")
    assert err.count('the glossary "broken" cannot be used') == 1
    status, _, err = terminal.run(*words, "bank", "--glossary", "broken")
    assert status == 1  # that one was asked for


def test_a_damaged_glossary_or_profile_hides_no_other(tmp_path: Path, terminal: Terminal) -> None:
    table = tmp_path / "terms.csv"
    table.write_text("bank;Ufer\n", "utf-8")
    assert terminal.run("glossaries", "import", str(table))[0] == 0
    for folder in (paths.glossaries_dir(), paths.profiles_dir()):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "broken.json").write_bytes(b'{"name": "\xff"}')

    status, out, err = terminal.run("glossaries", "list", "--json")
    assert (status, [each["name"] for each in json.loads(out)["glossaries"]]) == (1, ["terms"])
    assert 'the glossary "broken" cannot be used' in err
    status, out, err = terminal.run("profiles", "--json")
    assert (status, json.loads(out)["profiles"]) == (1, [])
    assert 'the profile "broken" cannot be used' in err
    assert terminal.run("profiles", "--remove", "broken")[:2] == (0, "")
