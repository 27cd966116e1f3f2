from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from desktop_lm.jobs.events import JobState
from desktop_lm.storage import json_file
from desktop_lm.tasks.prompt.prompt import PromptRead, TextAdded
from desktop_lm.ui.prompt.exchange import Exchange
from desktop_lm.ui.storage.draft_place import DraftPlace
from desktop_lm.ui.storage.drafts import Drafts
from desktop_lm.ui.window.window_state import MOST_RECENT, WindowState
from tests.ui.conftest import PATIENCE_MS, Desk, MakeWindow
from tests.ui.fake_runner import FakeRunner

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def test_a_change_is_on_the_disk_soon_after(qtbot: QtBot, tmp_path: Path) -> None:
    words = {"text": "first"}
    drafts = Drafts(tmp_path / "drafts.json", lambda: dict(words), delay_ms=10)

    drafts.touch()
    words["text"] = "second"

    qtbot.waitUntil(
        lambda: json_file.read(tmp_path / "drafts.json") == {"text": "second"},
        timeout=PATIENCE_MS,
    )
    drafts.close()


def test_changes_without_end_do_not_put_the_writing_off(qtbot: QtBot, tmp_path: Path) -> None:
    drafts = Drafts(tmp_path / "drafts.json", lambda: {"a": 1}, delay_ms=50)

    def written_while_touching() -> bool:
        drafts.touch()
        return (tmp_path / "drafts.json").exists()

    qtbot.waitUntil(written_while_touching, timeout=PATIENCE_MS)
    drafts.close()


def test_closing_writes_the_last_state(qapp: object, tmp_path: Path) -> None:
    words = {"text": ""}
    drafts = Drafts(tmp_path / "new" / "drafts.json", lambda: dict(words))
    for number in range(20):
        words["text"] = str(number)
        drafts.save()

    drafts.close()

    assert json_file.read(tmp_path / "new" / "drafts.json") == {"text": "19"}
    assert list((tmp_path / "new").iterdir()) == [tmp_path / "new" / "drafts.json"]


def test_a_change_after_closing_starts_nothing(qapp: object, tmp_path: Path) -> None:
    drafts = Drafts(tmp_path / "drafts.json", lambda: {"text": "x"}, delay_ms=1)
    drafts.close()

    drafts.touch()

    assert not drafts._timer.isActive()


def test_a_reader_never_meets_half_a_file(tmp_path: Path) -> None:
    path = tmp_path / "drafts.json"
    json_file.write(path, {"text": "x" * 100_000})
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            json_file.write(path, {"text": "y" * 100_000})

    writer = threading.Thread(target=write)
    writer.start()
    found = [json_file.read(path) for _ in range(200)]
    stop.set()
    writer.join()

    assert all(len(values["text"]) == 100_000 for values in found)


def test_a_disk_that_cannot_be_written_is_no_reason_to_fail(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")

    assert not json_file.write(tmp_path / "file" / "drafts.json", {"text": "x"})


def test_a_disk_that_cannot_be_written_is_told_once(
    qtbot: QtBot, desk: Desk, drafts_file: Path
) -> None:
    drafts_file.parent.mkdir(parents=True, exist_ok=True)
    drafts_file.mkdir()  # a folder in its place: nobody, root included, can write a file there
    told: list[str] = []
    desk.window._drafts.failed.connect(lambda: told.append("once"))

    for text in ("first", "second"):
        desk.window.prompt.composer.box.set_text(text)
        desk.window._drafts.save()
        qtbot.waitUntil(lambda: desk.window._drafts._values is None, timeout=PATIENCE_MS)

    qtbot.waitUntil(lambda: bool(told), timeout=PATIENCE_MS)
    assert desk.window.banner.sentence.startswith("What you write cannot be saved")
    drafts_file.rmdir()
    desk.window._drafts.save()
    qtbot.waitUntil(lambda: not desk.window.banner.sentence, timeout=PATIENCE_MS)
    desk.window.close()
    assert told == ["once"]


def test_a_write_that_fails_keeps_what_was_written_before(tmp_path: Path) -> None:
    path = tmp_path / "drafts.json"
    json_file.write(path, {"text": "kept"})

    with pytest.raises(TypeError):
        json_file.write(path, {"text": object()})

    assert json_file.read(path) == {"text": "kept"}


@pytest.mark.parametrize("content", ["", "[1]", "{", '{"a": ', "[" * 100_000, "\ufeff{}"])
def test_a_file_that_holds_something_else_is_as_good_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "drafts.json").write_text(content, encoding="utf-8")

    assert json_file.read(tmp_path / "drafts.json") == {}


def test_half_a_surrogate_pair_goes_to_the_disk_and_back(tmp_path: Path) -> None:
    json_file.write(tmp_path / "drafts.json", {"text": "a\ud800\x00b"})

    assert json_file.read(tmp_path / "drafts.json") == {"text": "a\ud800\x00b"}


