"""A Debian system in a folder: made once and kept, unpacked anew for each trial."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from installers.project import Failed, call

SUITE = "bookworm"
_SCREENS = Path("/tmp/.X11-unix")  # noqa: S108 - where X servers have their sockets
# Everything mounted here is gone when the command ends, and so is everything it started.
_INSIDE = """
set -e
mount --rbind /dev "$0/dev"
mount -t proc proc "$0/proc"
mkdir -p "$0/tmp/.X11-unix"
mount --bind /tmp/.X11-unix "$0/tmp/.X11-unix"
cd "$0"
eval "$2"
exec chroot --userspec="$1" . /usr/bin/env -i "${@:3}"
"""


class DebianRoot:
    """The system in ``folder``; commands run in it with processes and mounts of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def unpack(self) -> None:
        """Start anew with a system that nothing was installed in."""
        archive = _base()
        self.remove()
        self.folder.mkdir(parents=True)
        call(["tar", "-C", self.folder, "-xf", archive])
        shutil.copyfile("/etc/resolv.conf", self.folder / "etc" / "resolv.conf")

    def remove(self) -> None:
        """Delete it; nothing is mounted there, as mounts end with the commands that made them."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def command(
        self,
        words: Sequence[str],
        *,
        user: str = "root",
        network: bool = False,
        before: str = "",
        **variables: str,
    ) -> list[str]:
        """The command line that runs ``words`` in the system as ``user``.

        ``before`` is what a shell does as root in the system's folder before, such as mounting
        something for this command alone.
        """
        home = "/root" if user == "root" else f"/home/{user}"
        given = {
            "HOME": home,
            "USER": user,
            "LANG": "C.UTF-8",
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            **variables,
        }
        apart = ["--mount", "--pid", "--fork", "--kill-child", *([] if network else ["--net"])]
        environment = [f"{name}={value}" for name, value in given.items()]
        inside = ["bash", "-c", _INSIDE, str(self.folder), f"{user}:{user}", before]
        return ["unshare", *apart, *inside, *environment, *words]

    def run(
        self,
        *words: str,
        user: str = "root",
        network: bool = False,
        before: str = "",
        **variables: str,
    ) -> subprocess.CompletedProcess[str]:
        """Run a program to its end."""
        _SCREENS.mkdir(mode=0o1777, exist_ok=True)
        command = self.command(words, user=user, network=network, before=before, **variables)
        return subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )

    def administer(self, *words: str) -> str:
        """Run a program as root, with the network. Raises Failed where it fails."""
        done = self.run(*words, network=True, DEBIAN_FRONTEND="noninteractive")
        if done.returncode:
            said = done.stdout[-3000:] + done.stderr
            raise Failed(f"{' '.join(words)} ended with {done.returncode}: {said}")
        return done.stdout

    def files(self) -> set[str]:
        """All there is in it, without what package tools write for themselves."""
        skipped = (
            "var/lib/dpkg",
            "var/lib/apt",
            "var/cache",
            "var/log",
            "proc",
            "dev",
            "sys",
            "tmp",
        )
        found = set()
        for place, folders, names in os.walk(self.folder):
            here = Path(place).relative_to(self.folder)
            folders[:] = [one for one in folders if (here / one).as_posix() not in skipped]
            found |= {(here / name).as_posix() for name in (*folders, *names)}
        return found


def _base() -> Path:
    """The system as debootstrap makes it, kept in the user's cache as a tar."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "desktop-lm")
    archive = cache / f"debian-{SUITE}-{os.uname().machine}.tar"
    if archive.is_file():
        return archive
    cache.mkdir(parents=True, exist_ok=True)
    folder = cache / "debian-root.part"
    shutil.rmtree(folder, ignore_errors=True)
    call(["debootstrap", "--variant=minbase", SUITE, folder], quiet=True)
    part = archive.with_suffix(".part")
    call(["tar", "-C", folder, "-cf", part, "."])
    part.replace(archive)
    shutil.rmtree(folder, ignore_errors=True)
    return archive
