"""All that is measured of sentiment on one file, in one run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from desktop_lm import bootstrap
from desktop_lm.bench.sentiment.agreement import Agreement, agreement
from desktop_lm.bench.sentiment.rows import LabelledRow
from desktop_lm.bench.sentiment.speed import (
    BareSpeed,
    chat_rate,
    judge,
    own_tokens,
    start_bare,
)
from desktop_lm.bench.sentiment.teach import teach
from desktop_lm.bench.sentiment.vader import vader
from desktop_lm.cli.session import Session
from desktop_lm.messages import Load
from desktop_lm.tasks.sentiment.many_texts import ManyInput
from desktop_lm.tasks.sentiment.method import Mode

Say = Callable[[str], None]
_WARM_UP = 12


@dataclass(frozen=True, slots=True)
class Plan:
    """The modes to measure; with ``teach`` rows, ``draws`` profiles are trained besides."""

    modes: tuple[Mode, ...]
    teach: int = 0
    draws: int = 5


def measure(rows: Sequence[LabelledRow], plan: Plan, load: Load, say: Say) -> dict[str, Any]:
    """What ``--json`` prints: the first mode's figures by name, each mode's under ``modes``.

    Raises AppError, BenchFailed, JobFailed.
    """
    texts = [row.text for row in rows]
    labels = sorted({row.label for row in rows})
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True)))
        session = stack.enter_context(Session(bootstrap.build_runner(options=load.options)))
        session.open_model(load.path)
        tokens = own_tokens(session, texts)
        bare = start_bare(stack, load, folder)
        say("one-by-one chat questions")
        chats = [chat_rate(session, texts, labels)]
        found = {}
        for mode in plan.modes:
            say(f"{len(rows)} rows, {mode.value}")
            found[mode] = _figures(session, rows, mode, bare, tokens)
        chats.append(chat_rate(session, texts, labels))
        taught = teach(session, rows, plan.teach, plan.draws) if plan.teach else None
    chat = sum(chats) / len(chats)
    for figures in found.values():
        figures["chat_ratio"] = figures["rows_per_second"] / chat
    return {
        **found[plan.modes[0]],
        "mode": plan.modes[0].value,
        "modes": {mode.value: figures for mode, figures in found.items()},
        "baseline_vader": vader(rows),
        "chat_rows_per_second": chat,
        "tokens_per_row": tokens / len(rows),
        "labels": labels,
        "teach": taught,
    }


def _figures(
    session: Session, rows: Sequence[LabelledRow], mode: Mode, bare: BareSpeed, tokens: int
) -> dict[str, Any]:
    judge(session, ManyInput([row.text for row in rows[:_WARM_UP]], mode), bare)
    bare.forget()
    judged = judge(session, ManyInput([row.text for row in rows], mode), bare)
    found = agreement(judged.verdicts, [row.label for row in rows])
    return {
        **_as_json(found),
        "rows_per_second": len(rows) / judged.seconds,
        "bare_prompt_tokens_per_second": bare.rate,
        "speed_ratio": tokens / judged.seconds / bare.rate,
    }


def _as_json(found: Agreement) -> dict[str, Any]:
    result = asdict(found)
    result["reliability"] = result.pop("bins")
    return result
