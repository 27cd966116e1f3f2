"""The translation of a file through kills and failures, with the real engine process."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest

from desktop_lm import bootstrap
from desktop_lm.cli.file_report import lines
from desktop_lm.cli.session import Interrupted, Session
from desktop_lm.cli.translate_file import OWNER, work
from desktop_lm.documents.translatable.unit import Place, Span, Unit
from desktop_lm.errors import AppError, Code, Stopped
from desktop_lm.jobs.translation.file.beginning import begin
from desktop_lm.jobs.translation.file.file_language import detected
from desktop_lm.jobs.translation.file.order import FileOrder, held, target_beside
from desktop_lm.jobs.translation.file.placing import placed
from desktop_lm.jobs.translation.file.run_file import Counts, RunFile
from desktop_lm.jobs.translation.file.translating import Chunk, FileTranslating
from desktop_lm.jobs.translation.file.writing import write
from desktop_lm.jobs.translation.remembered import Remembered
from desktop_lm.storage.settings import Settings
from desktop_lm.storage.translations.translation_memory import TranslationMemory
from desktop_lm.tasks.translation.checks import Finding, Flag
from desktop_lm.tasks.translation.many_segments import Translated
from desktop_lm.tasks.translation.text import CutText
from tests.support.packed_books import word_file, word_run
from tests.support.scripts import write_script
from tests.support.translating import texts
from tests.tasks.driving import MODEL

LINES = 60
SIGNS = " ".join(str(7**power) for power in range(28))  # much to read and no language


def numbered(path: Path, lines: int = LINES) -> Path:
    """Two sentences a line, every fourth line a repetition, every tenth empty."""
    texts = [
        "" if number % 10 == 9 else f"Room {number - number % 4}, {SIGNS}. Was it room {number}?"
        for number in range(lines)
    ]
    path.write_text("".join(f"  {text}\r\n" for text in texts), encoding="utf-8", newline="")
    return path


def sentences(path: Path) -> int:
    return path.read_text("utf-8").count("oom")


def test_three_kills_lose_no_segment_and_none_comes_twice(tmp_path: Path) -> None:
    source, target = numbered(tmp_path / "rooms.txt"), tmp_path / "chambres.txt"
    script = write_script(tmp_path, answer=["Salle: ", "{prompt}"], token_seconds=0.012)
    command = [sys.executable, "-m", "tests.support.file_translation_child"]
    command += [str(source), str(target), script]
    chance, done = random.Random(4), 0
    for _ in range(3):
        child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        told = int(child.stdout.readline())
        with pytest.raises(subprocess.TimeoutExpired):
            child.wait(chance.uniform(0, 0.2))
        child.kill()
        child.wait()
        child.stdout.close()
        assert done < told < sentences(source)
        with closing(RunFile.open(target.with_name("chambres.txt.progress"))) as kept:
            done = kept.counts().done
        assert told <= done
        assert not target.exists()
    before = source.read_bytes()
    last = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)

    report = json.loads(last.stdout.splitlines()[-1])
    assert source.read_bytes() == before
    assert target.read_text("utf-8") == before.decode().replace("\r\n", "\n").replace(
        "Room", "Salle: Room"
    ).replace("Was", "Salle: Was")
    assert report["segments_in"] == report["segments_out"] == sentences(source)
    different = len({n - n % 4 for n in range(LINES) if n % 10 != 9}) + LINES * 9 // 10
    assert report["translated"] + report["from_memory"] == different
    assert report["repeated"] == sentences(source) - different
    assert report["failed"] == report["flagged"] == 0
    assert {file.name for file in tmp_path.iterdir()} == {"rooms.txt", target.name, "script.json"}


@pytest.mark.parametrize("how", [{"overwrite": True}, {"resume": True}, {}], ids=str)
def test_a_run_over_another_file_stays(how: dict[str, bool], tmp_path: Path) -> None:
    order = FileOrder(numbered(tmp_path / "one.txt", 3), tmp_path / "new.txt", "en", "fr")
    begin(order).close()
    other = numbered(tmp_path / "two.txt", 4)
    with pytest.raises(AppError) as caught:
        begin(replace(order, source=other, **how))  # type: ignore[arg-type]
    assert caught.value.code is Code.RUN_OF_ANOTHER
    assert caught.value.params["source"] == str(order.source)
    kept = begin(replace(order, resume=True))
    assert kept.counts().segments == 6
    kept.close()


@pytest.mark.parametrize("how", [{"overwrite": True}, {"resume": True}], ids=str)
def test_a_run_over_a_file_that_was_moved_is_over_that_file(
    how: dict[str, bool], tmp_path: Path
) -> None:
    order = FileOrder(numbered(tmp_path / "one.txt", 3), tmp_path / "new.txt", "en", "fr")
    begin(order).close()
    moved = order.source.rename(tmp_path / "moved.txt")
    run = begin(replace(order, source=moved, **how))  # type: ignore[arg-type]
    assert run.counts().segments == 6
    run.close()


def test_what_the_memory_has_needs_no_model(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("Good day. Good night.\nGood day. Room 3.\n", encoding="utf-8")
    memory = TranslationMemory(tmp_path / "memory.sqlite")
    order = FileOrder(source, tmp_path / "b.txt", "en", "fr", model="m")
    remembered = Remembered(memory, "m", order.direction)
    with closing(begin(order)) as run:
        translating = FileTranslating(run, order, remembered)
        chunk = translating.next_chunk()
        assert chunk is not None
        assert chunk.texts == ("Good day.", "Good night.", "Room 3.")
        answer(chunk, 0, "Bonjour.")
        answer(chunk, 1, "Bonne nuit.", Finding(Flag.SAME))
        answer(chunk, 2, "Salle.", Finding(Flag.NUMBERS, ("3",)))
        translating.keep(chunk)
        write(order, run)
    assert order.target.read_text("utf-8") == "Bonjour. Bonne nuit.\nBonjour. Salle.\n"
    known = remembered.find("Good day.", "")
    assert known is not None
    assert (known.target, known.edited) == ("Bonjour.", False)
    doubtful = remembered.find("Room 3.", "")
    assert doubtful is not None
    assert doubtful.findings == (Finding(Flag.NUMBERS, ("3",)),)
    assert remembered.find("Good night.", "") is None  # it failed: another try may do better
    remembered.edit("Good night.", "Bonne nuit !")
    other = Remembered(memory, "another model", order.direction)
    assert other.find("Good day.", "") is None
    found = other.find("Good night.", "")
    assert found is not None
    assert found.edited
    memory.close()


def test_a_field_in_one_place_is_plain_words_in_another(tmp_path: Path) -> None:
    field = f'<w:fldSimple w:instr="REF a">{word_run("Figure 3")}</w:fldSimple>'
    paragraphs = (word_run("See ") + field + word_run("."), word_run("See Figure 3."))
    body = "".join(f"<w:p>{runs}</w:p>" for runs in paragraphs)
    order = FileOrder(word_file(tmp_path / "a.docx", body), tmp_path / "b.docx", "en", "de")
    with closing(TranslationMemory(tmp_path / "memory.sqlite")) as memory:
        remembered = Remembered(memory, "m", order.direction)
        with closing(begin(order)) as run:
            translating = FileTranslating(run, order, remembered)
            chunk = translating.next_chunk()
            assert chunk is not None
            assert chunk.texts[:2] == ("See Figure 3.",) * 2
            answer(chunk, 0, "Siehe Figure 3.")
            translating.keep(chunk)
            assert not remembered.knows("See Figure 3.")
            while chunk := translating.next_chunk():
                for index, text in enumerate(chunk.texts):
                    answer(chunk, index, text.replace("See Figure", "Siehe Abbildung"))
                translating.keep(chunk)
            write(order, run)
        known = remembered.find("See Figure 3.", "")
        assert known is not None
        assert known.target == "Siehe Abbildung 3."
        assert texts(order.target)[:2] == ["Siehe Figure 3.", "Siehe Abbildung 3."]

        remembered.edit("See Figure 3.", "Vgl. Abbildung 3.")
        again = replace(order, target=tmp_path / "c.docx")
        with closing(begin(again)) as run:
            translating = FileTranslating(run, again, remembered)
            chunk = translating.next_chunk()
            assert chunk is not None
            task = translating.factory(chunk)(MODEL)
            assert task.next_request(1) is None  # all of it is remembered
            for update in task.updates():
                FileTranslating.take(chunk, update)
            translating.keep(chunk)
            write(again, run)
    assert texts(again.target)[:2] == ["Siehe Figure 3.", "Vgl. Abbildung 3."]


def test_code_in_a_line_does_not_keep_it_from_being_remembered(tmp_path: Path) -> None:
    source = tmp_path / "a.md"
    source.write_text("Take `ls -a` now.\n", encoding="utf-8")
    order = FileOrder(source, tmp_path / "b.md", "en", "de")
    with closing(TranslationMemory(tmp_path / "memory.sqlite")) as memory:
        remembered = Remembered(memory, "m", order.direction)
        with closing(begin(order)) as run:
            translating = FileTranslating(run, order, remembered)
            chunk = translating.next_chunk()
            assert chunk is not None
            answer(chunk, 0, "Nimm jetzt `ls -a`.")
            translating.keep(chunk)
        assert remembered.knows("Take `ls -a` now.")


def answer(chunk: Chunk, index: int, text: str, *findings: Finding, known: bool = False) -> None:
    update = Translated(index, text, findings=findings, retried=bool(findings), known=known)
    FileTranslating.take(chunk, update)


def test_writing_that_is_stopped_keeps_the_run_and_leaves_no_half_file(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("Good day.\n\nGood night.\n")
    order = FileOrder(source, tmp_path / "b.txt", "en", "fr")

    def stop_at_second(units: int) -> None:
        if units:
            raise Stopped

    with closing(begin(order)) as run:
        translating = FileTranslating(run, order)
        chunk = translating.next_chunk()
        assert chunk is not None
        for at, text in enumerate(("Bonjour.", "Bonne nuit.")):
            answer(chunk, at, text)
        translating.keep(chunk)
        with pytest.raises(Stopped):
            write(order, run, stop_at_second)
        assert order.progress.exists()
        left = {file.name for file in tmp_path.iterdir()}
        assert {name for name in left if ".progress" not in name} == {"a.txt"}
        write(order, run)
    assert order.target.read_text("utf-8") == "Bonjour.\n\nBonne nuit.\n"


def test_a_copy_of_large_pictures_can_be_stopped(tmp_path: Path) -> None:
    source = word_file(tmp_path / "a.docx")
    with zipfile.ZipFile(source, "a") as file:
        file.writestr("word/media/sea.bmp", bytes(8 << 20))
    order = FileOrder(source, tmp_path / "b.docx", "en", "fr")

    told: list[int] = []

    def stop_behind_the_texts(units: int) -> None:
        told.append(units)
        if told.count(units) > 20:  # nothing but the picture is left
            raise Stopped

    with closing(begin(order)) as run:
        translating = FileTranslating(run, order)
        while chunk := translating.next_chunk():
            for index in range(len(chunk.ids)):
                answer(chunk, index, "Mots.")
            translating.keep(chunk)
        with pytest.raises(Stopped):
            write(order, run, stop_behind_the_texts)
    assert max(told) > 1
    assert not order.target.exists()
    assert order.progress.exists()


def test_formatting_that_finds_no_words_is_told(tmp_path: Path) -> None:
    source = tmp_path / "a.md"
    source.write_text("**Very** _good_ day. So ~~so~~.\n\n**All** is [well](http://a.b) **!**\n")
    order = FileOrder(source, tmp_path / "b.md", "en", "de")
    with closing(begin(order)) as run:
        translating = FileTranslating(run, order)
        chunk = translating.next_chunk()
        assert chunk is not None
        for at, text in enumerate(("Sehrgut.", "", "Alles ist gut!")):
            answer(chunk, at, text)
        translating.keep(chunk)
        report = write(order, run)

    assert order.target.read_text("utf-8") == ("_Sehrgut_. \n\n**Alles** ist [gut](http://a.b)!\n")
    assert [(one.place, one.source, one.what) for one in report.doubts] == [
        (Place(1), "Very good day.", ("Very",)),
        (Place(1), "So so.", ("so",)),
    ]
    assert report.flagged == 2
    assert report.to_json()["flags"] == {"formatting": 2}
    assert "a formatting or link found no words (2):" in list(lines(report))


def test_formatting_that_finds_no_words_takes_none_of_the_next_sentence(tmp_path: Path) -> None:
    source = tmp_path / "a.md"
    source.write_text("**Please** _do_ `x` ~~come~~ in. Type `y` or `x` now.\n", encoding="utf-8")
    order = FileOrder(source, tmp_path / "b.md", "en", "fr")
    with closing(begin(order)) as run:
        translating = FileTranslating(run, order)
        chunk = translating.next_chunk()
        assert chunk is not None
        assert chunk.texts == ("Please do `x` come in.", "Type `y` or `x` now.")
        answer(chunk, 0, "Entrez.")
        answer(chunk, 1, "Tapez `y` ou `x`.")
        translating.keep(chunk)
        report = write(order, run)

    assert order.target.read_text("utf-8") == "`x`~~Entrez~~. Tapez `y` ou `x`.\n"
    assert [(one.flag, one.what) for one in report.doubts] == [
        (Flag.FORMATTING, ("Please", "do")),
    ]


def test_a_string_that_was_not_translated_keeps_what_is_there(tmp_path: Path) -> None:
    entries = {"Server": "Telefon", "Save it": "Lade es", "Lost": "Verlust"}
    entry = '#, fuzzy\nmsgid "{}"\nmsgstr "{}"\n'
    source = tmp_path / "a.po"
    source.write_text("\n".join(entry.format(*one) for one in entries.items()))
    order = FileOrder(source, tmp_path / "b.po", "en", "de")
    with closing(begin(order)) as run:
        translating = FileTranslating(run, order)
        chunk = translating.next_chunk()
        assert chunk is not None
        answer(chunk, 0, "Server")
        answer(chunk, 1, "Save it", Finding(Flag.SAME))
        translating.keep_failed(chunk, AppError(Code.ENGINE_CRASHED, reason="test"))
        chunk = translating.next_chunk()
        assert chunk is not None
        translating.keep_failed(chunk, AppError(Code.ENGINE_CRASHED, reason="test"))
        write(order, run)

    assert order.target.read_text() == source.read_text().replace(
        entry.format("Server", "Telefon"), 'msgid "Server"\nmsgstr "Server"\n'
    )


def test_the_report_counts_and_places_all(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("One cup.\n\nTwo cups. One cup.\nThree.\nFour.\n", encoding="utf-8")
    order = FileOrder(source, tmp_path / "b.txt", "en", "fr", bilingual=True)
    run = begin(order)
    translating = FileTranslating(run, order)
    crash = AppError(Code.ENGINE_CRASHED, reason="test")
    chunk = translating.next_chunk()
    assert chunk is not None
    answer(chunk, 0, "Une tasse.", Finding(Flag.NUMBERS, ("1",)))
    progress = translating.keep_failed(chunk, crash)
    assert progress.counts == Counts(segments=5, done=2, different=4, words=6, words_done=2)
    chunk = translating.next_chunk()
    assert chunk is not None
    assert chunk.texts == ("Two cups.",)
    translating.keep_failed(chunk, crash)  # this one it was: it is passed over
    while chunk := translating.next_chunk():
        for index in range(len(chunk.ids)):
            answer(chunk, index, "Trois.", known=True)
        translating.keep(chunk)
    report = write(order, run)
    assert order.target.read_text("utf-8").splitlines() == [
        *("One cup.", "Une tasse.", ""),
        *("Two cups. One cup.", "Two cups. Une tasse."),
        *("Three.", "Trois.", "Four.", "Trois."),
    ]
    assert (report.segments_in, report.segments_out, report.repeated) == (5, 5, 1)
    assert (report.translated, report.from_memory, report.failed, report.retried) == (1, 2, 1, 1)
    assert report.flags == {Flag.NUMBERS: 2}
    places = [(doubt.place, doubt.flag, doubt.what) for doubt in report.doubts]
    assert places == [
        (Place(1), Flag.NUMBERS, ("1",)),
        (Place(3), None, ()),
        (Place(3), Flag.NUMBERS, ("1",)),
    ]
    assert json.loads(json.dumps(report.to_json()))["flags"] == {"numbers": 2}


def test_a_run_goes_on_with_the_same_file_and_manner_only(tmp_path: Path) -> None:
    source = numbered(tmp_path / "rooms.txt", 8)
    order = FileOrder(source, tmp_path / "b.txt", "en", "fr", model="one")
    begin(order).close()

    def refused(**other: object) -> AppError:
        with pytest.raises(AppError) as caught:
            begin(replace(order, **{"resume": True, **other}))  # type: ignore[arg-type]
        return caught.value

    assert refused(resume=False).code is Code.RUN_UNFINISHED
    assert refused(model="two").params["what"] == "model"
    assert refused(beams=3).params["what"] == "beam search"
    assert refused(target_language="de").params["what"] == "target language"
    assert refused(target=source).code is Code.TARGET_IS_SOURCE
    assert refused(target=tmp_path / "b.pdf").code is Code.TARGET_SUFFIX
    assert refused(source_language="fr").code is Code.SAME_LANGUAGE
    begin(replace(order, resume=True)).close()
    begin(replace(order, overwrite=True)).close()
    with source.open("a", encoding="utf-8") as file:
        file.write("one more\n")
    assert refused().code is Code.DOCUMENT_CHANGED
    order.progress.unlink()
    order.target.write_text("precious")
    assert refused(resume=False).code is Code.TARGET_EXISTS
    assert order.target.read_text() == "precious"


def test_a_source_that_changes_before_it_is_written_is_noticed(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("One.\n", encoding="utf-8")
    order = FileOrder(source, tmp_path / "b.txt", "en", "fr")
    with closing(begin(order)) as run:
        translating = FileTranslating(run, order)
        chunk = translating.next_chunk()
        assert chunk is not None
        answer(chunk, 0, "Un.")
        translating.keep(chunk)
        source.write_text("Two.\n", encoding="utf-8")
        with pytest.raises(AppError) as caught:
            write(order, run)
        assert caught.value.code is Code.DOCUMENT_CHANGED
        assert not order.target.exists()
        source.write_text("One.\n", encoding="utf-8")
        assert write(order, run).segments_out == 1


def test_two_runs_and_a_missing_folder(tmp_path: Path) -> None:
    order = FileOrder(tmp_path / "a.txt", tmp_path / "b.txt", "en", "fr")
    with held(order), pytest.raises(AppError) as caught, held(order):
        pass
    assert caught.value.code is Code.RUN_IN_USE
    with held(order):
        pass
    nowhere = replace(order, target=tmp_path / "none" / "b.txt")
    with pytest.raises(AppError) as caught, held(nowhere):
        pass
    assert caught.value.code is Code.WRITE_FAILED


def test_the_language_of_a_file_is_found_out_or_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    for text, code in (("....\n", Code.DOCUMENT_EMPTY), ("Xq\n", Code.LANGUAGE_UNCLEAR)):
        path.write_text(text)
        with pytest.raises(AppError) as caught:
            detected(path, FileOrder(path, path, "en", "fr").choice)
        assert caught.value.code is code
    for name, content, code in (
        ("a.json", '{"id": "x1"}', Code.NOTHING_TO_TRANSLATE),
        ("a.po", 'msgid "Yes"\nmsgstr "Ja"\n', Code.NOTHING_TO_TRANSLATE),
        ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\n...\n", Code.DOCUMENT_EMPTY),
    ):
        other = tmp_path / name
        other.write_text(content)
        with pytest.raises(AppError) as caught:
            detected(other, FileOrder(other, other, "en", "fr").choice)
        assert caught.value.code is code, name
        with pytest.raises(AppError) as caught:
            begin(FileOrder(other, target_beside(other, "fr"), "en", "fr"))
        assert caught.value.code is code, name
    path.write_text("Das ist ein kurzer Brief an meine Freunde in der Stadt.\n")
    assert detected(path, FileOrder(path, path, "en", "fr").choice).language == "de"
    assert target_beside(path, "fr").name == "a.fr.txt"
    for name in ("texts.properties", "texts_en.properties", "texts_pt_BR.properties"):
        assert target_beside(Path(name), "fr").name == "texts_fr.properties"
    assert target_beside(Path("my_app.properties"), "fr").name == "my_app_fr.properties"


def test_ctrl_c_stops_at_once_and_keeps_what_is_done(tmp_path: Path) -> None:
    source = numbered(tmp_path / "rooms.txt", 8)
    script = write_script(tmp_path, answer=["Salle: ", "{prompt}"], token_seconds=0.3)
    order = FileOrder(source, tmp_path / "b.txt", "en", "fr")

    class Pressing(FileTranslating):
        """Presses Ctrl+C when the first segment is there."""

        pressed = 0.0

        @staticmethod
        def take(chunk: Chunk, update: object) -> None:
            FileTranslating.take(chunk, update)
            if not Pressing.pressed:
                Pressing.pressed = monotonic()
                signal.raise_signal(signal.SIGINT)

    with closing(begin(order)) as run:
        runner = bootstrap.build_runner(scripted=True, settings=Settings())
        with Session(runner) as session:
            session.open_model(script, OWNER)
            with pytest.raises(Interrupted):
                work(session, Pressing(run, order), lambda _progress: None)
            assert monotonic() - Pressing.pressed < 2  # half a second where nothing else runs
        assert 0 < run.counts().done < run.counts().segments


def test_one_enormous_line_is_cut_and_stays_whole(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("word " * 200_000, encoding="utf-8")
    order = FileOrder(source, tmp_path / "b.txt", "en", "fr")
    with closing(begin(order)) as run:
        translating = FileTranslating(run, order)
        while chunk := translating.next_chunk():
            for index, text in enumerate(chunk.texts):
                answer(chunk, index, text.upper())
            translating.keep(chunk)
        report = write(order, run)
    assert report.segments_in == report.segments_out > 1000
    assert order.target.read_text("utf-8") == source.read_text("utf-8").upper()


@pytest.mark.parametrize(
    ("written", "spans"),
    [
        ("Oder nimm «`ls -a`»!", ["`ls -a`"]),  # and no sign more
        ("`ls` oder `ls -a`, `ls -a`.", ["`ls -a`"]),
        ("Oder nimm das!", [""]),
    ],
)
def test_what_is_fixed_takes_no_other_letters_with_it(written: str, spans: list[str]) -> None:
    text = "Or take `ls -a`!"
    unit = Unit(text, (Span(8, 15, "1", fixed=True),))
    placed_unit = placed(unit, CutText(text, "en", "de", [(8, 15)]), [written])
    assert placed_unit.text == written
    assert [written[span.start : span.end] for span in placed_unit.spans] == spans
