"""macOS: the app in a disk image, signed and notarised where the keys are at hand.

PyInstaller makes the app (``BUNDLE`` in the spec), for the processor it runs on: an app for each is
half the download of one for both. Signing: MACOS_SIGNING_IDENTITY names a "Developer ID
Application" in the keychain. Notarising: MACOS_NOTARY_PROFILE names what
``xcrun notarytool store-credentials`` keeps.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from installers import project
from installers.project import BUILD, DIST, NAME, PACKAGING, VERSION, Failed, call

_IDENTITY = "MACOS_SIGNING_IDENTITY"
_PROFILE = "MACOS_NOTARY_PROFILE"
# What may be signed; everything inside comes before what it is in.
_CODE = ("*.dylib", "*.so")


def disk_image(frozen: Path) -> Path:
    """The image with the app and a link to the programs' folder beside it."""
    app = frozen.parent / f"{NAME}.app"
    if not app.is_dir():
        raise Failed(f"{app} is not there")
    _sign_app(app)
    folder = BUILD / "dmg"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    call(["ditto", app, folder / app.name])
    (folder / "Applications").symlink_to("/Applications")
    DIST.mkdir(exist_ok=True)
    image = DIST / f"{NAME}-{VERSION}-macos-{project.machine()}.dmg"
    image.unlink(missing_ok=True)
    call(["hdiutil", "create", "-volname", NAME, "-srcfolder", folder, "-format", "ULMO", image])
    _sign(image)
    _notarise(image)
    return image


def _sign_app(app: Path) -> None:
    """Sign inside out, with the hardened run-time; without an identity, as Apple's chips ask."""
    code = sorted(
        {file for pattern in _CODE for file in app.rglob(pattern) if not file.is_symlink()}
    )
    for file in code:
        _sign(file)
    _sign(app, "--entitlements", str(PACKAGING / "macos" / "entitlements.plist"))
    call(["codesign", "--verify", "--deep", "--strict", app])


def _sign(place: Path, *options: str) -> None:
    identity = os.environ.get(_IDENTITY)
    hardened = ["--options", "runtime", "--timestamp"] if identity else []
    call(["codesign", "--force", *hardened, *options, "--sign", identity or "-", place])


def _notarise(image: Path) -> None:
    """Have Apple look at it, and keep Apple's answer in it, so that it opens without a network."""
    profile = os.environ.get(_PROFILE)
    if not (profile and os.environ.get(_IDENTITY)):
        return
    call(["xcrun", "notarytool", "submit", image, "--keychain-profile", profile, "--wait"])
    call(["xcrun", "stapler", "staple", image])
