"""A run over a table, through kills and failures, with the real engine process."""

# ruff: noqa: RUF001 - letters of many scripts look alike

from __future__ import annotations

import csv
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.sentiment.table_run import RunOrder, begin, judged_by, problem_rows
from desktop_lm.jobs.sentiment.table_scoring import TableScoring
from desktop_lm.tables.open_table import Reading, open_table
from desktop_lm.tables.row import Problem
from desktop_lm.tables.run_file import Judged as RunJudged
from desktop_lm.tables.run_file import RunFile
from desktop_lm.tables.summary import Step, class_counts, extremes, groups, trend
from desktop_lm.tables.words import drivers, words_in
from desktop_lm.tasks.sentiment import many_texts
from desktop_lm.tasks.sentiment.forms import VERDICT
from desktop_lm.tasks.sentiment.head import Head, Heads
from desktop_lm.tasks.sentiment.many_texts import SentimentManyTask
from desktop_lm.tasks.sentiment.method import LABELS, Verdict
from desktop_lm.tasks.sentiment.words import WORDS
from tests.support.scripts import write_script
from tests.tasks.driving import MODEL

ROWS = 240
HEAD = Head(
    LABELS,
    (VERDICT,),
    means=(0.0,) * len(WORDS),
    scales=(1.0,) * len(WORDS),
    weights=((0.0,) * 3,) * len(WORDS),
    bias=(0.0,) * 3,
    unsure_below=0.5,
)
HEADS = Heads("0" * 64, 1, HEAD, HEAD, "/a/folder/adapter.gguf", "1" * 64)


