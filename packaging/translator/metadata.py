"""What a translator's GGUF says of itself: for llama.cpp, for the program, for who reads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from translator.languages import END, PAD, TEMPLATE, directions
from translator.settings import Shape
from translator.vocabulary import PRE_TOKENISER, Vocabulary

NAME = "desktop-lm translator"
ATTRIBUTION = (
    "Trained on sentence pairs of Tatoeba (tatoeba.org), by way of manythings.org/anki, "
    "CC BY 2.0 FR"
)
BEAMS = 4  # wordings that a search for a translation follows; measured in the README
F32, F16 = 0, 1  # llama.cpp's file types
_NORMAL, _CONTROL = 1, 3  # llama.cpp's token types


@dataclass(frozen=True)
class Training:
    """How far a run came; a file carries it so that a later run can go on from there."""

    steps: int = 0
    seconds: float = 0.0
    tokens: dict[str, int] = field(default_factory=dict)  # inputs by direction


def describe(
    shape: Shape,
    vocabulary: Vocabulary,
    partners: tuple[str, ...],
    training: Training,
    file_type: int,
) -> dict[str, Any]:
    """All key-value pairs of a file."""
    return {
        **_general(partners, file_type),
        **_llama(shape, len(vocabulary)),
        **_tokenizer(vocabulary),
        **_translation(partners),
        "desktop_lm.training.steps": training.steps,
        "desktop_lm.training.seconds": float(training.seconds),
        "desktop_lm.training.tokens": ",".join(
            f"{name}={count}" for name, count in training.tokens.items()
        ),
    }


def read_training(metadata: dict[str, Any]) -> Training:
    """What ``describe`` wrote; zeros where a file does not say."""
    entries = [
        entry.split("=") for entry in metadata.get("desktop_lm.training.tokens", "").split(",")
    ]
    return Training(
        metadata.get("desktop_lm.training.steps", 0),
        metadata.get("desktop_lm.training.seconds", 0.0),
        {entry[0]: int(entry[1]) for entry in entries if len(entry) > 1},
    )


def read_shape(metadata: dict[str, Any]) -> Shape:
    """The sizes a file gives. Raises KeyError."""
    return Shape(
        width=metadata["llama.embedding_length"],
        layers=metadata["llama.block_count"],
        heads=metadata["llama.attention.head_count"],
        kv_heads=metadata["llama.attention.head_count_kv"],
        feed_forward=metadata["llama.feed_forward_length"],
        context=metadata["llama.context_length"],
        rope_base=metadata["llama.rope.freq_base"],
    )


def read_vocabulary(metadata: dict[str, Any]) -> Vocabulary:
    """The vocabulary in a file. Raises KeyError."""
    tokens, kinds = metadata["tokenizer.ggml.tokens"], metadata["tokenizer.ggml.token_type"]
    pieces = [token for token, kind in zip(tokens, kinds, strict=True) if kind == _NORMAL]
    return Vocabulary(pieces, metadata["tokenizer.ggml.merges"], tokens[len(pieces) :])


def _general(partners: tuple[str, ...], file_type: int) -> dict[str, Any]:
    return {
        "general.architecture": "llama",
        "general.type": "model",
        "general.name": NAME,
        "general.description": "Translates everyday sentences; small and built in",
        "general.license": "cc-by-2.0",
        "general.license.name": "CC BY 2.0 FR",
        "general.author": "the desktop-lm project; sentences by the contributors of Tatoeba",
        "general.languages": ["en", *partners],
        "general.tags": ["translation"],
        "general.datasets": ["Tatoeba"],
        "general.file_type": file_type,
        "general.quantization_version": 2,
        "desktop_lm.attribution": ATTRIBUTION,
    }


def _llama(shape: Shape, vocabulary: int) -> dict[str, Any]:
    return {
        "llama.context_length": shape.context,
        "llama.embedding_length": shape.width,
        "llama.block_count": shape.layers,
        "llama.feed_forward_length": shape.feed_forward,
        "llama.attention.head_count": shape.heads,
        "llama.attention.head_count_kv": shape.kv_heads,
        "llama.attention.layer_norm_rms_epsilon": shape.norm_epsilon,
        "llama.rope.dimension_count": shape.head,
        "llama.rope.freq_base": shape.rope_base,
        "llama.vocab_size": vocabulary,
    }


def _tokenizer(vocabulary: Vocabulary) -> dict[str, Any]:
    kinds = [_NORMAL] * len(vocabulary.pieces) + [_CONTROL] * len(vocabulary.control)
    end = vocabulary.control_id(END)
    return {
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": PRE_TOKENISER,
        "tokenizer.ggml.tokens": vocabulary.tokens,
        "tokenizer.ggml.token_type": kinds,
        "tokenizer.ggml.merges": vocabulary.merges,
        # llama.cpp takes token 11 for the beginning of a text where none is named.
        "tokenizer.ggml.bos_token_id": end,
        "tokenizer.ggml.eos_token_id": end,
        "tokenizer.ggml.padding_token_id": vocabulary.control_id(PAD),
        "tokenizer.ggml.add_bos_token": False,
        "tokenizer.ggml.add_space_prefix": False,
    }


def _translation(partners: tuple[str, ...]) -> dict[str, Any]:
    return {
        "desktop_lm.translation.template": TEMPLATE,
        "desktop_lm.translation.languages": ",".join(("en", *partners)),
        "desktop_lm.translation.directions": ",".join(one.name for one in directions(partners)),
        "desktop_lm.translation.unit": "sentence",
        "desktop_lm.translation.beams": BEAMS,
    }
