"""Labelled rows become a profile, which is for one model only."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from desktop_lm.errors import AppError, Code, Stopped
from desktop_lm.jobs.sentiment.profiles import Profile, Profiles
from desktop_lm.jobs.sentiment.teaching import Lesson, check, lessons, profile_of
from desktop_lm.tables.open_table import Reading, open_table
from desktop_lm.tasks.sentiment.features import Readings
from desktop_lm.tasks.sentiment.forms import VERDICT
from desktop_lm.tasks.sentiment.method import verdict_of
from desktop_lm.tasks.sentiment.words import WORDS

WIDTH = len(WORDS)
HASH = "a" * 64


def rows(count: int = 60) -> tuple[list[Lesson], list[list[float]]]:
    """Complaints and questions, told apart by two features and blurred by the others."""
    given, features = [], []
    for number in range(count):
        label = "complaint" if number % 2 else "question"
        row = [((number * 7 + place * 13) % 11) / 11 for place in range(WIDTH)]
        row[0] += 3.0 * (label == "complaint")
        row[5] -= 3.0 * (label == "complaint")
        given.append(Lesson(f"text {number}", label))
        features.append(row)
    return given, features


def taught(name: str = "tickets") -> Profile:
    given, features = rows()
    return profile_of(name, given, Readings((VERDICT,), features), HASH, "some model")


def code_of(*given: Lesson) -> Code:
    with pytest.raises(AppError) as caught:
        check(given)
    return caught.value.code


def test_what_was_taught_is_told_apart_again() -> None:
    profile = taught()
    assert profile.expected.accuracy > 0.9
    assert profile.expected.by_chance == pytest.approx(0.5)
    given, features = rows(80)
    for lesson, row in zip(given[60:], features[60:], strict=True):
        assert verdict_of(profile.head.logits(row), profile.head.labels).label == lesson.label


def test_a_profile_is_kept_and_refused_for_another_model(tmp_path: Path) -> None:
    profiles = Profiles(tmp_path / "profiles")
    assert profiles.names() == []
    profiles.save(taught())
    profiles.save(taught("other one"))
    assert profiles.names() == ["other one", "tickets"]
    assert profiles.read("tickets") == taught()
    assert profiles.head("tickets", HASH) == taught().head
    with pytest.raises(AppError) as caught:
        profiles.head("tickets", "b" * 64)
    assert caught.value == AppError(Code.PROFILE_OTHER_MODEL, name="tickets", model="some model")
    profiles.remove("tickets")
    with pytest.raises(AppError) as caught:
        profiles.read("tickets")
    assert caught.value.code is Code.PROFILE_MISSING


@pytest.mark.parametrize("name", ["", "../x", "a/b", " a", "a ", "." * 3, "x" * 61, "nul\0"])
def test_a_name_that_is_no_file_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(AppError) as caught:
        Profiles(tmp_path).check_name(name)
    assert caught.value.code is Code.PROFILE_NAME


def test_a_damaged_profile_is_named(tmp_path: Path) -> None:
    profiles = Profiles(tmp_path)
    path = profiles.save(taught())
    whole = path.read_bytes()
    for broken in (b"", whole[:200], whole.replace(b'"verdict"', b'"unheard"')):
        path.write_bytes(broken)
        with pytest.raises(AppError) as caught:
            profiles.read("tickets")
        assert caught.value.code is Code.PROFILE_DAMAGED


def test_rows_that_cannot_be_taught_with_are_refused() -> None:
    good = [Lesson(f"t{n}", "ab"[n % 2]) for n in range(40)]
    check(good)
    assert code_of(*good[:10]) is Code.TEACH_ROWS
    assert code_of(*(good * 60)) is Code.TEACH_ROWS
    assert code_of(*(Lesson("t", "a") for _ in good)) is Code.TEACH_LABELS
    assert code_of(*good, Lesson("t", "c")) is Code.TEACH_LABEL_RARE
    assert code_of(*good, *(Lesson("t", "c" * 50) for _ in range(5))) is Code.TEACH_LABEL_LONG


@pytest.mark.parametrize("label", ["unsure", "Unsure", "-"])
def test_a_label_that_results_have_for_something_else_is_refused(label: str) -> None:
    """Rows that are of it, and those that are too weak to stand on, would be counted as one."""
    given = [Lesson(f"t{n}", ("ok", label)[n % 2]) for n in range(40)]
    assert code_of(*given) is Code.TEACH_LABEL_TAKEN


@pytest.mark.parametrize("header", [True, False])
def test_the_columns_are_found_out(tmp_path: Path, header: bool) -> None:
    path = tmp_path / "rows.tsv"
    lines = [
        f"The parcel number {n} came late again\t{('complaint', 'question')[n % 2]}"
        for n in range(30)
    ]
    path.write_text("\n".join(["message\tkind"] * header + lines), encoding="utf-8")
    found = lessons(open_table(path, Reading(header=header)))
    assert found[0] == Lesson("The parcel number 0 came late again", "complaint")
    assert len(found) == 30
    with pytest.raises(AppError) as caught:
        lessons(open_table(path), label="colour")
    assert caught.value.code is Code.COLUMN_MISSING


def labelled(path: Path, rows: list[tuple[str, str]]) -> list[Lesson]:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("message", "kind"), *rows])
    return lessons(open_table(path), "message", "kind")


def test_a_row_that_stands_there_twice_is_one_lesson(tmp_path: Path) -> None:
    """A part of the rows would be judged by what another had taught of the very same text."""
    text = "The parcel number {} came late again"
    rows = [(text.format(n % 20), ("complaint", "question")[n % 20 % 2]) for n in range(100)]
    rows += [(text.format("0  ") + " ", "complaint"), (text.format(0), "question")]
    found = labelled(tmp_path / "rows.csv", rows)
    assert len(found) == 21
    assert found[-1] == Lesson(text.format(0), "question")  # somebody else's opinion of it


def test_labels_far_down_in_a_long_table_are_lessons_too(tmp_path: Path) -> None:
    rows = [(f"The parcel number {n} came late", "") for n in range(3000)]
    rows += [(f"The parcel number {n} came late", "ab"[n % 2]) for n in range(3000, 3040)]
    assert len(labelled(tmp_path / "rows.csv", rows)) == 40


def test_of_too_many_lessons_no_more_are_kept_than_tell_it(tmp_path: Path) -> None:
    rows = [(f"The parcel number {n} came late", "ab"[n % 2]) for n in range(3000)]
    assert code_of(*labelled(tmp_path / "rows.csv", rows)) is Code.TEACH_ROWS


def test_it_is_taught_with_what_of_a_cell_is_judged(tmp_path: Path) -> None:
    rows = [("<p>It is <b>late</b> &amp; wet.</p>", "a"), ("12.50", "b"), ("On time.", " b \n")]
    found = labelled(tmp_path / "rows.csv", rows)
    assert found == [Lesson("It is late & wet.", "a"), Lesson("On time.", "b")]


def test_the_reading_of_a_long_table_can_be_ended(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("message,kind\n" + "It came late,\n" * 300, encoding="utf-8")

    def stop() -> None:
        raise Stopped

    with pytest.raises(Stopped):
        lessons(open_table(path), "message", "kind", stop)
