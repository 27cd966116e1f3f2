"""Figures, as a table and as JSON."""

from __future__ import annotations

import json

import pytest

from desktop_lm.bench.figure import Figure, median_of
from desktop_lm.bench.report import as_json, table

FIGURES = [
    Figure(name="speed", label="speed, alone", value=51.26, unit="tokens/s"),
    median_of([0.99, 0.95, 0.97], name="ratio", label="ratio", at_least=0.98),
    Figure(name="buffer", label="buffer", value=17.5, unit="MiB", at_most=20),
]


@pytest.mark.parametrize(
    ("figure", "met"),
    [
        (Figure(name="a", label="", value=0.97, at_least=0.97), True),
        (Figure(name="a", label="", value=0.96, at_least=0.97), False),
        (Figure(name="a", label="", value=50.0, at_most=50.0), True),
        (Figure(name="a", label="", value=50.1, at_most=50.0), False),
        (Figure(name="a", label="", value=0.0), None),
    ],
)
def test_whether_a_target_is_met(figure: Figure, met: bool | None) -> None:
    assert figure.met is met


def test_the_table_puts_targets_first_and_aligns_its_columns() -> None:
    headings, *rows = table(FIGURES).splitlines()

    assert [row.split("  ")[0] for row in rows] == ["ratio", "buffer", "speed, alone"]
    end = headings.index("median") + len("median")
    assert [row[:end].split("  ")[-1].strip() for row in rows] == [
        "0.970",
        "17.5 MiB",
        "51.3 tokens/s",
    ]


def test_the_table_says_what_was_met_and_how_far_values_spread() -> None:
    _, ratio, buffer, speed = table(FIGURES).splitlines()

    assert ratio.split("  ")[-1].strip() == "missed"
    assert "0.960 to 0.980" in ratio
    assert "0.950 to 0.990" in ratio
    assert "at least 0.98" in ratio
    assert buffer.endswith("met")
    assert speed.endswith("51.3 tokens/s")


def test_json_has_values_by_name_and_what_was_around() -> None:
    found = json.loads(json.dumps(as_json(FIGURES, model="file.gguf")))

    assert (found["ratio"], found["speed"], found["buffer"]) == (0.97, 51.26, 17.5)
    assert found["spread"]["ratio"] == {
        "median": 0.97,
        "q1": 0.96,
        "q3": 0.98,
        "min": 0.95,
        "max": 0.99,
        "n": 3,
    }
    assert found["targets"] == {
        "ratio": {"at_least": 0.98, "met": False},
        "buffer": {"at_most": 20, "met": True},
    }
    assert found["model"] == "file.gguf"
