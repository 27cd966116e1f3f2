"""``desktop-lm bench`` as a person or a program runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_lm.bench import command
from desktop_lm.bench.plan import PARTS
from desktop_lm.child_command import child_command, child_environment

PROMISED = [
    "prompt_ratio",
    "decode_ratio",
    "inspect_ratio",
    "view_ratio",
    "shared_prefix_ratio",
    "restored_sentiment_ratio",
    "restored_translation_ratio",
    "restored_conversation_ratio",
    "max_stall_ms",
    "stall_p999_ms",
    "idle_max_stall_ms",
    "idle_stall_p999_ms",
    "window_start_ratio",
    "window_memory_mb",
    "compute_buffer_mib",
]
ABSOLUTE = [
    "bare_prompt_tokens_per_second",
    "engine_prompt_tokens_per_second",
    "bare_decode_tokens_per_second",
    "engine_decode_tokens_per_second",
    "view_tokens_per_second",
    "cold_first_token_ms",
    "cold_sentiment_ms",
    "restored_sentiment_ms",
    "restored_translation_ms",
    "window_start_ms",
    "empty_window_start_ms",
]


def test_defaults() -> None:
    options = command.parser().parse_args(["engine"])

    assert (options.model, options.json, options.quick) == (None, False, False)
    assert (options.threads, options.pairs, options.only) == (None, None, PARTS)


def test_choices() -> None:
    arguments = "engine --model a.gguf --json --quick --threads 3 --pairs 5 --only view stalls"
    options = command.parser().parse_args(arguments.split())

    assert (options.model, options.json, options.quick) == ("a.gguf", True, True)
    assert (options.threads, options.pairs, options.only) == (3, 5, ["view", "stalls"])


@pytest.mark.parametrize(
    "arguments",
    ["", "window", "engine --pairs 0", "engine --threads two", "engine --only sound", "engine x"],
)
def test_wrong_usage_ends_with_2(arguments: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(arguments.split())

    assert ended.value.code == 2
    assert "usage: desktop-lm bench" in capsys.readouterr().err


def test_a_file_that_is_no_model_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "letter.gguf"
    file.write_text("Dear neighbour, this is a letter and not a model.")

    assert command.main(["engine", "--quick", "--model", str(file)]) == 1
    assert f"{file} is not a GGUF file" in capsys.readouterr().err


@pytest.mark.model
@pytest.mark.slow
def test_a_quick_run_has_every_figure() -> None:
    """Only that they are there: a figure on a machine that does other things says nothing."""
    run = subprocess.run(
        [*child_command("bench"), "engine", "--quick", "--pairs", "1", "--json"],
        env=child_environment(os.environ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )

    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert not [
        name for name in PROMISED + ABSOLUTE if not isinstance(found.get(name), int | float)
    ]
    assert found["prompt_ratio"] > 0
    assert found["spread"]["prompt_ratio"]["n"] == 1
    assert found["targets"]["decode_ratio"]["at_least"] == 0.97
    assert found["view_answer_tokens"] == 100
    assert found["quick"] is True
    assert found["machine"]["python"] == sys.version.split()[0]
    assert len(found["load_before"]["load_average"]) == 3
