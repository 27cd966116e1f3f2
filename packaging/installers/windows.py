"""Windows: a folder to unpack anywhere, and an installer for one user without an administrator."""

from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path
from time import gmtime

from installers import icons, project
from installers.project import BUILD, DIST, NAME, PACKAGING, VERSION, Failed, call

_SCRIPT = PACKAGING / "windows" / "installer.nsi"


def zip_folder(frozen: Path) -> Path:
    """The portable zip: the program's folder as it is, in a fixed order, of one date."""
    DIST.mkdir(exist_ok=True)
    target = DIST / f"{NAME}-{VERSION}-windows-{project.machine()}-portable.zip"
    when = gmtime(project.epoch())[:6]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(file for file in frozen.rglob("*") if file.is_file()):
            name = f"{NAME}-{VERSION}/{file.relative_to(frozen).as_posix()}"
            entry = zipfile.ZipInfo(name, when)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o755 << 16 if os.access(file, os.X_OK) else 0o644 << 16
            archive.writestr(entry, file.read_bytes())
    return target


def setup(frozen: Path) -> Path:
    """The installer, compiled by NSIS, and signed where a certificate is at hand."""
    makensis = shutil.which("makensis")
    if not makensis:
        raise Failed("makensis is not there; it comes with NSIS 3")
    for program in sorted(frozen.glob("*.exe")):
        sign(program)
    BUILD.mkdir(parents=True, exist_ok=True)
    DIST.mkdir(exist_ok=True)
    icon = BUILD / f"{NAME}.ico"
    icon.write_bytes(icons.ico())
    target = DIST / f"{NAME}-{VERSION}-windows-{project.machine()}-setup.exe"
    defined = {
        "VERSION": VERSION,
        "SOURCE": frozen.resolve(),
        "TARGET": target.resolve(),
        "ICON": icon.resolve(),
        "LICENCE": (project.ROOT / "LICENSE").resolve(),
        "KIB": sum(file.stat().st_size for file in frozen.rglob("*") if file.is_file()) // 1024,
    }
    call(
        [makensis, "-V2", "-WX", *(f"-D{name}={value}" for name, value in defined.items()), _SCRIPT]
    )
    sign(target)
    return target


def sign(program: Path) -> None:
    """Sign with the certificate that WINDOWS_CERTIFICATE (a file) and its password name, if any."""
    certificate = os.environ.get("WINDOWS_CERTIFICATE")
    if not certificate:
        return
    signtool = shutil.which("signtool") or "signtool"
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
