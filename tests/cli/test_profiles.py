"""Taught profiles on the command line."""

from __future__ import annotations

import json

import pytest

from desktop_lm import bootstrap
from desktop_lm.cli.command import main
from tests.jobs.test_teaching import taught


def test_a_profile_that_cannot_be_used_does_not_hide_the_others(
    capsys: pytest.CaptureFixture[str],
) -> None:
    profiles = bootstrap.profiles()
    for name in ("bills", "tickets", "wishes"):
        last = profiles.save(taught(name))
    profiles.save(taught("as of an earlier version")).write_text("{}", encoding="utf-8")

    assert main(["profiles", "--remove", "wishes"]) == 1  # one of those that are left is damaged
    assert not last.exists()
    told = capsys.readouterr()
    assert [line for line in told.out.splitlines() if not line.startswith(" ")] == [
        "bills: complaint, question",
        "tickets: complaint, question",
    ]
    assert 'the profile "as of an earlier version" cannot be used' in told.err

    assert main(["profiles", "--json"]) == 1
    listed = json.loads(capsys.readouterr().out)
    assert [profile["name"] for profile in listed["profiles"]] == ["bills", "tickets"]
