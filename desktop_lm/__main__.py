"""Where the program starts: a child of itself, a command, or the window.

Decided before Qt or llama.cpp is imported, so that each process loads only what it needs.
"""

from __future__ import annotations

import gc
import os
import sys

_UNAVAILABLE = 69  # sysexits.h
_INTERRUPTED = 130
_CHILDREN = (
    "--engine",
    "--scripted-engine",
    "--render-template",
    "--read-document",
    "--read-parquet",
)


def main() -> int:
    """Run what the arguments ask for; the process's exit status comes back."""
    first = sys.argv[1] if len(sys.argv) > 1 else ""
    if first in _CHILDREN:
        return _run_child(first, sys.argv[2:])
    try:
        return _run(first)
    except KeyboardInterrupt:  # while the program is still being loaded
        return _INTERRUPTED


def _run(first: str) -> int:
    """Do what the first argument asks for."""
    if problem := _no_start(first):
        _tell(problem)
        return _UNAVAILABLE
    if first == "bench":
        from desktop_lm.bench import command

        return command.main(sys.argv[2:])
    if first == "--smoke":
        from desktop_lm.cli import smoke

        return smoke.main()
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
    if flag == "--read-parquet":
        from desktop_lm.tables import parquet_child

        return parquet_child.main(arguments[0])
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
    if not os.path.isfile(first):  # noqa: PTH113  Path's raises for what is too long for a name
        return False
    from desktop_lm.cli.command import COMMANDS

    return first not in COMMANDS


def _no_start(first: str) -> str:
    """What keeps the program from starting, as a sentence; "" where nothing does.

    Looked for before any library runs that would end the process without one.
    """
    from desktop_lm import display, processor

    if too_old := processor.too_old():
        return too_old
    chosen = "-platform" in sys.argv or os.environ.get("QT_QPA_PLATFORM")
    return display.problem() if opens_window(first) and not chosen else ""


def _tell(problem: str) -> None:
    """Say it in the terminal, or in a window of the system's where there is no terminal."""
    if sys.stderr is not None:
        sys.stderr.write(f"desktop-lm: {problem}\n")
    if sys.platform == "win32" and sys.stderr is None:
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, problem, "desktop-lm", 0x10)


if __name__ == "__main__":
    sys.exit(main())
