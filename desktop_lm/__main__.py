"""Where the program starts: a child of itself, a command, or the window.

Decided before Qt or llama.cpp is imported, so that each process loads only what it needs.
"""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """Run what the arguments ask for; the process's exit status comes back."""
    first = sys.argv[1] if len(sys.argv) > 1 else ""
    if first == "--engine":
        from desktop_lm.engine import child
        from desktop_lm.engine.llama.backend import LlamaBackend

        saved = child.saved_states(sys.argv[2:])
        return child.main(lambda: LlamaBackend(saved))
    if first == "--scripted-engine":
        from desktop_lm.engine import child
        from desktop_lm.engine.scripted_backend import ScriptedBackend

        return child.main(ScriptedBackend)
    if first == "--render-template":
        from desktop_lm.engine import template_child

        return template_child.main()
    if first == "bench":
        from desktop_lm.bench import command

        return command.main(sys.argv[2:])
    if first and not first.endswith(".gguf"):
        from desktop_lm.cli import command as cli_command

        return cli_command.main(sys.argv[1:])
    gc.disable()  # until the window is there: what is made for it stays
    from desktop_lm.ui import app

    return app.run(sys.argv)


if __name__ == "__main__":
    sys.exit(main())
