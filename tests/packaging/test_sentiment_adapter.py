"""The adapter's training and its file, where PyTorch is (see packaging/sentiment_adapter)."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest

pytest.importorskip("torch")

import torch
from sentiment_adapter import base, lora, train
from sentiment_adapter.average import average
from sentiment_adapter.read_features import features
from sentiment_adapter.tokens import Tokens, set_of
from translator import gguf_file

from tests.support.architectures import F16_TYPE, Sizes
from tests.support.random_models import write_model

TEXT = torch.tensor([[5, 9, 200, 17, 4]])
EVERYWHERE = lora.Shape(places=tuple(lora.PLACES), rank=2, alpha=6.0, dropout=0.0)


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    return write_model(tmp_path, "llama", Sizes(weights=F16_TYPE))


def test_additions_begin_with_nothing_and_are_all_that_is_trained(starter: Path) -> None:
    plain, adapted = (base.load(starter, 64, torch.float32) for _ in range(2))
    lora.adapt(adapted, EVERYWHERE)
    assert torch.equal(plain(TEXT), adapted(TEXT))
    trained = [one for one in adapted.parameters() if one.requires_grad]
    assert len(trained) == len(lora.thin_matrices(adapted)) == 4 * 7 * 2  # layers, places, a and b


def test_the_file_adds_to_the_weights_what_was_trained(starter: Path, tmp_path: Path) -> None:
    adapted = base.load(starter, 64, torch.float32)
    lora.adapt(adapted, EVERYWHERE)
    torch.manual_seed(0)
    drawn = {  # numbers that half precision has
        name: (0.2 * torch.randn_like(one)).half().float()
        for name, one in lora.thin_matrices(adapted).items()
    }
    lora.put_back(adapted, drawn)
    lora.write(tmp_path / "adapter.gguf", adapted, EVERYWHERE.alpha, {"general.name": "some"})
    told, thin = gguf_file.read(tmp_path / "adapter.gguf")
    assert (told["general.type"], told["adapter.type"]) == ("adapter", "lora")
    about, tensors = gguf_file.read(starter)
    for name in [name for name in thin if name.endswith("lora_a")]:
        product = thin[name.replace("lora_a", "lora_b")].astype(np.float32) @ thin[name]
        place = name.removesuffix(".lora_a")
        tensors[place] = tensors[place] + told["adapter.lora.alpha"] / EVERYWHERE.rank * product
    gguf_file.write(tmp_path / "merged.gguf", about, tensors)
    merged = base.load(tmp_path / "merged.gguf", 64, torch.float32)
    assert torch.allclose(merged(TEXT), adapted(TEXT), atol=1e-3)


def test_a_run_learns_and_leaves_a_file(starter: Path, tmp_path: Path) -> None:
    """Texts whose class is their first token."""
    random = Random(0)
    classes = [number % 3 for number in range(120)]
    ids = [
        [10 + one, *random.choices(range(50, 90), k=number % 5)]
        for number, one in enumerate(classes)
    ]
    rows = [("", ("positive", "neutral", "negative")[one]) for one in classes]
    sets = {"written": set_of(rows[:90], ids[:90]), "dev-own": set_of(rows[90:], ids[90:])}
    ids_of_words = np.array([1, 2, 3], np.int32)
    Tokens(ids_of_words, ids_of_words, sets).save(tmp_path / "tokens.npz")
    run = train.Run(
        train.arguments(
            [
                *("--tokens", str(tmp_path / "tokens.npz"), "--base", str(starter)),
                *("--out", str(tmp_path / "adapter.gguf"), "--precision", "fp32"),
                *("--times", "written=4.5", "--rate", "0.01", "--batch", "10", "--threads", "1"),
            ]
        )
    )
    run.run()
    judged = train.judge(run.model, run.tokens.sets["dev-own"], run.words)
    assert judged["accuracy"] > 0.9
    assert (tmp_path / "adapter.gguf").stat().st_size > 1000


def test_an_epoch_has_each_text_as_often_as_asked() -> None:
    one = set_of([("", "neutral")] * 10, [[number] for number in range(10)])
    batches = train.epoch([(one, 2.5)], size=4, random=Random(0))
    seen = [int(token) for batch in batches for token in batch.tokens[:, 0]]
    assert sorted(map(seen.count, range(10))) == [2] * 5 + [3] * 5
    assert all(len(batch.tokens) <= 4 for batch in batches)


def test_features_are_the_words_logits_over_their_mean_in_the_order_of_the_texts(
    starter: Path, tmp_path: Path
) -> None:
    trained = base.load(starter, 64, torch.float32)
    lora.adapt(trained, EVERYWHERE)
    lora.put_back(trained, {name: one + 0.1 for name, one in lora.thin_matrices(trained).items()})
    lora.save(tmp_path / "adapter.pt", trained, EVERYWHERE)
    again = base.load(starter, 64, torch.float32)
    assert lora.restore(tmp_path / "adapter.pt", again) == EVERYWHERE
    again.eval()
    ids = [[5, 9, 200, 17, 4], [8, 3], [6, 6, 6]]
    words = np.array([40, 50, 60], np.int32)

    found = features(again, set_of([("", "neutral")] * 3, ids), words, most=2)

    assert len(found) == 2
    for one, row in zip(ids, found, strict=False):
        said = trained.logits(trained(torch.tensor([one])))[0, -1, words].detach().numpy()
        assert row == pytest.approx(said - said.mean(), abs=1e-4)


def test_a_run_can_go_on_from_the_file(starter: Path, tmp_path: Path) -> None:
    left = base.load(starter, 64, torch.float32)
    shape = lora.Shape(places=("attn_q", "attn_k", "attn_v"), rank=2, alpha=6.0, first=1)
    lora.adapt(left, shape)
    torch.manual_seed(0)
    drawn = {name: torch.randn_like(one) for name, one in lora.thin_matrices(left).items()}
    lora.put_back(left, drawn)
    lora.write(tmp_path / "adapter.gguf", left, shape.alpha, {"general.name": "some"})
    again = base.load(starter, 64, torch.float32)
    restored = lora.restore(tmp_path / "adapter.gguf", again)
    assert (restored.rank, restored.alpha, restored.first) == (shape.rank, shape.alpha, shape.first)
    assert torch.equal(left.eval()(TEXT), again.eval()(TEXT))  # nothing dropped


def test_the_mean_of_two_runs_is_half_of_each(starter: Path, tmp_path: Path) -> None:
    for number in (1, 3):
        model = base.load(starter, 64, torch.float32)
        lora.adapt(model, EVERYWHERE)
        thin = lora.thin_matrices(model)
        lora.put_back(model, {name: torch.full_like(one, number) for name, one in thin.items()})
        lora.save(tmp_path / f"{number}.pt", model, EVERYWHERE)

    average([tmp_path / "1.pt", tmp_path / "3.pt"], starter, tmp_path / "mean.gguf")

    _, tensors = gguf_file.read(tmp_path / "mean.gguf")
    assert all((tensor == 2).all() for tensor in tensors.values())
    assert len(tensors) == len(thin)
