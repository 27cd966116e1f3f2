"""Windows: a folder to unpack anywhere, and an installer for one user without an administrator."""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from pathlib import Path
from time import gmtime

from installers import icons, project
from installers.project import DIST, NAME, PACKAGING, VERSION, Failed, call

_SCRIPT = PACKAGING / "windows" / "installer.nsi"


def sign_programs(frozen: Path) -> None:
    """Sign what a person starts, before it is packed. Raises Failed."""
    for program in sorted(frozen.glob("*.exe")):
        sign(program)


def zip_folder(frozen: Path, into: Path = DIST) -> Path:
    """The portable zip: the program's folder as it is, in a fixed order, of one date."""
    into.mkdir(exist_ok=True)
    target = into / f"{NAME}-{VERSION}-windows-{project.machine()}-portable.zip"
    when = gmtime(project.epoch())[:6]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(file for file in frozen.rglob("*") if file.is_file()):
            name = f"{NAME}-{VERSION}/{file.relative_to(frozen).as_posix()}"
            entry = zipfile.ZipInfo(name, when)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o755 << 16 if os.access(file, os.X_OK) else 0o644 << 16
            archive.writestr(entry, file.read_bytes())
    return target


def setup(frozen: Path, into: Path = DIST) -> Path:
    """The installer, compiled by NSIS, and signed where a certificate is at hand."""
    makensis = _tool("makensis", "NSIS/makensis.exe")
    into.mkdir(exist_ok=True)
    target = into / f"{NAME}-{VERSION}-windows-{project.machine()}-setup.exe"
    with tempfile.TemporaryDirectory() as scratch:
        icon = Path(scratch, f"{NAME}.ico")
        icon.write_bytes(icons.ico())
        _compile(makensis, frozen, icon, target)
    sign(target)
    return target


def _compile(makensis: str, frozen: Path, icon: Path, target: Path) -> None:
    defined = {
        "VERSION": VERSION,
        "SOURCE": frozen.resolve(),
        "TARGET": target.resolve(),
        "ICON": icon.resolve(),
        "LICENCE": (project.ROOT / "LICENSE").resolve(),
        "KIB": sum(file.stat().st_size for file in frozen.rglob("*") if file.is_file()) // 1024,
    }
    # Without a word about it, NSIS on Windows reads the script in the code page of that system.
    command = [makensis, "-V2", "-WX", "-INPUTCHARSET", "UTF8"]
    call([*command, *(f"-D{name}={value}" for name, value in defined.items()), _SCRIPT])


def sign(program: Path) -> None:
    """Sign with the certificate that WINDOWS_CERTIFICATE (a file) and its password name, if any."""
    certificate = os.environ.get("WINDOWS_CERTIFICATE")
    if not certificate:
        return
    signtool = _tool("signtool", "Windows Kits/10/bin/*/x64/signtool.exe")
    command = [signtool, "sign", "/fd", "SHA256", "/tr", "http://timestamp.digicert.com"]
    command += [
        "/td",
        "SHA256",
        "/f",
        certificate,
        "/p",
        os.environ["WINDOWS_CERTIFICATE_PASSWORD"],
    ]
    call([*command, program])


def _tool(name: str, place: str) -> str:
    """A program on PATH, or the newest in its usual ``place``: its installers leave PATH alone.

    Raises Failed where there is none.
    """
    found = shutil.which(name)
    programs = Path(os.environ.get("PROGRAMFILES(X86)", r"C:\Program Files (x86)"))
    usual = sorted(programs.glob(place)) if programs.is_dir() else []
    if not (found or usual):
        raise Failed(f"{name} is not there")
    return found or str(usual[-1])
