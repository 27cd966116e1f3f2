"""``make package-test``: the package as a person meets it, in a Debian system of its own.

It is installed, used in a real window by two users without a network, upgraded, and removed; the
tar is installed into a home with blanks and Chinese characters in its path.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep

from installers import deb, processors, project
from installers.debian_root import DebianRoot
from installers.project import BUILD, DIST, NAME, VERSION, Failed
from installers.screen import Screen

_UNAVAILABLE = 69  # the status of a program that cannot run here
_OLDER = "0.0.9"
_USER, _OTHER = "tester", "another"
_ANSWER_SECONDS = 240.0  # on a machine that has much else to do
_SETTLED_SECONDS = 15.0  # an answer that did not grow for so long is complete
_NOTHING = "nothing was copied yet"
_PICTURES = BUILD / "pictures"
# What is asked in each tab, in the order of the tabs, and where a text box does not have the focus.
_QUESTIONS = (
    ("prompt", "Write one sentence about the sea."),
    ("sentiment", "I love this film."),
    ("translation", "I would like a cup of coffee, please."),
)


def run(parts: list[str]) -> int:
    """0 where what is tried passes; each step is said, and what failed raises Failed.

    ``parts`` are "processors" and "package", both if none is named.
    """
    if "processors" in parts or not parts:
        with _step("the engine on other processors"):
            processors.try_all()
    return _try_package() if "package" in parts or not parts else 0


def _try_package() -> int:
    package = DIST / f"{NAME}_{VERSION}_{deb.architecture()}.deb"
    if not package.is_file():
        raise Failed(f"{package} is not there; make package makes it")
    if hasattr(os, "geteuid") and os.geteuid() != 0:
        raise Failed("a Debian system of its own can be made by root alone")
    shutil.rmtree(_PICTURES, ignore_errors=True)
    _PICTURES.mkdir(parents=True)
    root = DebianRoot(BUILD / "debian-root")
    with _step("a clean Debian"):
        root.unpack()
        for user in (_USER, _OTHER):
            root.administer("useradd", "--create-home", user)
        root.administer("apt-get", "-qq", "update")
        # Every desktop has it; a system as small as this one cannot open the tar without it.
        root.administer("apt-get", "-qq", "install", "--no-install-recommends", "xz-utils")
        before = root.files()
    with _step(f"version {_OLDER}, packed of the same program, is installed"):
        _install(root, deb.older(_OLDER))
    _use(root)
    with _step(f"version {VERSION} in its place while a window is open"), _window(root):
        _install(root, package)
    _after_upgrade(root)
    _bad_cases(root)
    _try_tar(root)
    with _step("removed"):
        root.administer("apt-get", "-qq", "purge", NAME)
        root.administer("apt-get", "-qq", "autoremove", "--purge")
        _tell_what_is_left(sorted(root.files() - before))
    root.remove()
    return 0


@contextlib.contextmanager
def _step(name: str) -> Iterator[None]:
    print(f"- {name}", flush=True)
    started = monotonic()
    yield
    print(f"  {monotonic() - started:.0f} s", flush=True)


def _install(root: DebianRoot, package: Path) -> None:
    shutil.copyfile(package, root.folder / "var" / "cache" / package.name)
    root.administer(
        "apt-get", "-qq", "install", "--no-install-recommends", f"/var/cache/{package.name}"
    )


@contextlib.contextmanager
def _window(
    root: DebianRoot, user: str = _USER, program: str = NAME
) -> Iterator[tuple[Screen, str]]:
    """The program's window on a screen of its own; at the end it is closed and must be silent."""
    errors = BUILD / "stderr.txt"
    with Screen() as screen, errors.open("wb") as stream:
        command = root.command([program], user=user, DISPLAY=screen.name)
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=stream, stderr=stream)
        try:
            window = screen.wait_for_window(NAME)
            screen.focus(window)
            yield screen, window
            screen.press("ctrl+q")
            status = process.wait(60)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
                process.wait()
        said = errors.read_text("utf-8", "replace")
        if status or said:
            raise Failed(f"the program ended with {status} and said: {said}")


def _use(root: DebianRoot) -> None:
    with (
        _step("its window is asked in all three tabs, without a network"),
        _window(root) as (screen, _),
    ):
        for number, (tab, question) in enumerate(_QUESTIONS, start=1):
            screen.press(f"ctrl+{number}")
            sleep(3)  # a person looks where the keyboard is, too
            screen.type(question)
            screen.copy(_NOTHING)
            screen.press("ctrl+Return")
            answer = _until(lambda: _copied(screen), f"an answer in the tab {tab}")
            screen.picture(_PICTURES / f"{tab}.png")
            print(f"  {tab}: {answer!r}", flush=True)