def test_all_that_was_written_and_answered_is_there_at_the_next_start(
    qtbot: QtBot, desk: Desk, make_window: MakeWindow
) -> None:
    window, runner = desk.window, desk.runner
    window.prompt.composer.box.set_text("Hello")
    window.prompt.start()
    runner.change(1, JobState.RUNNING)
    runner.output(1, PromptRead(1, 1, 0), TextAdded("Half an ans\u00a0", 3, 0.0))
    desk.deliver()
    window.prompt.composer.box.set_text("And then\u00a0?")
    window.sentiment.box.set_text("A lovely day.")
    window.translation.box.set_text("Bonjour\n\n🎈")
    window.translation.source_language.choose("fr")
    window.translation.target_language.choose("de")
    window.close()

    again = make_window(FakeRunner)

    assert again.prompt.composer.box.text() == "And then\u00a0?"
    assert [(e.prompt, e.text) for e in again.prompt.page.exchanges] == [
        ("Hello", "Half an ans\u00a0")
    ]
    assert again.sentiment.box.text() == "A lovely day."
    assert again.translation.box.text() == "Bonjour\n\n🎈"
    assert again.translation.source_language.code == "fr"
    assert again.translation.target_language.code == "de"


def test_two_windows_at_once_keep_the_words_of_both(make_window: MakeWindow) -> None:
    first = make_window(FakeRunner)
    first.sentiment.box.set_text("Of the first")
    first._drafts.save()
    second = make_window(FakeRunner)
    second.sentiment.box.set_text("Of the second")
    second.close()
    first.close()

    again = make_window(FakeRunner)
    beside = make_window(FakeRunner)

    assert again.sentiment.box.text() == "Of the first"  # which was closed last
    assert beside.sentiment.box.text() == "Of the second"


def test_a_window_that_comes_while_another_ends_has_its_words(make_window: MakeWindow) -> None:
    ending = make_window(FakeRunner)
    ending.sentiment.box.set_text("Still there")
    ending._drafts.close()

    assert make_window(FakeRunner).sentiment.box.text() == "Still there"


def test_words_that_cannot_be_read_now_are_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "drafts.json").mkdir()  # nobody, root included, reads it
    (tmp_path / "drafts-2.json").write_text('{"prompt": ', encoding="utf-8")

    place = DraftPlace(tmp_path)

    assert (place.path, place.values) == (tmp_path / "drafts-2.json", {})
    assert (tmp_path / "drafts-2.json.damaged").read_text("utf-8") == '{"prompt": '
    place.let_go()


def test_a_folder_where_no_lock_can_be_made_is_read_all_the_same(tmp_path: Path) -> None:
    json_file.write(tmp_path / "drafts.json", {"prompt": {}})
    (tmp_path / "drafts.json.lock").mkdir()

    place = DraftPlace(tmp_path)

    assert (place.path, place.values) == (tmp_path / "drafts.json", {"prompt": {}})
    place.let_go()


def test_an_answer_that_streams_is_saved_on_the_way(
    qtbot: QtBot, desk: Desk, drafts_file: Path
) -> None:
    desk.window.prompt.composer.box.set_text("Hello")
    desk.window.prompt.start()
    desk.runner.change(1, JobState.RUNNING)
    desk.runner.output(1, TextAdded("Half an answer", 3, 0.0))
    desk.deliver()

    qtbot.waitUntil(
        lambda: (
            drafts_file.exists() and "Half an answer" in drafts_file.read_text(encoding="ascii")
        ),
        timeout=PATIENCE_MS,
    )


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    values=json_values,
    name=st.sampled_from(
        ["text", "page", "options", "verdicts", "translation", "of", "segments", "from", "split"]
    ),
)
def test_a_draft_file_may_hold_anything(desk: Desk, values: Any, name: str) -> None:
    for page in (desk.window.prompt, desk.window.sentiment, desk.window.translation):
        page.restore({name: values})
        page.restore({"text": "x", "translation": "y", "of": "x", name: values})
        json.dumps(page.snapshot())


@given(st.builds(Exchange, st.text(), st.text(), st.lists(st.text(), max_size=3), st.text()))
def test_an_exchange_comes_back_as_it_was(exchange: Exchange) -> None:
    back = Exchange.from_json(json.loads(json.dumps(exchange.to_json())))

    assert back is not None
    assert (back.prompt, back.model, back.text, back.note) == (
        exchange.prompt,
        exchange.model,
        exchange.text,
        exchange.note,
    )


@given(values=st.dictionaries(st.sampled_from(list(WindowState().to_json())), json_values))
def test_a_state_file_may_hold_anything(values: dict[str, Any]) -> None:
    state = WindowState.from_json(values)

    assert WindowState.from_json(json.loads(json.dumps(state.to_json()))) == state


def test_recent_models_are_few_and_each_is_there_once() -> None:
    state = WindowState()
    for number in [*range(20), 15]:
        state.remember_model(f"{number}.gguf")

    assert len(state.recent) == MOST_RECENT
    assert state.recent[:3] == ["15.gguf", "19.gguf", "18.gguf"]
