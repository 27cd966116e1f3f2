from __future__ import annotations

import threading

from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from desktop_lm.jobs.events import EngineMemory, Event
from desktop_lm.ui.bridge import MOST, EventBridge
from tests.ui.conftest import PATIENCE_MS


class Batches:
    """What came out of a bridge."""

    def __init__(self, bridge: EventBridge) -> None:
        self.batches: list[list[Event]] = []
        bridge.batch.connect(self.batches.append)

    @property
    def events(self) -> list[Event]:
        return [event for batch in self.batches for event in batch]


def numbered(start: int, count: int) -> list[Event]:
    return [EngineMemory(number, 0) for number in range(start, start + count)]


def put_all(bridge: EventBridge, events: list[Event]) -> None:
    for event in events:
        bridge.put(event)


def test_a_burst_of_events_arrives_whole_in_order_and_in_few_signals(qtbot: QtBot) -> None:
    bridge = EventBridge(interval_ms=20)
    out = Batches(bridge)
    events = numbered(0, 3000)
    worker = threading.Thread(target=put_all, args=(bridge, events))

    worker.start()
    qtbot.waitUntil(lambda: len(out.events) == len(events), timeout=PATIENCE_MS)
    worker.join()

    assert out.events == events
    assert len(out.batches) < 100


def test_events_of_several_threads_keep_their_order_each(qtbot: QtBot) -> None:
    bridge = EventBridge(interval_ms=1)
    out = Batches(bridge)
    parts = [numbered(start * 1000, 500) for start in range(4)]
    workers = [threading.Thread(target=put_all, args=(bridge, part)) for part in parts]

    for worker in workers:
        worker.start()
    qtbot.waitUntil(lambda: len(out.events) == 2000, timeout=PATIENCE_MS)
    for worker in workers:
        worker.join()

    for part in parts:
        assert [event for event in out.events if event in part] == part


@given(st.lists(st.one_of(st.integers(1, 5), st.just(0)), max_size=40))
def test_flushing_at_any_moment_loses_and_doubles_nothing(qapp: object, steps: list[int]) -> None:
    bridge = EventBridge()
    out = Batches(bridge)
    sent: list[Event] = []

    for step in steps:
        if step:
            new = numbered(len(sent), step)
            for event in new:
                bridge.put(event)
            sent += new
        else:
            bridge.flush()
    bridge.flush()

    assert out.events == sent
    assert all(out.batches)


def test_the_first_event_after_a_quiet_while_does_not_wait(qtbot: QtBot) -> None:
    bridge = EventBridge(interval_ms=PATIENCE_MS)
    out = Batches(bridge)

    bridge.put(EngineMemory(1, 1))

    qtbot.waitUntil(lambda: bool(out.events), timeout=PATIENCE_MS // 4)


def test_events_soon_after_a_batch_wait_for_the_next(qtbot: QtBot) -> None:
    bridge = EventBridge(interval_ms=50)
    out = Batches(bridge)
    bridge.put(EngineMemory(0, 0))
    qtbot.waitUntil(lambda: len(out.batches) == 1, timeout=PATIENCE_MS)

    for event in numbered(1, 100):
        bridge.put(event)
    qtbot.waitUntil(lambda: len(out.events) == 101, timeout=PATIENCE_MS)

    assert len(out.batches) == 2


def test_a_flood_comes_in_slices_so_that_keys_get_their_turn(qtbot: QtBot) -> None:
    bridge = EventBridge(interval_ms=1)
    out = Batches(bridge)
    events = numbered(0, 3 * MOST + 1)
    worker = threading.Thread(target=put_all, args=(bridge, events))

    worker.start()
    worker.join()  # all is there before the first turn of the event loop
    qtbot.waitUntil(lambda: len(out.events) == len(events), timeout=PATIENCE_MS)

    assert out.events == events
    assert max(map(len, out.batches)) <= MOST
