from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.tasks.text.segments import Segment, segments
from desktop_lm.tasks.translation.updates import CutBack, SegmentDone, TranslationText
from desktop_lm.ui.translation.sheet.growth import Growth
from desktop_lm.ui.translation.sheet.part import part_of
from desktop_lm.ui.translation.sheet.sheet import Row, Sheet, of_source, sheet_from_json
from desktop_lm.ui.translation.sheet.shift import Shift

SENTENCES = ("One fish.", "Two fish!", "Red fish?", "A blue fish, too.", "🎈 flies.", "一条鱼。")
TEXTS = st.lists(st.sampled_from((*SENTENCES, "\n", "\n\n- ", "12")), max_size=9).map(" ".join)


def updates(text: str) -> list[object]:
    told: list[object] = []
    length = number = 0
    for piece in segments(text, "en"):
        words = piece.text.upper() if isinstance(piece, Segment) else piece.text
        told.append(TranslationText(words))
        length += len(words)
        if isinstance(piece, Segment):
            spans = piece.start, piece.end, length - len(words), length
            told.append(SegmentDone(number, 0, *spans, 0.0))
            number += 1
    return told


def feed(growth: Growth, told: list[object]) -> None:
    for update in told:
        if isinstance(update, TranslationText):
            growth.add(update.text)
        elif isinstance(update, SegmentDone):
            growth.end_segment(update)
        elif isinstance(update, CutBack):
            growth.cut_back(update.length)


def whole(text: str) -> Sheet:
    growth = Growth(text, [])
    feed(growth, updates(text))
    return growth.ended(complete=True)


@given(TEXTS, TEXTS, st.integers(0, 40))
def test_whatever_was_there_the_end_is_the_new_translation_and_the_way_shows_both(
    before: str, after: str, stop: int
) -> None:
    old = whole(before)
    rows = list(old.moved(Shift(before, after)).rows)
    known = of_source(rows)
    growth = Growth(after, rows, lambda row: row.part.source in known)
    told = updates(after)

    feed(growth, told[:stop])
    on_the_way = growth.shown()
    feed(growth, told[stop:])
    new = growth.ended(complete=True)

    assert new.text() == after.upper()
    assert all(row.span for row in new.rows)
    assert [after[slice(*(row.span or ()))] for row in new.rows] == [
        row.part.source for row in new.rows
    ]
    done = sum(isinstance(update, SegmentDone) for update in told[:stop])
    assert on_the_way.rows[:done] == new.rows[:done]


@given(TEXTS, TEXTS, TEXTS)
def test_what_is_the_same_before_and_behind_a_change_never_leaves_the_page(
    head: str, tail: str, new: str
) -> None:
    before, after = f"{head}\nOld words.\n{tail}", f"{head}\n{new}\n{tail}"
    rows = list(whole(before).moved(Shift(before, after)).rows)
    known = of_source(row for row in rows if row.span)
    growth = Growth(after, rows, lambda row: row.part.source in known)
    kept = [row.part.target for row in rows if row.span]

    for update in updates(after):
        feed(growth, [update])
        shown = [row.part.target for row in growth.shown().rows]
        left = iter(shown)
        assert all(target in left for target in kept)


def test_words_that_are_those_already_there_change_nothing() -> None:
    rows = [Row(part_of("A", "Der Hund schläft.", SegmentDone(0, 1, 0, 1, 0, 1, 0.0)), "", None)]
    growth = Growth("Ab", rows)

    growth.add("Der Hund")
    assert growth.shown().text() == "Der Hund schläft."
    growth.add(" bellt")
    assert growth.shown().text() == "Der Hund bellt"


def test_what_was_stopped_keeps_what_came_and_what_stood_below() -> None:
    old = whole("One fish.\nTwo fish!")
    growth = Growth("One fish.\nTwo fish!", list(old.rows))
    feed(growth, [TranslationText("EIN FISCH."), SegmentDone(0, 2, 0, 9, 0, 10, 0.0)])
    growth.add("\nZWEI")

    assert growth.ended(complete=False).text() == "EIN FISCH.\nZWEI"


@given(TEXTS, TEXTS)
def test_a_remembered_sheet_comes_back_and_a_damaged_one_as_text(before: str, after: str) -> None:
    sheet = whole(before).moved(Shift(before, after))

    back = sheet_from_json(sheet.to_json(), after, sheet.text())

    assert list(back.rows) == list(sheet.rows)
    assert back.tail == sheet.tail
    for damaged in ([*sheet.to_json(), [0, 1]], 3, None, [[0, 1, 5, 2, [], [], False, None, ""]]):
        assert sheet_from_json(damaged, after, sheet.text()).text() == sheet.text()


@given(TEXTS)
def test_swapped_twice_is_as_it_was(text: str) -> None:
    sheet = whole(text)

    swapped = sheet.swapped(text)

    assert swapped.text() == text
    assert swapped.swapped(sheet.text()).text() == sheet.text()
    assert len(swapped.rows) == len(sheet.rows)


@given(st.text(max_size=30), st.text(max_size=10), st.text(max_size=30), st.text(max_size=10))
def test_a_slice_that_is_still_there_is_found_again(
    head: str, old: str, tail: str, new: str
) -> None:
    before, after = head + old + tail, head + new + tail
    shift = Shift(before, after)

    for start in range(len(before)):
        for end in range(start + 1, len(before) + 1):
            moved = shift.span((start, end))
            if moved is not None:
                assert after[slice(*moved)] == before[start:end]
    if head and (not new or new[0].isspace()) and tail[:1].isspace():
        assert Shift(head + " " + tail, head + new + tail).span((0, len(head))) == (0, len(head))
