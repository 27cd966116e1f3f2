"""The tar for any Linux: unpack it, run ``install.sh``. Also what an AppImage is made of."""

from __future__ import annotations

import shutil
import tarfile
from pathlib import Path

from installers import linux_files, project, system_copyrights
from installers.linux_files import LINUX
from installers.project import BUILD, DIST, NAME, VERSION, call


def build(frozen: Path, *, quick: bool = False) -> Path:
    """A tar in ``dist``, the same bytes each time. ``quick`` packs it fast and large."""
    name = f"{NAME}-{VERSION}-linux-{project.machine()}"
    folder = BUILD / "tar" / name
    shutil.rmtree(folder.parent, ignore_errors=True)
    linux_files.copy_program(frozen, folder / "lib" / NAME)
    system_copyrights.write(folder / "lib" / NAME)
    linux_files.write_share(folder / "share")
    for script in ("install.sh",):
        shutil.copyfile(LINUX / script, folder / script)
        (folder / script).chmod(0o755)
    for text in ("LICENSE", "THIRD_PARTY_NOTICES.md", "CHANGELOG.md"):
        shutil.copyfile(project.ROOT / text, folder / text)
    DIST.mkdir(exist_ok=True)
    plain, packed = BUILD / f"{name}.tar", DIST / f"{name}.tar.xz"
    pack(folder, plain)
    packing = ["xz", "--force", "--stdout", "-0" if quick else "-6", "--threads=1", str(plain)]
    call(["sh", "-c", f'exec {" ".join(packing[:-1])} "$0" >"$1"', plain, packed])
    plain.unlink()
    return packed


def pack(folder: Path, archive: Path) -> None:
    """A tar in a fixed order, of nobody's files, all of one date."""

    def nobody(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = "root"
        entry.mtime = project.epoch()
        return entry

    with tarfile.open(archive, "w", format=tarfile.GNU_FORMAT) as tar:
        for place in [folder, *sorted(folder.rglob("*"))]:
            name = place.relative_to(folder.parent).as_posix()
            tar.add(place, name, recursive=False, filter=nobody)
