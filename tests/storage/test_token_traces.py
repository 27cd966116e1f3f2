"""How an answer's tokens were chosen is kept beside it."""

from __future__ import annotations

import threading
from contextlib import closing
from pathlib import Path

import pytest

from desktop_lm.messages import Alternative, Cut, CutStep, Sampling, TokenView
from desktop_lm.storage.history import token_traces
from desktop_lm.storage.history.conversation import Role, TextState
from desktop_lm.storage.history.conversation_writer import ConversationWriter
from desktop_lm.storage.history.history import History
from desktop_lm.storage.history.history_keeper import HistoryKeeper
from desktop_lm.storage.history.token_traces import TokenTrace

TRACE = TokenTrace(
    (
        TokenView(
            7,
            "Hé",
            0.5,
            (Alternative(9, " no", 0.25, 0.0, Cut.TOP_P, penalised=True),),
            0.6,
            rank=1,
            steps=(CutStep(Cut.TOP_K, 40), CutStep(Cut.TOP_P, 3)),
        ),
    ),
    2,
    Sampling(seed=5, top_k=40),
)


def test_a_trace_comes_back_after_a_restart(path: Path) -> None:
    keeper = HistoryKeeper(path, lambda error: pytest.fail(str(error)))
    writer = ConversationWriter(keeper)
    entry = writer.ask("Hello", None)
    writer.begin_answer(entry, {})
    writer.finish(entry, TextState.COMPLETE, "..Hé", {})
    writer.keep_trace(entry, TRACE)
    done = threading.Event()
    keeper.do(lambda _history: None, lambda _result: done.set())
    assert done.wait(60)
    keeper.close()
    with closing(History(path)) as history:
        assert token_traces.traces_of(history, [entry.answer, 99]) == {entry.answer: TRACE}


def test_a_trace_goes_with_its_conversation_and_a_damaged_one_is_none(path: Path) -> None:
    with closing(History(path)) as history:
        number = history.begin()
        answer = history.add(number, None, Role.ASSISTANT, "Hé")
        token_traces.keep(history, answer, TRACE)
        token_traces.keep(history, 1234, TRACE)  # of no message
        history.connection.execute("UPDATE token_trace SET trace = x'00'")
        assert token_traces.traces_of(history, [answer, 1234]) == {}
        history.delete(number)
        history.purge((number,))
        assert history.connection.execute("SELECT count(*) FROM token_trace").fetchone() == (0,)


def test_a_long_answer_takes_little_room(path: Path) -> None:
    others = tuple(Alternative(n, f" word{n}", 0.01 * n, cut=Cut.TOP_K) for n in range(1, 9))
    views = tuple(
        TokenView(n, f" t{n}", 0.9, others, 0.95, rank=1, steps=TRACE.views[0].steps)
        for n in range(1000)
    )
    with closing(History(path)) as history:
        answer = history.add(history.begin(), None, Role.ASSISTANT, "x")
        token_traces.keep(history, answer, TokenTrace(views))
        (size,) = history.connection.execute("SELECT length(trace) FROM token_trace").fetchone()
    assert size < 100 * len(views)
