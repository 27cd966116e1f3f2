"""``run``: the program of this checkout."""

from __future__ import annotations

from develop.console import say
from develop.environment import call
from develop.missing import display_libraries, missing_libraries
from develop.set_up import set_up
from develop.system_packages import require


def run(arguments: list[str]) -> int:
    """Open the window; without a display, do the three tasks in the terminal."""
    set_up(with_tools=False)
    from desktop_lm.display import has_display  # of this checkout; it needs nothing set up

    if has_display() or arguments:
        require(lambda: missing_libraries(display_libraries()))
        # Where the person is, so that a file's name among the arguments means what it says.
        return call("python", "-m", "desktop_lm", *arguments, folder=None)
    say("There is no display here, so the three tasks run in the terminal.")
    return call("python", "-m", "desktop_lm", "--smoke")
