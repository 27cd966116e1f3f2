"""``desktop-lm --smoke``: the three tasks on the built-in models, to see that all is installed."""

from __future__ import annotations

import shlex

from desktop_lm.cli import command

_TASKS = (
    ("generate", "--seed", "1", "--max-tokens", "60", "Write two sentences about the sea."),
    ("sentiment", "I love this film.", "The food was cold and the waiter was rude."),
    *(
        ("translate", "--from", "en", "--to", language, "I would like a cup of coffee, please.")
        for language in ("fr", "de", "es")
    ),
)


def main() -> int:
    """Run each as if it were typed; 0 where all went well, else the status of the worst."""
    statuses = []
    for task in _TASKS:
        print(f"\n$ desktop-lm {shlex.join(task)}", flush=True)
        statuses.append(command.main(task))
    return max(statuses)
