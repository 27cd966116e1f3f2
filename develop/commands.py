"""Which command does what."""

from __future__ import annotations

import argparse

from develop.checking import check, faults, quick, test
from develop.console import Stop, say
from develop.locking import lock
from develop.packages import engine_portable, package, package_test
from develop.running import run


def main() -> int:
    functions = (run, test, check, quick, faults, lock, engine_portable, package, package_test)
    commands = {function.__name__.replace("_", "-"): function for function in functions}
    parser = argparse.ArgumentParser(
        prog="dev.py",
        description="Set desktop-lm up and run it. What follows the command is handed on.",
    )
    parser.add_argument("command", choices=commands, help="; ".join(commands))
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    try:
        return commands[options.command](options.arguments)
    except Stop as stop:
        say(f"dev.py: {stop}")
        return 1
    except KeyboardInterrupt:
        say("dev.py: interrupted; the next call continues.")
        return 130
