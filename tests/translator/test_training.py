"""The parts that need PyTorch: skipped where it is not installed."""

from __future__ import annotations

import gzip
import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from translator import gguf_file, weights
from translator.vocabulary import Vocabulary
from translator.weights import Arrays

from tests.translator.conftest import SHAPE, SMALL
from tests.translator.reference import logits

torch = pytest.importorskip("torch")
pytest.importorskip("tokenizers")
pytest.importorskip("sacrebleu")
torch.set_num_threads(1)

RECIPE = Path(__file__).resolve().parents[2] / "packaging" / "translator" / "recipe.py"
WORDS = ["one", "two", "three", "four", "five", "six", "seven"]
TRAIN = ["--preset", "tiny", "--threads", "1", "--precision", "fp32"]
TRAIN += ["--device", "cpu", "--evaluate-sentences", "2"]


def recipe(*words: str | Path, **more: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(RECIPE), *map(str, words)]
    return subprocess.run(command, check=True, capture_output=True, text=True, **more)


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A made-up language whose words are English ones backwards, prepared."""
    lines = [f"{a} {b} {c}." for a in WORDS for b in WORDS for c in WORDS]
    rows = [f"{line}\t{line[:-1][::-1]}!" for line in lines]
    (tmp_path / "en-fr.train.tsv.gz").write_bytes(gzip.compress("\n".join(rows[20:]).encode()))
    (tmp_path / "en-fr.dev.tsv").write_text("\n".join(rows[:20]), encoding="utf-8")
    recipe("prepare", tmp_path, "--work", tmp_path / "w", "--partners", "fr", "--vocabulary", "320")
    return tmp_path / "w"


def entries(work: Path, kind: str) -> list[dict[str, Any]]:
    lines = (work / "log.jsonl").read_text(encoding="utf-8").splitlines()
    return [one for one in map(json.loads, lines) if one["kind"] == kind]


def test_pytorch_computes_what_the_papers_say(vocabulary: Vocabulary, state: Arrays) -> None:
    from translator.model import Translator

    model = Translator(SHAPE, len(vocabulary))
    model.load_state_dict({name: torch.from_numpy(value) for name, value in state.items()})
    for _, ids in SMALL["samples"]:
        with torch.no_grad():
            found = model.logits(model(torch.tensor([ids])))[0].numpy()
        np.testing.assert_allclose(found, logits(state, SHAPE, ids), atol=1e-3)
        with torch.no_grad():
            some = model.logits(model(torch.tensor([ids]), torch.tensor([0, len(ids) - 1])))
        np.testing.assert_allclose(some, found[[0, -1]], atol=1e-5)
    assert set(model.state_dict()) == set(weights.names(SHAPE))


def test_many_sentences_at_once_are_translated_as_each_alone(
    vocabulary: Vocabulary, state: Arrays
) -> None:
    from translator.decode import greedy
    from translator.model import Translator

    model = Translator(SHAPE, len(vocabulary))
    model.load_state_dict({name: torch.from_numpy(value) for name, value in state.items()})
    prompts = [ids[:6] for _, ids in SMALL["samples"][:8]]
    end = int(np.bincount(np.concatenate(greedy(model, prompts, -1)).astype(int)).argmax())

    found = greedy(model, prompts, end)

    for prompt, answer in zip(prompts, found, strict=True):
        tokens = list(prompt)
        for token in [*answer, end][: 2 * len(prompt) + 24]:
            assert int(logits(state, SHAPE, tokens)[-1].argmax()) == token
            tokens.append(token)


def test_muon_makes_every_direction_count_alike() -> None:
    from translator.optimiser import orthogonal

    torch.manual_seed(0)
    for size in [(3, 20, 50), (2, 50, 20), (1, 16, 16)]:
        values = torch.linalg.svdvals(orthogonal(torch.randn(size)))
        assert float(values.min()) > 0.3
        assert float(values.max()) < 1.4


def test_muon_is_as_even_in_bfloat16() -> None:
    from translator.optimiser import orthogonal

    torch.manual_seed(0)
    for size in [(3, 256, 768), (2, 768, 256), (1, 256, 128)]:
        matrices = torch.randn(size)
        found = orthogonal(matrices.bfloat16()).float()
        assert float(torch.linalg.svdvals(found).max()) < 1.4
        exact = orthogonal(matrices)
        likeness = torch.nn.functional.cosine_similarity(found.flatten(), exact.flatten(), dim=0)
        assert float(likeness) > 0.99


def test_a_run_learns_and_its_file_goes_on(work: Path) -> None:
    recipe("train", "--work", work, *TRAIN, "--steps", "60")
    losses = [one["loss"] for one in entries(work, "step")]
    assert losses[-1] < 0.8 * losses[0]

    recipe("convert", "--work", work)
    _check_importance(work / "importance.gguf")
    next_work = work.parent / "next"
    file = work / "translator-F16.gguf"
    data: list[str | Path] = [
        work.parent,
        "--work",
        next_work,
        "--partners",
        "fr",
        "--vocabulary-of",
        file,
    ]
    recipe("prepare", *data)
    recipe("resume", "--work", next_work, *TRAIN, "--steps", "100", "--from-gguf", file)

    (start,) = entries(next_work, "start")
    assert (start["steps"], start["fraction"]) == (60, 0.6)
    assert entries(next_work, "step")[0]["loss"] < losses[0]
    assert entries(next_work, "dev")[-1]["steps"] == 100


@pytest.mark.parametrize("kill", [signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_is_killed_goes_on_as_if_it_had_not_been(work: Path, kill: int) -> None:
    words = [*TRAIN, "--steps", "60", "--save-minutes", "0.0001"]
    whole = work.parent / "whole"
    whole.mkdir()
    for name in ("vocabulary.json", "train.npz", "dev.json"):
        (whole / name).write_bytes((work / name).read_bytes())
    recipe("train", "--work", whole, *words)

    command = [sys.executable, str(RECIPE), "train", "--work", str(work), *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if '"kind": "step"' in line:  # the first, after 20 steps
                child.send_signal(kill)
                break
        child.stdout.read()
    assert child.returncode == (3 if kill == signal.SIGTERM else -kill)
    recipe("train", "--work", work, *words)

    assert entries(work, "start")[-1]["steps"] >= 19
    first, second = (torch.load(one / "checkpoint.pt", weights_only=True) for one in (whole, work))
    assert first["progress"]["tokens"] == second["progress"]["tokens"]
    for name, value in first["average"].items():
        torch.testing.assert_close(second["average"][name], value)


def test_scores_take_any_number_of_references() -> None:
    from translator import score

    answers = ["the cat sat on the mat", "a dog runs in the park"]
    references = [["a cat is here now", "the cat sat on the mat"], ["a dog runs in the park"]]

    assert score.bleu(answers, references, "en") == pytest.approx(100)
    assert score.chrf(answers, references) == pytest.approx(100)
    assert score.bleu(answers, [["x"], ["a dog runs in the park"]], "en") < 90
    assert score.bleu(["我们再见面吧"], [["我们再见面吧"]], "zh") == pytest.approx(100)


def _check_importance(file: Path) -> None:
    """Every matrix has the mean squares of its inputs; the output's are of normalised numbers."""
    _, tensors = gguf_file.read(file)
    names = {name.rpartition(".")[0] for name in tensors}
    for name in names:
        squares, tokens = tensors[f"{name}.in_sum2"], tensors[f"{name}.counts"]
        assert squares.shape[0] == 1
        assert (squares > 0).all()
        assert tokens.item() > 0
    assert {"token_embd.weight", "blk.0.attn_q.weight", "blk.1.ffn_down.weight"} <= names
