"""The folder an AppImage is made of, and the AppImage where its tool is at hand.

An AppImage is a small program, the run-time, with a squashfs image behind it. The run-time is no
part of Debian; it is taken from the machine that builds: DESKTOP_LM_APPIMAGE_RUNTIME names its
file. It should be the static one, which needs no libfuse2 of the system.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from installers import linux_files, project
from installers.linux_files import LINUX
from installers.project import BUILD, DIST, NAME, VERSION, Failed, call

RUNTIME = "DESKTOP_LM_APPIMAGE_RUNTIME"


def make_folder(frozen: Path) -> Path:
    """The AppDir: the program as in /usr, with what starts it at the top."""
    folder = BUILD / f"{NAME}.AppDir"
    shutil.rmtree(folder, ignore_errors=True)
    linux_files.copy_program(frozen, folder / "usr" / "lib" / NAME)
    share = folder / "usr" / "share"
    linux_files.write_share(share)
    shutil.copyfile(LINUX / "AppRun", folder / "AppRun")
    (folder / "AppRun").chmod(0o755)
    shutil.copyfile(share / "applications" / f"{NAME}.desktop", folder / f"{NAME}.desktop")
    shutil.copyfile(share / "icons/hicolor/256x256/apps/desktop-lm.png", folder / f"{NAME}.png")
    (folder / ".DirIcon").symlink_to(f"{NAME}.png")
    return folder


def build(frozen: Path) -> Path:
    """The AppImage in ``dist``. Raises Failed where there is no run-time to put before it."""
    runtime = Path(os.environ.get(RUNTIME, ""))
    if not runtime.is_file():
        raise Failed(f"{RUNTIME} does not name the run-time of AppImages")
    folder = make_folder(frozen)
    image = BUILD / f"{NAME}.squashfs"
    command = ["mksquashfs", folder, image, "-noappend", "-root-owned", "-no-progress", "-quiet"]
    call([*command, "-comp", "zstd"])  # its dates are SOURCE_DATE_EPOCH's
    target = DIST / f"{NAME}-{VERSION}-{project.machine()}.AppImage"
    DIST.mkdir(exist_ok=True)
    target.write_bytes(runtime.read_bytes() + image.read_bytes())
    target.chmod(0o755)
    return target
