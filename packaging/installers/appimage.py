"""The AppImage, where its run-time is at hand.

An AppImage is a small program, the run-time, with a squashfs image behind it. The run-time is no
part of Debian; it is taken from the machine that builds: DESKTOP_LM_APPIMAGE_RUNTIME names its
file. It should be the static one, which needs no libfuse2 of the system.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from installers import linux_files, project, system_copyrights
from installers.linux_files import LINUX
from installers.project import DIST, NAME, VERSION, Failed, call

RUNTIME = "DESKTOP_LM_APPIMAGE_RUNTIME"


def runtime() -> Path | None:
    """The run-time that the environment names, None where it names none."""
    named = os.environ.get(RUNTIME)
    return Path(named) if named else None


def build(frozen: Path, before: Path, into: Path = DIST) -> Path:
    """The AppImage, with the run-time ``before`` its image. Raises Failed."""
    if not before.is_file():
        raise Failed(f"{RUNTIME} names {before}, which is not there")
    if not shutil.which("mksquashfs"):
        raise Failed("mksquashfs is not there; Debian's package is squashfs-tools")
    into.mkdir(exist_ok=True)
    target = into / f"{NAME}-{VERSION}-{project.machine()}.AppImage"
    with tempfile.TemporaryDirectory(dir=into) as scratch:
        folder, image = Path(scratch, f"{NAME}.AppDir"), Path(scratch, "image")
        make_folder(frozen, folder)
        command = ["mksquashfs", folder, image, "-noappend", "-root-owned", "-no-progress"]
        call([*command, "-quiet", "-comp", "zstd"])  # its dates are SOURCE_DATE_EPOCH's
        with target.open("wb") as file:
            for part in (before, image):
                with part.open("rb") as stream:
                    shutil.copyfileobj(stream, file)
    target.chmod(0o755)
    return target


def make_folder(frozen: Path, folder: Path) -> None:
    """The AppDir: the program as in /usr, with what starts it at the top."""
    linux_files.copy_program(frozen, folder / "usr" / "lib" / NAME)
    system_copyrights.write(folder / "usr" / "lib" / NAME)
    share = folder / "usr" / "share"
    linux_files.write_share(share)
    shutil.copyfile(LINUX / "AppRun", folder / "AppRun")
    (folder / "AppRun").chmod(0o755)
    shutil.copyfile(share / "applications" / f"{NAME}.desktop", folder / f"{NAME}.desktop")
    shutil.copyfile(share / "icons/hicolor/256x256/apps/desktop-lm.png", folder / f"{NAME}.png")
    (folder / ".DirIcon").symlink_to(f"{NAME}.png")
