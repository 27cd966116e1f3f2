"""``python -m sentiment_adapter.average``: the mean of what several runs left.

Of runs that go on from one another the mean is steadier than any of them, in what it is good at
(Izmailov et al. 2018).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from sentiment_adapter import base, lora
from sentiment_adapter.train import NOTES


def main() -> None:
    """Write the mean, as a run writes its own."""
    parser = argparse.ArgumentParser(prog="sentiment_adapter.average", description=__doc__)
    parser.add_argument("runs", type=Path, nargs="+", help="the .pt files of runs")
    parser.add_argument("--base", type=Path, required=True, help="the starter in F16")
    parser.add_argument("--out", type=Path, required=True, help="the adapter")
    options = parser.parse_args()
    average(options.runs, options.base, options.out)


def average(runs: list[Path], base_file: Path, out: Path) -> None:
    """The runs are of one shape. Raises KeyError where they are not."""
    model = base.load(base_file, 1, torch.float32)
    shape = lora.restore(runs[0], model)
    kept = [torch.load(run)["thin"] for run in runs]
    mean = {name: sum(one[name] for one in kept) / len(kept) for name in kept[0]}
    lora.put_back(model, mean)
    lora.save(out.with_suffix(".pt"), model, shape)
    lora.write(out, model, shape.alpha, NOTES)


if __name__ == "__main__":
    main()
