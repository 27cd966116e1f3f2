"""Where the program starts: a child of itself, a command, or the window.

Decided before Qt or llama.cpp is imported, so that each process loads only what it needs.
"""

from __future__ import annotations

import gc
import sys

_CHILDREN = ("--engine", "--scripted-engine", "--render-template", "--read-document")


def main() -> int:
    """Run what the arguments ask for; the process's exit status comes back."""
    first = sys.argv[1] if len(sys.argv) > 1 else ""
    if first in _CHILDREN:
        return _run_child(first, sys.argv[2:])
    if first == "bench":
        from desktop_lm.bench import command

        return command.main(sys.argv[2:])
    if not opens_window(first):
        from desktop_lm.cli import command as cli_command

        return cli_command.main(sys.argv[1:])
    gc.disable()  # until the window is there: what is made for it stays
    from desktop_lm.ui import app

    return app.run(sys.argv)


def _run_child(flag: str, arguments: list[str]) -> int:
    """Be the helper process that ``flag`` asks for."""
    if flag == "--render-template":
        from desktop_lm.engine import template_child

        return template_child.main()
    if flag == "--read-document":
        from desktop_lm.documents import child as document_child

        return document_child.main(arguments[0])
    from desktop_lm.engine import child

    if flag == "--scripted-engine":
        from desktop_lm.engine.scripted_backend import ScriptedBackend

        return child.main(ScriptedBackend)
    from desktop_lm.engine.llama.backend import LlamaBackend

    saved = child.saved_states(arguments)
    return child.main(lambda: LlamaBackend(saved))


def opens_window(first: str) -> bool:
    """Whether the window is meant by the first argument: none, a file, or an option of Qt's.

    Systems add options of their own: ``-psn_0_12345`` comes from macOS's Finder.
    """
    if not first or first.lower().endswith(".gguf"):
        return True
    if first.startswith("-"):
        return first != "-h" and not first.startswith("--")
    from pathlib import Path

    if not Path(first).is_file():
        return False
    from desktop_lm.cli.command import COMMANDS

    return first not in COMMANDS


if __name__ == "__main__":
    sys.exit(main())
