"""What goes wrong on people's computers, tried with the installed program one after the other.

Each works all the same, or says in one sentence why it cannot.
"""

from __future__ import annotations

import json
from pathlib import Path
from time import monotonic, sleep

from installers.debian_root import DebianRoot
from installers.installed import OTHER, QUESTION, USER, ask, running, step, until, window
from installers.project import NAME, Failed
from installers.screen import Screen
from installers.wayland import Wayland

_UNAVAILABLE = 69  # the status of a program that cannot run here
_LIBRARY, _PACKAGE = "libxcb-cursor.so.0", "libxcb-cursor0"
# Nobody can write beside the program, whoever it is.
_READ_ONLY = "mount --bind usr usr; mount -o remount,bind,ro usr"
# A home of 4 MB that is full to the last byte.
_FULL = (
    "mount -t tmpfs -o size=4m none home/{user}; chmod 777 home/{user};"
    " head -c 9M /dev/zero >home/{user}/fill 2>/dev/null || true"
)
_BLIND_QUESTION = "Write one sentence about windows."
_TRIES, _TRY_SECONDS = 5, 20.0
_COLOURS = 50  # a window has more
_FEW_WORDS = 3  # an answer has more than the name of who gives it


def try_all(root: DebianRoot, pictures: Path) -> None:
    """Each of them, with pictures of the windows. Raises Failed."""
    _two_users(root)
    _read_only_system(root)
    _no_display(root)
    _full_home(root, pictures)
    _without_library(root, pictures)
    _nothing_beside_the_program(root)


def _two_users(root: DebianRoot) -> None:
    with step("another user, in the terminal, without a network"):
        _smoke(root)
    with step("two users at the same time"), window(root) as one, window(root, OTHER) as other:
        for user, screen in ((USER, one), (OTHER, other)):
            print(f"  {user}: {ask(screen, 'Write one sentence about friends.')!r}", flush=True)


def _read_only_system(root: DebianRoot) -> None:
    with step("the program's folder and the whole system read-only"):
        _smoke(root, _READ_ONLY)
        with window(root, OTHER, before=_READ_ONLY) as screen:
            print(f"  {ask(screen, 'Write one sentence about books.')!r}")


def _no_display(root: DebianRoot) -> None:
    with step("without a display"):
        _one_sentence(root, "display")


def _full_home(root: DebianRoot, pictures: Path) -> None:
    full = _FULL.format(user=OTHER)
    with step("with a home that is full"):
        done = root.run(NAME, "sentiment", "I love this film.", user=OTHER, before=full)
        print(f"  {done.returncode}: {done.stdout.strip()} {done.stderr.strip()}")
        if done.returncode or done.stderr:
            raise Failed("it does not work where the disk is full")
        with window(root, OTHER, before=full) as screen:
            answer = ask(screen, QUESTION)
            print(f"  {answer!r}")
            screen.press("ctrl+q")  # refused once: the conversation is nowhere on the disk
            screen.picture(pictures / "full-home.png")


def _without_library(root: DebianRoot, pictures: Path) -> None:
    root.administer("dpkg", "--remove", "--force-depends", _PACKAGE)
    with step(f"without {_LIBRARY}, on X11"), Screen() as screen:
        _one_sentence(root, _PACKAGE, screen.name)
    with step(f"without {_LIBRARY}, on Wayland alone"):
        _wayland(root, pictures)
    root.administer("apt-get", "-qq", "install", "--no-install-recommends", _PACKAGE)


def _wayland(root: DebianRoot, pictures: Path) -> None:
    uid = (root.folder / "home" / OTHER).stat().st_uid
    place = f"/run/user/{uid}"
    with Screen() as screen, Wayland(screen, root.folder / place[1:], uid) as wayland:
        command = root.command(
            [NAME], user=OTHER, WAYLAND_DISPLAY=wayland.name, XDG_RUNTIME_DIR=place
        )
        with running(command, screen):
            # No program can look there for another's window, nor into its clipboard.
            until(lambda: _at_least(screen.colours(), _COLOURS), "a window on Wayland")
            _ask_blindly(root, screen)
            answer = until(lambda: _answered(root), "an answer on Wayland")
            screen.picture(pictures / "wayland.png")
    print(f"  {answer!r}")


def _ask_blindly(root: DebianRoot, screen: Screen) -> None:
    """Ask until the history has the beginning of an answer: keys go nowhere as long as the
    compositor has not given the window the keyboard, and nothing else tells whether they came."""
    for _ in range(_TRIES):
        screen.press("ctrl+a")
        screen.type(_BLIND_QUESTION)
        screen.press("ctrl+Return")
        deadline = monotonic() + _TRY_SECONDS
        while monotonic() < deadline:
            if _answered(root):
                return
            sleep(1)


def _at_least(number: int, least: int) -> str:
    """The same words each time: a caret that blinks changes the number."""
    return f"{least} and more" if number >= least else ""


def _answered(root: DebianRoot) -> str:
    """What the history has after the question asked on Wayland, "" as long as there is nothing."""
    told = root.run(NAME, "history", "list", "--json", user=OTHER).stdout
    newest = max(json.loads(told)["conversations"], key=lambda one: float(one["changed"]))
    command = [NAME, "history", "export", str(newest["number"]), "--format", "txt"]
    text = root.run(*command, user=OTHER).stdout
    _, asked, answer = text.rpartition(_BLIND_QUESTION)  # it may be the title, too
    return answer.strip() if asked and len(answer.split()) > _FEW_WORDS else ""


def _smoke(root: DebianRoot, before: str = "") -> None:
    done = root.run(NAME, "--smoke", user=OTHER, before=before)
    if done.returncode or done.stderr:
        raise Failed(f"--smoke ended with {done.returncode}: {done.stderr}")
    print("  " + done.stdout.strip().replace("\n", "\n  "))


def _one_sentence(root: DebianRoot, word: str, display: str = "") -> None:
    """The program cannot open its window, and says so with this ``word`` in it."""
    done = root.run(NAME, user=OTHER, DISPLAY=display)
    print(f"  {done.returncode}: {done.stderr.strip()}")
    if done.returncode != _UNAVAILABLE or done.stderr.count("\n") != 1 or word not in done.stderr:
        raise Failed("what is missing was not told in a sentence")


def _nothing_beside_the_program(root: DebianRoot) -> None:
    with step("nothing was written beside the program"):
        place = f"usr/lib/{NAME}/"
        files = (file for file in root.files() if file.startswith(place))
        changed = [file for file in files if "__pycache__" in file]
        if changed:
            raise Failed(f"written into the program's folder: {changed}")
