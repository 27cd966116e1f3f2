"""``make package-test``: the package as a person meets it, in a Debian system of its own.

It is installed, used in a real window by two users without a network, upgraded, and removed; the
tar is installed into a home with blanks and Chinese characters in its path.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from time import sleep

from installers import bad_cases, deb, processors, project
from installers.debian_root import DebianRoot
from installers.installed import OTHER, QUESTION, USER, ask, shown, step, window
from installers.project import BUILD, DIST, NAME, VERSION, Failed

_PARTS = {"processors", "package"}
_OLDER = "0.0.9"
_PICTURES = BUILD / "pictures"
# What is asked in each tab, in the order of the tabs.
_QUESTIONS = {
    "prompt": QUESTION,
    "sentiment": "I love this film.",
    "translation": "I would like a cup of coffee, please.",
}


def run(parts: list[str]) -> int:
    """0 where what is tried passes; each step is said, and what failed raises Failed.

    ``parts`` are "processors" and "package", both if none is named.
    """
    if unknown := set(parts) - _PARTS:
        raise Failed(f"there is nothing to try called {', '.join(sorted(unknown))}")
    if "processors" in parts or not parts:
        with step("the engine on other processors"):
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
    with step("a clean Debian"):
        root.unpack()
        for user in (USER, OTHER):
            root.administer("useradd", "--create-home", user)
        root.administer("apt-get", "-qq", "update")
        # Every desktop has it; a system as small as this one cannot open the tar without it.
        root.administer("apt-get", "-qq", "install", "--no-install-recommends", "xz-utils")
        before = root.files()
    with step(f"version {_OLDER}, packed of the same program, is installed"):
        _install(root, deb.older(_OLDER))
    _use(root)
    _upgrade(root, package)
    bad_cases.try_all(root, _PICTURES)
    _try_tar(root)
    with step("removed"):
        root.administer("apt-get", "-qq", "purge", NAME)
        root.administer("apt-get", "-qq", "autoremove", "--purge")
        _tell_what_is_left(sorted(root.files() - before))
    root.remove()
    return 0


def _install(root: DebianRoot, package: Path) -> None:
    shutil.copyfile(package, root.folder / "var" / "cache" / package.name)
    root.administer(
        "apt-get", "-qq", "install", "--no-install-recommends", f"/var/cache/{package.name}"
    )


def _use(root: DebianRoot) -> None:
    with step("its window is asked in all three tabs, without a network"), window(root) as screen:
        for number, (tab, question) in enumerate(_QUESTIONS.items(), start=1):
            screen.press(f"ctrl+{number}")
            sleep(3)  # a person looks where the keyboard is, too
            print(f"  {tab}: {ask(screen, question)!r}", flush=True)
            screen.picture(_PICTURES / f"{tab}.png")


def _upgrade(root: DebianRoot, package: Path) -> None:
    with (
        step(f"version {VERSION} in its place while a window is open, and asked"),
        window(root) as screen,
    ):
        _install(root, package)
        screen.press("ctrl+1")
        print(f"  {ask(screen, 'Write one sentence about trees.')!r}", flush=True)
    with step("the new version shows what was there"), window(root) as screen:
        print(f"  {shown(screen)!r}", flush=True)
        screen.picture(_PICTURES / "upgraded.png")
    told = root.run(NAME, "history", "list", "--json", user=USER).stdout
    if QUESTION[:10] not in told:
        raise Failed(f"the history of before the upgrade is gone: {told}")
    told = root.run(NAME, "--version", user=USER).stdout
    if VERSION not in told:
        raise Failed(f"not the new version: {told}")


def _try_tar(root: DebianRoot) -> None:
    tar = DIST / f"{NAME}-{VERSION}-linux-{project.machine()}.tar.xz"
    if not tar.is_file():
        return
    home = f"/home/{OTHER}"
    with step("the tar, in a folder with blanks and Chinese characters"):
        shutil.copyfile(tar, root.folder / "var" / "cache" / tar.name)
        place = f"{home}/我的 programs"
        script = f"mkdir '{place}' && cd '{place}' && tar -xf /var/cache/{tar.name}"
        script += f" && cd {tar.name.removesuffix('.tar.xz')} && ./install.sh '{place}/installed'"
        done = root.run("sh", "-c", script, user=OTHER)
        print("  " + (done.stdout + done.stderr).strip().replace("\n", "\n  "))
        if done.returncode:
            raise Failed("the tar could not be installed")
        program = f"{place}/installed/bin/{NAME}"
        with window(root, OTHER, program) as screen:
            screen.picture(_PICTURES / "tar.png")
        remove = f"cd '{place}'/{NAME}-* && ./install.sh --uninstall '{place}/installed'"
        done = root.run("sh", "-c", remove, user=OTHER)
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