def table(path: Path, rows: int = ROWS) -> Path:
    """A third of the texts come twice, and each tenth row has none."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "day", "branch", "review"])
        for number in range(rows):
            text = "" if number % 10 == 9 else f"Stay {number % 160} was what one expects."
            writer.writerow([number, f"2026-0{1 + number % 9}-15", "ab"[number % 2], text])
    return path


def test_three_kills_cost_nothing_that_was_on_the_disk(tmp_path: Path) -> None:
    source = table(tmp_path / "reviews.csv")
    target = tmp_path / "rated.csv"
    script = write_script(tmp_path, token_seconds=0.01, scores={"positive": 0.0, "negative": -4.0})
    command = [sys.executable, "-m", "tests.support.table_child"]
    command += [str(source), str(target), script]
    done = 0
    for _ in range(3):
        child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        told = int(child.stdout.readline())
        child.kill()
        child.wait()
        child.stdout.close()
        assert told > done
        done = told
        assert not target.exists()
        kept = RunFile.open(target.with_name("rated.csv.progress"))
        assert done <= kept.counts().rows_done < ROWS
        kept.close()
    before = source.read_bytes()
    subprocess.run(command, check=True, capture_output=True, timeout=300)

    assert source.read_bytes() == before
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["id"]) for row in rows] == list(range(ROWS))
    assert all(bool(row["sentiment"]) == bool(row["review"]) for row in rows)
    assert {row["note"] for row in rows if not row["review"]} == {"empty"}


def begun(tmp_path: Path, **wanted: object) -> tuple[RunOrder, RunFile]:
    source = table(tmp_path / "reviews.csv", 60)
    order = RunOrder(source, tmp_path / "rated.csv", date="day", group="branch", **wanted)  # type: ignore[arg-type]
    return order, begin(order)


def judged(index: int, positive: float) -> many_texts.Judged:
    shares = (positive, 0.0, 1 - positive)
    return many_texts.Judged(index, Verdict(shares, unsure=positive == 0.5))


def test_chunks_are_kept_and_counted_in_rows(tmp_path: Path) -> None:
    _, run = begun(tmp_path)
    scoring = TableScoring(run)
    taken = 0
    while chunk := scoring.next_chunk():
        for index in range(len(chunk.ids)):
            scoring.take(chunk, judged(index, (taken % 11) / 10))
            taken += 1
        progress = scoring.keep(chunk)
    assert taken == progress.counts.texts == 54
    assert progress.counts.is_done
    assert progress.counts.rows_done == 60
    assert progress.counts == run.counts()
    classes = class_counts(run.connection)
    assert sum(classes.values()) == 54
    assert classes["unsure"] == 5
    assert {share.place for share in groups(run.connection)} == {"a", "b"}
    over_time = trend(run.connection)
    assert sum(share.number for share in over_time.shares) == 54
    assert over_time.step is Step.MONTH  # each has one day
    assert over_time.shares[0].place == "2026-01-01"
    lowest = extremes(run.connection, lowest=True, most=3)
    assert [extreme.lean for extreme in lowest] == [-1, -1, -1]
    [(problem, rows)] = problem_rows(run).items()
    assert (problem, rows.number, len(rows.first)) == (Problem.EMPTY, 6, 5)
    assert list(rows.first) == sorted(rows.first)
    run.close()


def test_a_run_of_another_version_s_classifiers_is_not_gone_on_with(tmp_path: Path) -> None:
    order = RunOrder(table(tmp_path / "a.csv", 3), tmp_path / "b.csv")
    order = judged_by(order, "0" * 64, None, HEADS)
    begin(order).close()
    again = replace(order, resume=True)
    elsewhere = replace(HEADS, adapter="/another/folder/adapter.gguf")
    begin(judged_by(again, "0" * 64, None, elsewhere)).close()
    version = {**order.method, "version of the classifiers": "that of another program"}
    with pytest.raises(AppError) as refused:
        begin(replace(again, method=version))
    assert refused.value.code is Code.RUN_DIFFERENT
    assert refused.value.params["what"] == "version of the classifiers"


def test_a_run_does_not_go_on_without_the_classifiers_it_was_begun_with(tmp_path: Path) -> None:
    order = RunOrder(table(tmp_path / "a.csv", 60), tmp_path / "b.csv")
    run = begin(judged_by(order, "0" * 64, None, HEADS))
    scoring = TableScoring(run)
    chunk = scoring.next_chunk()
    assert chunk is not None
    make = scoring.factory(chunk)
    assert isinstance(make(replace(MODEL, heads=HEADS)), SentimentManyTask)
    with pytest.raises(AppError) as refused:
        make(MODEL)  # the engine started anew, and a file has gone meanwhile
    assert refused.value.code is Code.RUN_CLASSIFIER_MISSING
    with pytest.raises(AppError) as told:
        scoring.keep_failed(chunk, refused.value)  # it lies in no text
    assert told.value is refused.value
    run.close()
    with pytest.raises(AppError) as refused:
        begin(judged_by(replace(order, resume=True), "0" * 64, None, None))
    assert refused.value.code is Code.RUN_CLASSIFIER_MISSING
    begin(judged_by(replace(order, overwrite=True), "0" * 64, None, None)).close()


def test_a_run_that_was_begun_without_classifiers_stays_without(tmp_path: Path) -> None:
    order = RunOrder(table(tmp_path / "a.csv", 60), tmp_path / "b.csv")
    run = begin(judged_by(order, "0" * 64, None, None))
    chunk = TableScoring(run).next_chunk()
    assert chunk is not None
    make = TableScoring(run).factory(chunk)
    assert isinstance(make(MODEL), SentimentManyTask)
    with pytest.raises(AppError) as refused:
        make(replace(MODEL, heads=HEADS))
    assert refused.value.code is Code.RUN_DIFFERENT
    run.close()


def test_a_run_over_one_sheet_does_not_go_on_with_another(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name in ("March", "April"):
        sheet = book.create_sheet(name)
        for cells in (("id", "review"), (1, f"A fine stay in {name}."), (2, "Cold soup.")):
            sheet.append(cells)
    book.save(tmp_path / "stays.xlsx")
    order = RunOrder(tmp_path / "stays.xlsx", tmp_path / "rated.xlsx", resume=True)
    begin(replace(order, reading=Reading(sheet="March"))).close()
    with pytest.raises(AppError) as error:
        begin(replace(order, reading=Reading(sheet="April")))
    assert error.value.code is Code.RUN_DIFFERENT
    run = begin(replace(order, reading=Reading(sheet="March")))
    assert run.about.facts.sheets == ("Sheet", "March", "April")
    assert [text for _, text in run.next_texts(5)] == ["A fine stay in March.", "Cold soup."]
    run.close()


def test_a_run_goes_on_only_with_rows_read_as_is_asked_for(tmp_path: Path) -> None:
    source = tmp_path / "stays.csv"
    source.write_bytes("id;review\n1;Schöne Zimmer, größer.\n2;Kalt.\n".encode("cp1252"))
    order = RunOrder(source, tmp_path / "rated.csv", resume=True)

    def other(run: RunOrder) -> str:
        try:
            begin(run).close()
        except AppError as error:
            return str(error.params["what"])
        return ""

    def asked(**reading: object) -> RunOrder:
        return replace(order, reading=Reading(**reading))  # type: ignore[arg-type]

    begin(order).close()
    assert other(order) == ""
    found = asked(encoding="windows-1252", separator=";", header=True)
    assert other(found) == ""
    assert other(asked(encoding="cp1250")) == "encoding"
    assert other(asked(separator=",")) == "separator"
    assert other(asked(header=False)) == "choice of header"
    assert other(replace(asked(header=False), text="column 2")) == "choice of header"
    for run in (order, found):
        assert other(replace(run, seen=open_table(source, run.reading).facts)) == ""

    wrong = asked(encoding="cp1250", header=False)
    begin(replace(wrong, resume=False, overwrite=True)).close()
    assert other(order) == ""  # nothing is asked for: it stays as it was
    assert other(replace(order, seen=open_table(source).facts)) == "encoding"
    assert other(replace(wrong, seen=open_table(source, wrong.reading).facts)) == ""


def test_a_run_goes_on_with_dates_read_as_they_were(tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_text("day,review\n01/02/2026,It was fine.\n", encoding="utf-8")

    def order(month_first: bool | None, **other: object) -> RunOrder:
        reading = Reading(month_first=month_first)
        return RunOrder(source, tmp_path / "b.csv", date="day", reading=reading, **other)  # type: ignore[arg-type]

    run = begin(order(month_first=True))
    assert run.about.columns.month_first
    run.close()
    for wanted in (None, True):
        begin(order(wanted, resume=True)).close()
    facts = open_table(source).facts
    for refused in (order(month_first=False, resume=True), order(None, resume=True, seen=facts)):
        with pytest.raises(AppError) as caught:
            begin(refused)
        assert caught.value.params["what"] == "order of day and month"


def test_a_run_that_was_killed_while_it_read_goes_on_reading_as_before(tmp_path: Path) -> None:
    source = tmp_path / "stays.csv"
    source.write_text("review\nThe room was clean and quiet.\n", encoding="utf-8")
    order = RunOrder(source, tmp_path / "rated.csv", reading=Reading(header=False))
    run = begin(order)
    run.keep("read", value=False)  # as a kill leaves it
    run.close()
    run = begin(RunOrder(source, order.target, resume=True))
    assert run.counts().rows == 2
    run.close()


def test_where_all_was_chosen_by_sight_no_column_is_a_choice_too(tmp_path: Path) -> None:
    order, run = begun(tmp_path)
    run.close()
    seen = open_table(order.source).facts
    begin(replace(order, resume=True, seen=seen)).close()
    for none in ({"date": ""}, {"group": ""}):
        begin(replace(order, resume=True, **none)).close()  # type: ignore[arg-type]
        with pytest.raises(AppError) as caught:
            begin(replace(order, resume=True, seen=seen, **none))  # type: ignore[arg-type]
        assert caught.value.params["what"] == "column"


def test_a_month_that_is_read_as_others_by_its_first_days_is_put_right(tmp_path: Path) -> None:
    source = tmp_path / "reviews.csv"
    lines = [f"01/{1 + number // 20:02}/2026,Stay {number}" for number in range(31 * 20)]
    source.write_text("day,review\n" + "\n".join(lines) + "\n", encoding="utf-8")
    told: list[int] = []
    run = begin(RunOrder(source, tmp_path / "rated.csv", date="day"), told.append)
    days = run.connection.execute("SELECT DISTINCT day FROM rows ORDER BY id").fetchall()
    assert [day for (day,) in days] == [f"2026-01-{day:02}" for day in range(1, 32)]
    assert told == [500, 620, 620, 620]  # whoever stops it is heard meanwhile
    run.close()


def test_words_that_speak_for_a_class(tmp_path: Path) -> None:
    source = tmp_path / "reviews.csv"
    texts = ["wonderful stay", "wonderful view", "dirty stay", "dirty view", "dirty pool", "pool"]
    lines = [f"{number},{text} {'!' * number}" for number, text in enumerate(texts * 3)]
    source.write_text("id,review\n" + "\n".join(lines) + "\n", encoding="utf-8")
    run = begin(RunOrder(source, tmp_path / "rated.csv"))
    scoring = TableScoring(run)
    while chunk := scoring.next_chunk():
        for index, text in enumerate(chunk.texts):
            scoring.take(chunk, judged(index, 1.0 if "wonderful" in text else 0.0))
        scoring.keep(chunk)
    found = drivers(run.connection)
    assert found["positive"][0].word == "wonderful"
    assert found["positive"][0].times == 6
    assert found["negative"][0].word == "dirty"
    run.close()


def test_a_table_of_one_word_has_no_words_to_tell_apart(tmp_path: Path) -> None:
    source = tmp_path / "reviews.txt"
    source.write_text("Good!\n" * 5, encoding="utf-8")
    run = begin(RunOrder(source, tmp_path / "rated.csv"))
    scoring = TableScoring(run)
    chunk = scoring.next_chunk()
    assert chunk is not None
    scoring.take(chunk, judged(0, 1.0))
    assert scoring.keep(chunk).counts.rows_done == 5
    assert drivers(run.connection) == {"positive": []}
    run.close()


def test_words_of_scripts_without_spaces_are_pairs() -> None:
    assert words_in("房间很好, it's good") == {"房间", "间很", "很好", "it's", "good"}


@pytest.mark.parametrize(
    "word",
    ["फिल्म", "অসাধারণ", "நல்லது", "می\u200cخواهم", "مُمتاز", "שָׁלוֹם", "re\u0301sume\u0301", "İyi"],
)
def test_a_word_is_not_cut_at_the_marks_of_its_letters(word: str) -> None:
    assert words_in(f"Well, {word}!") == {"well", word.casefold()}


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_texts_have_the_words_they_have_beside_others(text: str) -> None:
    assert words_in(text) == words_in(text + " é")


def test_a_text_that_brings_the_engine_down_is_found_and_passed_over(tmp_path: Path) -> None:
    _, run = begun(tmp_path)
    scoring = TableScoring(run)
    crash = AppError(Code.ENGINE_CRASHED, reason="test")
    chunk = scoring.next_chunk()
    assert chunk is not None
    scoring.take(chunk, judged(0, 1.0))
    progress = scoring.keep_failed(chunk, crash)
    assert progress.counts.texts_done == 1
    chunk = scoring.next_chunk()
    assert chunk is not None
    assert len(chunk.ids) == 1
    scoring.keep_failed(chunk, crash)
    assert problem_rows(run)[Problem.FAILED].number == 1
    for _ in range(2):
        chunk = scoring.next_chunk()
        assert chunk is not None
        scoring.keep_failed(chunk, crash)
    chunk = scoring.next_chunk()
    assert chunk is not None
    with pytest.raises(AppError):
        scoring.keep_failed(chunk, crash)
    with pytest.raises(AppError):
        scoring.keep_failed(chunk, AppError(Code.NO_MODEL))
    run.close()


def test_a_table_of_names_alone_has_no_rows_to_judge(tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_text("id,review\n", encoding="utf-8")
    order = RunOrder(source, tmp_path / "rated.csv")
    with pytest.raises(AppError) as caught:
        begin(order)
    assert caught.value.code is Code.TABLE_EMPTY
    assert not order.progress.exists()
    begin(replace(order, reading=Reading(header=False))).close()


def test_a_run_is_forgotten_only_for_one_that_can_begin(tmp_path: Path) -> None:
    order, run = begun(tmp_path)
    text_id, _ = run.next_texts(1)[0]
    run.store([RunJudged(text_id, "positive", unsure=False, shares=(0.8, 0.1, 0.1))])
    counts = run.counts()
    run.close()
    with pytest.raises(AppError) as caught:
        begin(replace(order, text="reveiw", overwrite=True))
    assert caught.value.code is Code.COLUMN_MISSING
    kept = begin(replace(order, resume=True))
    assert kept.counts() == counts
    kept.close()


@pytest.mark.parametrize("how", [{"overwrite": True}, {"resume": True}, {}], ids=str)
def test_a_run_over_another_table_of_that_name_stays(how: dict[str, bool], tmp_path: Path) -> None:
    order, run = begun(tmp_path)
    counts = run.counts()
    run.close()
    other = order.source.with_suffix(".tsv")
    other.write_text("review\tday\nIt was fine.\t2026-01-01\n", encoding="utf-8")
    with pytest.raises(AppError) as caught:
        begin(RunOrder(other, order.target, **how))  # type: ignore[arg-type]
    assert caught.value.code is Code.RUN_OF_ANOTHER
    assert caught.value.params["source"] == str(order.source)
    kept = begin(replace(order, resume=True))
    assert kept.counts() == counts
    kept.close()


def test_a_run_goes_on_where_its_table_is_named_in_another_way(tmp_path: Path) -> None:
    order, run = begun(tmp_path)
    run.close()
    (tmp_path / "below").mkdir()
    same = tmp_path / "below" / ".." / order.source.name
    begin(replace(order, source=same, resume=True)).close()


def test_a_run_goes_on_with_the_same_file_columns_and_method_only(tmp_path: Path) -> None:
    order, run = begun(tmp_path, method={"model": "one"})
    run.close()

    def refused(**other: object) -> AppError:
        with pytest.raises(AppError) as caught:
            begin(RunOrder(**{**wanted, **other}))  # type: ignore[arg-type]
        return caught.value

    wanted: dict[str, object] = {"source": order.source, "target": order.target, "resume": True}
    wanted["method"] = {"model": "one"}
    assert refused(resume=False).code is Code.RUN_UNFINISHED
    assert refused(text="day").params["what"] == "column"
    assert refused(method={"model": "two"}).params["what"] == "model"
    assert refused(labels=("good", "bad")).params["what"] == "set of labels"
    assert refused(target=order.source).code is Code.TARGET_IS_SOURCE
    (tmp_path / "below").mkdir()
    same = tmp_path / "below" / ".." / order.source.name
    assert refused(target=same, resume=False, overwrite=True).code is Code.TARGET_IS_SOURCE
    begin(RunOrder(**wanted)).close()  # type: ignore[arg-type]
    with order.source.open("a", encoding="utf-8") as file:
        file.write("one more\n")
    assert refused().code is Code.TABLE_CHANGED
    order.progress.unlink()
    order.target.write_text("results")
    assert refused(resume=False).code is Code.TARGET_EXISTS
