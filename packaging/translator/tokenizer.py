"""Training a vocabulary and cutting text with it, by Hugging Face's ``tokenizers``."""

from __future__ import annotations

import json
from collections.abc import Iterable

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from translator.vocabulary import SPLIT, Vocabulary


def train(texts: Iterable[str], size: int, control: tuple[str, ...]) -> Vocabulary:
    """A vocabulary of ``size`` tokens in all, control tokens included.

    The same texts give the same vocabulary.
    """
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = _cut()
    trainer = trainers.BpeTrainer(
        vocab_size=size - len(control),
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    pieces = sorted(model["vocab"], key=model["vocab"].__getitem__)
    merges = [one if isinstance(one, str) else " ".join(one) for one in model["merges"]]
    return Vocabulary(pieces, merges, list(control))


class Encoder:
    """Text to ids as llama.cpp's own tokeniser gives them; control tokens are never parsed."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        merges = [tuple(merge.split(" ")) for merge in vocabulary.merges]
        ids = {piece: number for number, piece in enumerate(vocabulary.pieces)}
        self._tokenizer = Tokenizer(models.BPE(vocab=ids, merges=merges))
        self._tokenizer.pre_tokenizer = _cut()
        self._tokenizer.decoder = decoders.ByteLevel()

    def encode(self, texts: list[str]) -> list[list[int]]:
        """The ids of each text."""
        return [found.ids for found in self._tokenizer.encode_batch(texts)]


def _cut() -> pre_tokenizers.PreTokenizer:
    return pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(SPLIT), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
