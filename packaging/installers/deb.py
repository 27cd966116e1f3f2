"""The Debian package. Libraries of the system are left to its packages, which get its updates."""

from __future__ import annotations

import shutil
import tempfile
from email.utils import format_datetime
from pathlib import Path
from textwrap import fill

from installers import linux_files, parts, project
from installers.linux_files import LINUX, write, write_gzip
from installers.project import BUILD, DIST, MAINTAINER, NAME, SUMMARY, VERSION, Failed, call

_STUB = f"Source: {NAME}\n\nPackage: {NAME}\nArchitecture: any\n"  # as dpkg-shlibdeps wants one
STAGED = BUILD / "deb"  # the package's files as they will lie in a system
_HOME = Path("usr", "lib", NAME)
_DESCRIPTION = """\
 Three tabs on a 4-bit language model that runs on the processor of this
 computer: Prompt answers and continues texts, Sentiment judges them, and
 Translation brings them into another language. Small models come along, so
 that everything works at once; any model in the GGUF format can be opened.
 .
 It shows how likely each word was and what else could have come, what a model
 takes of the memory, and loses no text. It connects to nothing unless a model
 is to be downloaded.
"""


def build(frozen: Path, *, quick: bool = False) -> Path:
    """The package of a frozen program, in ``dist``. ``quick`` packs it fast and large."""
    root = STAGED
    shutil.rmtree(root, ignore_errors=True)
    program = root / _HOME
    linux_files.copy_program(frozen, program)
    for library in of_the_system(program):
        library.unlink()
    (root / "usr" / "bin").mkdir(parents=True)
    (root / "usr" / "bin" / NAME).symlink_to(Path("..", "lib", NAME, NAME))
    linux_files.write_share(root / "usr" / "share")
    documents = root / "usr" / "share" / "doc" / NAME
    write(documents / "copyright", project.filled(LINUX / "copyright.in"))
    write_gzip(documents / "changelog.gz", changelog())
    overrides = root / "usr" / "share" / "lintian" / "overrides" / NAME
    write(overrides, (LINUX / "lintian-overrides").read_text("utf-8"))
    for folder in [root, *(place for place in root.rglob("*") if place.is_dir())]:
        if not folder.is_symlink():
            folder.chmod(0o755)
    control = root / "DEBIAN" / "control"
    write(control, control_text(depends(program), installed_kib(root)))
    control.parent.chmod(0o755)
    DIST.mkdir(exist_ok=True)
    package = DIST / f"{NAME}_{VERSION}_{architecture()}.deb"
    return _pack(root, package, "-Zgzip", "-z1") if quick else _pack(root, package, "-Zxz", "-z6")


def older(version: str) -> Path:
    """The package that was built last as if it were an older version, to upgrade from."""
    control = STAGED / "DEBIAN" / "control"
    now = control.read_text("utf-8")
    write(control, now.replace(f"Version: {VERSION}\n", f"Version: {version}\n"))
    package = _pack(STAGED, BUILD / f"{NAME}_{version}_{architecture()}.deb", "-Znone")
    write(control, now)
    return package


def _pack(root: Path, package: Path, *packing: str) -> Path:
    call(["dpkg-deb", "--root-owner-group", *packing, "--build", root, package])
    return package


def of_the_system(program: Path) -> list[Path]:
    """Libraries in a frozen program that came from Debian's packages; wheels' own are elsewhere."""
    found = (program / "_internal").glob("lib*.so*")
    return sorted(
        file for file in found if not file.is_symlink() and not file.name.startswith("libpython")
    )


def depends(program: Path) -> list[str]:
    """The packages that have what the program's libraries link to, by Debian's own reckoning."""
    binaries = [file for file in program.rglob("*") if file.is_file() and not file.is_symlink()]
    binaries = sorted(file for file in binaries if file.open("rb").read(4) == b"\x7fELF")
    own = sorted({file.parent for file in binaries})
    with tempfile.TemporaryDirectory() as scratch:
        write(Path(scratch, "debian", "control"), _STUB)
        command = ["dpkg-shlibdeps", "-O", "--ignore-missing-info", "--warnings=0"]
        command += [f"-l{folder}" for folder in own] + [f"-e{file}" for file in binaries]
        told = call(command, cwd=Path(scratch), quiet=True)
    for line in told.splitlines():
        name, _, value = line.partition("=")
        if name == "shlibs:Depends":
            return value.split(", ")
    raise Failed(f"dpkg-shlibdeps told no packages: {told}")


def control_text(needs: list[str], kib: int) -> str:
    """What Debian's tools know of the package."""
    fields = {
        "Package": NAME,
        "Version": VERSION,
        "Architecture": architecture(),
        "Maintainer": MAINTAINER,
        "Installed-Size": str(kib),
        "Depends": ", ".join(needs),
        "Recommends": "ca-certificates, xdg-utils",
        "Suggests": "fonts-noto-core, fonts-noto-cjk",
        "Section": "text",
        "Priority": "optional",
        "Description": f"{SUMMARY}\n{_DESCRIPTION.rstrip()}",
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


def installed_kib(root: Path) -> int:
    """What it takes on a disk, as Debian counts: each file in whole kibibytes, all else as one."""
    return sum(
        -(-place.lstat().st_size // 1024) if place.is_file() and not place.is_symlink() else 1
        for place in root.rglob("*")
    )


def architecture() -> str:
    """The processor's kind in Debian's words."""
    return {"x86_64": "amd64", "aarch64": "arm64"}.get(project.machine(), project.machine())


def changelog() -> str:
    """CHANGELOG.md as Debian writes changelogs."""
    when = format_datetime(project.date())
    entries = []
    for version, items in project.changes():
        lines = "\n".join(map(_entry, items)) or "  * See CHANGELOG.md."
        head = f"{NAME} ({version}) unstable; urgency=medium"
        entries.append(f"{head}\n\n{lines}\n\n -- {MAINTAINER}  {when}\n")
    return "\n".join(entries)


def _entry(text: str) -> str:
    return fill(
        text,
        width=78,
        initial_indent="  * ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def check(package: Path) -> str:
    """What lintian says; the size is held to its budget. Raises Failed at an error of either."""
    call(["lintian", "--fail-on", "error", "--allow-root", "--tag-display-limit", "0", package])
    models = parts.table(BUILD / "frozen" / NAME)["models"]
    without = package.stat().st_size - models  # models hardly get smaller by packing
    if without > parts.PACKAGE_LIMIT:
        raise Failed(f"{package.name} takes {without} bytes without models")
    return f"{package.name}: {package.stat().st_size} bytes, {without} without models"