def _copied(screen: Screen) -> str:
    """The result of the open tab, by the way that a person copies it."""
    screen.press("ctrl+shift+c")
    told = screen.clipboard().strip()
    return "" if told == _NOTHING else told


def _until(ask: Callable[[], str], what: str) -> str:
    """What ``ask`` tells, once it has told the same for a while. Raises Failed if nothing comes."""
    deadline, last, since = monotonic() + _ANSWER_SECONDS, "", monotonic()
    while monotonic() < deadline:
        told = ask()
        if told != last:
            last, since = told, monotonic()
        elif told and monotonic() - since > _SETTLED_SECONDS:
            return told
        sleep(2)
    raise Failed(f"{what} did not come within {_ANSWER_SECONDS:.0f} seconds")


def _after_upgrade(root: DebianRoot) -> None:
    with _step("the new version shows what was there"), _window(root) as (screen, _):
        screen.copy(_NOTHING)
        shown = _until(lambda: _copied(screen), "the conversation of before")
        screen.picture(_PICTURES / "upgraded.png")
        print(f"  {shown!r}", flush=True)
    told = root.run(NAME, "history", "list", "--json", user=_USER).stdout
    if _QUESTIONS[0][1][:10] not in told:
        raise Failed(f"the history of before the upgrade is gone: {told}")
    told = root.run(NAME, "--version", user=_USER).stdout
    if VERSION not in told:
        raise Failed(f"not the new version: {told}")


def _bad_cases(root: DebianRoot) -> None:
    with _step("another user, in the terminal, without a network"):
        done = root.run(NAME, "--smoke", user=_OTHER)
        if done.returncode or done.stderr:
            raise Failed(f"--smoke ended with {done.returncode}: {done.stderr}")
        print("  " + done.stdout.strip().replace("\n", "\n  "))
    with _step("without a display"):
        done = root.run(NAME, user=_OTHER)
        print(f"  {done.returncode}: {done.stderr.strip()}")
        if done.returncode != _UNAVAILABLE or done.stderr.count("\n") != 1:
            raise Failed("a missing display was not told in a sentence")
    with _step("with a home that is full"):
        full = "mount -t tmpfs -o size=64k none /home/another && chmod 777 /home/another"
        full += " && head -c 1M /dev/zero >/home/another/fill 2>/dev/null; exec runuser -u another"
        full += f" -- {NAME} sentiment 'I love this film.'"
        done = root.run("sh", "-c", full, HOME="/home/another")
        print(f"  {done.returncode}: {done.stdout.strip()} {done.stderr.strip()}")
        if done.returncode or done.stderr:
            raise Failed("it does not work where the disk is full")
    with _step("nothing was written beside the program"):
        program = Path("usr", "lib", NAME)
        changed = [
            file
            for file in root.files()
            if file.startswith(f"{program}/") and "__pycache__" in file
        ]
        if changed:
            raise Failed(f"written into the program's folder: {changed}")


def _try_tar(root: DebianRoot) -> None:
    tar = DIST / f"{NAME}-{VERSION}-linux-{project.machine()}.tar.xz"
    if not tar.is_file():
        return
    home = f"/home/{_OTHER}"
    with _step("the tar, in a folder with blanks and Chinese characters"):
        shutil.copyfile(tar, root.folder / "var" / "cache" / tar.name)
        place = f"{home}/我的 programs"
        script = f"mkdir '{place}' && cd '{place}' && tar -xf /var/cache/{tar.name}"
        script += f" && cd {tar.name.removesuffix('.tar.xz')} && ./install.sh '{place}/installed'"
        done = root.run("sh", "-c", script, user=_OTHER)
        print("  " + (done.stdout + done.stderr).strip().replace("\n", "\n  "))
        if done.returncode:
            raise Failed("the tar could not be installed")
        program = f"{place}/installed/bin/{NAME}"
        with _window(root, _OTHER, program) as (screen, _):
            screen.picture(_PICTURES / "tar.png")
        remove = f"cd '{place}'/{NAME}-* && ./install.sh --uninstall '{place}/installed'"
        done = root.run("sh", "-c", remove, user=_OTHER)
        left = [p for p in (root.folder / place[1:] / "installed").rglob("*") if p.is_file()]
        if done.returncode or left:
            raise Failed(f"the tar's uninstall left {left}: {done.stderr}")


def _tell_what_is_left(left: list[str]) -> None:
    """Only what users wrote may be left; the system's own lists change as they please."""
    own = [name for name in left if name.startswith("home/")]
    print("  left, of the users': " + ", ".join(_short(own)))
    others = [name for name in left if not name.startswith("home/")]
    print("  left, of the system's: " + (", ".join(others) or "nothing"))
    if [name for name in others if NAME in name]:
        raise Failed("something of the program's is left outside of the homes")


def _short(names: list[str]) -> list[str]:
    return sorted({"/".join(name.split("/")[:5]) for name in names if NAME in name})
