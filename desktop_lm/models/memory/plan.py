"""The memory a model will take, worked out from its header before anything is loaded."""

from __future__ import annotations

from desktop_lm.errors import AppError, Code
from desktop_lm.messages import LoadOptions, MemoryParts
from desktop_lm.models.gguf import GgufHeader
from desktop_lm.models.memory.cache import cache_bytes, cells, fits_heads
from desktop_lm.models.memory.companions import companion_bytes
from desktop_lm.models.memory.compute import Batch, Shape, compute_bytes
from desktop_lm.models.memory.layers import Model, read_model
from desktop_lm.models.memory.overhead import overhead_bytes
from desktop_lm.models.memory.repacking import Formats, repacked_formats
from desktop_lm.models.memory.weights import weight_bytes
from desktop_lm.sequences import sequences_for

# Architectures whose graphs are as compute.py lays them out; others differ in ways that a header
# does not tell, and a dry load gives their exact figures.
_KNOWN_GRAPHS = frozenset(
    {"llama", "mistral3", "smollm3", "granite", "qwen2", "qwen3", "gemma3", "qwen3moe"}
)
_KEYS_FIRST = frozenset({"gemma3"})


def plan(header: GgufHeader, options: LoadOptions, formats: Formats | None = None) -> MemoryParts:
    """The parts for a load with ``options``, after the whole context was used once, and with it
    the adapter that the program brings for the model.

    ``formats`` are the repacked ones (this processor's where not given). Raises HEADER_BROKEN
    and HEADER_ABSURD for a header without sense, CACHE_TYPE_REFUSED for a cache type that
    llama.cpp would refuse.
    """
    model = read_model(header)
    if not fits_heads(model, options.cache_type):
        cache_type = options.cache_type.value
        raise AppError(Code.CACHE_TYPE_REFUSED, path=header.path, cache_type=cache_type)
    known = repacked_formats() if formats is None else formats
    mapped, copied = weight_bytes(
        header,
        mapped=options.mapped,
        formats=known if options.repacked else {},
        loaded_layers=len(model.layers) - model.draft_layers,
    )
    count = cells(model, options.n_ctx)
    tokens = max(1, min(options.n_batch, options.n_ctx, model.trained_context or options.n_ctx))
    return MemoryParts(
        weights_mapped=mapped,
        weights_copied=copied + companion_bytes(header),
        cache=cache_bytes(model, options.n_ctx, options.cache_type, _sequences(model)),
        compute=compute_bytes(_shape(header, model), _batch(model, options, tokens, count)),
        other=overhead_bytes(header, model, count, tokens, _reserved(model, tokens)),
    )


def sequences(header: GgufHeader) -> int:
    """How many sequences, and rows of logits, the engine makes room for. Raises as ``plan``."""
    return _sequences(read_model(header))


def needs_dry_load(header: GgufHeader) -> bool:
    """Whether ``plan`` only estimates the compute buffer of this architecture."""
    return header.architecture not in _KNOWN_GRAPHS


def _batch(model: Model, options: LoadOptions, tokens: int, count: int) -> Batch:
    rows, reserved = _sequences(model), _reserved(model, tokens)
    return Batch(
        reserved,
        outputs=max(reserved, rows) if options.full_logits else rows,
        kept=max(tokens, rows) if options.full_logits else rows,
        cells=count,
        rotated=_is_rotated(model, options),
    )


def _reserved(model: Model, tokens: int) -> int:
    """What llama.cpp reserves for a batch of so many: as many tokens of each sequence."""
    return -(-tokens // _sequences(model)) * _sequences(model)


def _sequences(model: Model) -> int:
    """As engine/llama/load.py has them."""
    keeps_states = any(layer.recurrent for layer in model.layers)
    return sequences_for(model.vocabulary, keeps_states=keeps_states)


def _is_rotated(model: Model, options: LoadOptions) -> bool:
    """llama.cpp rotates keys and values before it quantises them, where heads are of 64."""
    return options.cache_type.value != "f16" and not any(
        layer.key % 64 or layer.value % 64 for layer in model.layers
    )


def _shape(header: GgufHeader, model: Model) -> Shape:
    layers = model.layers
    feed_forward = max(layer.feed_forward for layer in layers)
    is_expert = model.experts > 0 and model.experts_used > 0
    expert = model.expert_feed_forward or feed_forward // max(1, model.experts_used)
    return Shape(
        layers=len(layers),
        embedding=model.embedding,
        queries=max(layer.heads * layer.key for layer in layers),
        keys=max(layer.kv_heads * layer.key for layer in layers),
        values=max(layer.kv_heads * layer.value for layer in layers),
        feed_forward=expert if is_expert else feed_forward,
        vocabulary=model.vocabulary,
        experts=model.experts if is_expert else 0,
        experts_used=model.experts_used,
        windows=len({layer.windowed for layer in layers}),
        keys_first=header.architecture in _KEYS_FIRST,
    )
