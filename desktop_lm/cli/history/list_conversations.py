"""``desktop-lm history list``: the conversations, pinned ones and the last used first."""

from __future__ import annotations

import argparse
from typing import Any

from desktop_lm.cli import numbers
from desktop_lm.cli.history.opened import opened_history, when
from desktop_lm.cli.models.show import print_json, print_table
from desktop_lm.storage.history.conversation import Conversation

_HEADER = ("NUMBER", "CHANGED", "TITLE", "TAGS")


def add(parsers: Any) -> argparse.ArgumentParser:
    """The parser of ``list``."""
    parser: argparse.ArgumentParser = parsers.add_parser("list", help="conversations")
    parser.add_argument("--tag", default="", help="only those with this tag")
    parser.add_argument(
        "--limit", type=numbers.whole, default=50, help="at most so many (default 50)"
    )
    return parser


def run(options: argparse.Namespace) -> int:
    """Print the list."""
    with opened_history() as history:
        found = history.conversations(limit=max(0, options.limit), tag=options.tag)
    if options.json:
        print_json({"conversations": [as_json(each) for each in found]})
    else:
        print_table(
            _HEADER,
            [
                (str(each.id), when(each.changed), each.title or "Untitled", ", ".join(each.tags))
                for each in found
            ],
        )
    return 0


def as_json(conversation: Conversation) -> dict[str, Any]:
    """What the list tells of a conversation."""
    return {
        "number": conversation.id,
        "kind": conversation.kind.value,
        "title": conversation.title,
        "created": conversation.created,
        "changed": conversation.changed,
        "pinned": conversation.pinned,
        "tags": list(conversation.tags),
    }
