"""Memory of what was read: keys and values of each token, states of recurrent layers.

After ``llama_kv_cache`` and ``llama_memory_recurrent``. The cells are one pool for all sequences,
layers with a sliding window keep as many as the others (``swa_full``, so that a prompt's prefix
can be used again), and each sequence has a recurrent state of its own.
"""

from __future__ import annotations

from desktop_lm.messages import CacheType
from desktop_lm.models.memory.layers import Layer, Model
from desktop_lm.models.tensor_types import BLOCKS

CELL_STEP = 256  # llama.cpp rounds a context up to a multiple of this
_FLOAT = 4
_GGML_TYPES = {CacheType.F16: 1, CacheType.Q8_0: 8, CacheType.Q4_0: 2}


def cells(model: Model, n_ctx: int) -> int:
    """Cells for a context of ``n_ctx`` tokens, which a model is not given more of than it knows."""
    wanted = min(n_ctx, model.trained_context) if model.trained_context else n_ctx
    return -(-max(1, wanted) // CELL_STEP) * CELL_STEP


def cache_bytes(model: Model, n_ctx: int, cache_type: CacheType, sequences: int) -> int:
    """Bytes of both kinds of caches."""
    rows = sum(_row_bytes(model, layer, cache_type) for layer in model.layers if layer.attends)
    states = sum(model.state for layer in model.layers if layer.recurrent)
    return rows * cells(model, n_ctx) + states * sequences * _FLOAT


def fits_heads(model: Model, cache_type: CacheType) -> bool:
    """Whether every head of every layer is whole blocks of ``cache_type``, as llama.cpp asks."""
    block = BLOCKS[_GGML_TYPES[cache_type]][0]
    return not any(
        layer.key % block or layer.value % block
        for layer in model.layers[: len(model.layers) - model.draft_layers]
    )


def _row_bytes(model: Model, layer: Layer, cache_type: CacheType) -> int:
    """Bytes of a token's keys and values; in latent attention values are part of the keys."""
    block, nbytes = BLOCKS[_GGML_TYPES[cache_type]]
    elements = layer.kv_heads * (layer.key if model.latent else layer.key + layer.value)
    return elements * nbytes // block
