"""What the program is made of, as a CycloneDX list (a bill of materials).

Versions and hashes are those of the locks the program is built from, licences those that the
packages tell. The models are in it as files.
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from importlib import metadata
from pathlib import Path
from typing import Any

from installers import project, shipped
from installers.project import DIST, NAME, ROOT, VERSION

_LONGEST_NAME = 200  # some packages give the licence's whole text where its name should be
_PIN = re.compile(
    r"^([a-z0-9][a-z0-9-]*)==([^ ;\\]+).*?((?:\n    --hash=sha256:[0-9a-f]{64}.*)+)", re.MULTILINE
)


def write(frozen: Path) -> Path:
    """The list beside the installers in ``dist``."""
    DIST.mkdir(exist_ok=True)
    file = DIST / f"{NAME}-{VERSION}-{project.system()}-{project.machine()}.cdx.json"
    file.write_text(json.dumps(bill(frozen), indent=1, sort_keys=True) + "\n", "utf-8")
    return file


def bill(frozen: Path) -> dict[str, Any]:
    """The list as JSON values, alike for alike contents."""
    allowed = locked_hashes()
    components = [_package(name, allowed.get(name, [])) for name in shipped.distributions()]
    components += [_model(file) for file in sorted(frozen.rglob("*.gguf"))]
    whole = {"type": "application", "bom-ref": NAME, "name": NAME, "version": VERSION}
    seed = json.dumps([whole, components], sort_keys=True)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, seed)}",
        "version": 1,
        "metadata": {
            "timestamp": project.date().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {**whole, "licenses": [{"license": {"id": "Apache-2.0"}}]},
        },
        "components": components,
        "dependencies": [{"ref": NAME, "dependsOn": [one["bom-ref"] for one in components]}],
    }


def _package(name: str, hashes: list[str]) -> dict[str, Any]:
    told = metadata.metadata(name)
    version = metadata.version(name)
    address = f"pkg:pypi/{name}@{version}"
    found: dict[str, Any] = {
        "type": "library",
        "bom-ref": address,
        "name": name,
        "version": version,
        "purl": address,
    }
    if licence := _licence(told):
        found["licenses"] = [{"license": {"name": licence}}]
    if hashes:  # of the files that may be installed: one for each system
        found["externalReferences"] = [
            {
                "type": "distribution",
                "url": address,
                "hashes": [{"alg": "SHA-256", "content": one} for one in hashes],
            }
        ]
    return found


def _licence(told: metadata.PackageMetadata) -> str:
    """What a package says of it: in a field of its own, else among its classifiers."""
    fields = [*(told.get_all("License-Expression") or ()), *(told.get_all("License") or ())]
    fields = [field for field in fields if len(field) < _LONGEST_NAME and "\n" not in field]
    classes = [
        one.rpartition(" :: ")[2]
        for one in told.get_all("Classifier") or ()
        if one.startswith("License :: ")
    ]
    return fields[0] if fields else ", ".join(classes)


def locked_hashes() -> dict[str, list[str]]:
    """By package, the hashes that its lock allows."""
    found: dict[str, list[str]] = {}
    for lock in ("runtime", "engine", "starter"):
        text = (ROOT / "requirements" / f"{lock}.txt").read_text("utf-8")
        for name, _, hashes in _PIN.findall(text):
            found[name] = re.findall(r"[0-9a-f]{64}", hashes)
    return found


def _model(file: Path) -> dict[str, Any]:
    with file.open("rb") as stream:
        content = hashlib.file_digest(stream, "sha256").hexdigest()
    return {
        "type": "machine-learning-model",
        "bom-ref": f"model:{file.name}",
        "name": file.name,
        "hashes": [{"alg": "SHA-256", "content": content}],
    }
