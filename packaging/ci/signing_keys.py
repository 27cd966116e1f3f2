"""Puts the keys that a CI service keeps where the installers' scripts look for them.

Without keys it does nothing: installers are made all the same, unsigned. What it finds out it tells
the steps after it through the file that GITHUB_ENV names.
"""

from __future__ import annotations

import base64
import os
import secrets
import subprocess
import sys
from pathlib import Path

_PROFILE = "desktop-lm"


def main() -> int:
    """0 where the keys there are could be put in their places."""
    folder = Path(os.environ.get("RUNNER_TEMP", "."))
    if sys.platform == "win32":
        certificate = _write("WINDOWS_CERTIFICATE_BASE64", folder / "certificate.pfx")
        if certificate:
            _tell("WINDOWS_CERTIFICATE", str(certificate))
    elif sys.platform == "darwin":
        certificate = _write("MACOS_CERTIFICATE_BASE64", folder / "certificate.p12")
        if certificate:
            _keychain(certificate, folder / "signing.keychain-db")
            _tell("MACOS_SIGNING_IDENTITY", os.environ["MACOS_SIGNING_IDENTITY"])
            _notary_profile()
    return 0


def _write(variable: str, file: Path) -> Path | None:
    kept = os.environ.get(variable)
    if not kept:
        print(f"{variable} is not set: nothing will be signed with it")
        return None
    file.write_bytes(base64.b64decode(kept))
    file.chmod(0o600)
    return file


def _keychain(certificate: Path, keychain: Path) -> None:
    """A keychain of this run's own, which codesign may use without asking anybody."""
    own, given = secrets.token_hex(16), os.environ["MACOS_CERTIFICATE_PASSWORD"]
    _security("create-keychain", "-p", own, str(keychain))
    _security("set-keychain-settings", "-lut", "21600", str(keychain))
    _security("unlock-keychain", "-p", own, str(keychain))
    _security(
        "import", str(certificate), "-k", str(keychain), "-P", given, "-T", "/usr/bin/codesign"
    )
    _security("set-key-partition-list", "-S", "apple-tool:,apple:", "-k", own, str(keychain))
    _security("list-keychains", "-d", "user", "-s", str(keychain), "login.keychain-db")
    certificate.unlink()


def _notary_profile() -> None:
    if not os.environ.get("MACOS_NOTARY_PASSWORD"):
        return
    command = ["xcrun", "notarytool", "store-credentials", _PROFILE]
    command += ["--apple-id", os.environ["MACOS_NOTARY_APPLE_ID"]]
    command += ["--team-id", os.environ["MACOS_NOTARY_TEAM"]]
    subprocess.run([*command, "--password", os.environ["MACOS_NOTARY_PASSWORD"]], check=True)
    _tell("MACOS_NOTARY_PROFILE", _PROFILE)


def _security(*words: str) -> None:
    subprocess.run(["security", *words], check=True, stdout=subprocess.DEVNULL)


def _tell(name: str, value: str) -> None:
    with Path(os.environ["GITHUB_ENV"]).open("a", encoding="utf-8") as file:
        file.write(f"{name}={value}\n")


if __name__ == "__main__":
    sys.exit(main())
