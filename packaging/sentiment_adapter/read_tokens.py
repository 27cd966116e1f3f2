"""``python -m sentiment_adapter.read_tokens``: step 1, in the program's own environment."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from desktop_lm import bootstrap
from desktop_lm.jobs.background import Stop
from desktop_lm.jobs.model_files.private_engine import PrivateEngine
from desktop_lm.messages import Load, LoadOptions, PromptPart, Tokenise, Tokenised
from desktop_lm.tasks.sentiment.forms import ADAPTED
from desktop_lm.tasks.sentiment.words import WORDS
from sentiment_adapter import rows
from sentiment_adapter.tokens import Tokens, set_of

LABEL_WORDS = (" good", " okay", " bad")
_LONGEST = 120  # tokens; longer texts are judged in parts, and cost most to learn from


def main() -> None:
    """Ask for the tokens of all rows and keep them."""
    parser = argparse.ArgumentParser(prog="sentiment_adapter.read_tokens", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="goemotions/train.tsv.gz")
    parser.add_argument("--look-at", type=Path, nargs="*", default=[], help="TSV files to judge")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    given = rows.sets(options.data, options.look_at)
    with bootstrap.start_engine(Stop()) as engine:
        engine.ask(Load(0, bootstrap.starter_model(), LoadOptions(n_ctx=256)))
        labels, words = (
            np.array([ids_of(engine, word)[0] for word in several], np.int32)
            for several in (LABEL_WORDS, WORDS)
        )
        sets = {}
        for name, own in given.items():
            ids = [ids_of(engine, ADAPTED.before + text + ADAPTED.after) for text, _ in own]
            short = [number for number, one in enumerate(ids) if len(one) <= _LONGEST]
            sets[name] = set_of([own[n] for n in short], [ids[n] for n in short])
            print(f"{name}: {len(short)} of {len(own)} rows", flush=True)
    Tokens(labels, words, sets).save(options.out)


def ids_of(engine: PrivateEngine, text: str) -> Sequence[int]:
    """The token ids of ``text``."""
    reply = engine.ask(Tokenise(0, (PromptPart(text),)))
    assert isinstance(reply, Tokenised)
    return [piece.token for piece in reply.pieces]


if __name__ == "__main__":
    main()
