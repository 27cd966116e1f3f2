"""The open table as JSON: kept with the drafts, so that the next start shows it again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from desktop_lm.jobs.sentiment.table_run import RunOrder
from desktop_lm.tables.open_table import Reading
from desktop_lm.tasks.sentiment.method import Mode


def dump(order: RunOrder, *, begun: bool) -> dict[str, Any]:
    """What was chosen, and whether a run was begun with it."""
    return {
        "source": str(order.source),
        "target": str(order.target),
        "columns": [order.text, order.date, order.group],
        "sheet": order.reading.sheet,
        "separator": order.reading.separator,
        "encoding": order.reading.encoding,
        "header": order.reading.header,
        "month_first": order.reading.month_first,
        "mode": order.method.get("mode", Mode.FAST.value),
        "profile": order.method.get("profile", ""),
        "begun": begun,
    }


def load(draft: object) -> tuple[RunOrder, bool] | None:
    """What :func:`dump` made; None for anything else."""
    if not isinstance(draft, dict):
        return None
    names = ("source", "target", "sheet", "separator", "encoding", "mode", "profile")
    columns, header = draft.get("columns"), draft.get("header")
    month_first = draft.get("month_first")
    if not (
        all(isinstance(draft.get(name), str) for name in names)
        and isinstance(columns, list)
        and list(map(type, columns)) == [str, str, str]
        and (header is None or isinstance(header, bool))
        and (month_first is None or isinstance(month_first, bool))
        and draft["source"]
        and draft["target"]
        and draft["mode"] in set(Mode)
    ):
        return None
    text, date, group = columns
    order = RunOrder(
        source=Path(draft["source"]),
        target=Path(draft["target"]),
        text=text,
        date=date,
        group=group,
        reading=Reading(draft["separator"], draft["encoding"], draft["sheet"], header, month_first),
        method={"mode": draft["mode"], "profile": draft["profile"]},
        resume=True,
    )
    return order, draft.get("begun") is True
