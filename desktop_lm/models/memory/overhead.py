"""Memory beside the buffers: the vocabulary, the description of the graph, tables of cells.

llama.cpp tells none of it. The figures are sizes of its structures on 64-bit machines and, for
the vocabulary, a fit to the memory that 19 vocabularies take (30,000 to 262,000 tokens, loaded
alone): within 13% for each. For small ones with merges it was measured again, on two vocabularies
cut to 1,000 to 48,000 tokens.
"""

from __future__ import annotations

from desktop_lm.models.gguf import GgufHeader
from desktop_lm.models.gguf_metadata import Array
from desktop_lm.models.memory.layers import Model

# Bytes of a token and of a merge, by tokenizer; SentencePiece has no merges.
_TOKEN = {"llama": 153, "bert": 150, "t5": 527}
_TOKEN_OF_OTHERS, _MERGE = 259, 70
# With merges goes a table of what kind each character is, two bytes for every one there is. It
# lies in memory that reading the vocabulary gave back, of which so much comes with each token.
_CHARACTERS, _GIVEN_BACK = 2 * 0x110000, 56

_NODE = 410  # bytes a graph sets aside for each node it may have
_SCHEDULE = 4 * 4 * 61  # bytes of the scheduler's four tables for each such node
_LARGE_TABLE = 40  # bytes of a token in the largest block that loading a vocabulary gives back
_MOST_CLEARED = 700_000  # bytes; larger tables stayed untouched in all of 16 vocabularies
_CELL = 150  # bytes to know which sequences and positions a cell has, once it is used
_FIXED = 500_000  # thread stacks, the batch, what Python keeps of a request

# Architectures whose graphs may grow with the batch: nodes for each token, and for each tensor.
_MANY_NODES = dict.fromkeys(
    ("qwen3next", "kimi-linear", "bailingmoe3", "qwen35", "qwen35moe", "qwen4exp", "deepseek4",
     "nanbeige", "minimax-01", "minimax-m3", "hy_v4"), (40, 32)
) | {"kimi-k3": (160, 64), "glm5-next": (160, 64), "hrm_text": (80, 64)}  # fmt: skip
_NODES_OF_OTHERS, _LEAST_NODES = 8, 1024


def overhead_bytes(header: GgufHeader, model: Model, cells: int, tokens: int, reserved: int) -> int:
    """Bytes for a context of ``cells`` cells, computed ``tokens`` at a time in a buffer for
    ``reserved``."""
    nodes = _graph_nodes(header, tokens)
    # One graph to reserve with, one for batches with logits and, where a prompt needs several
    # batches, one for those without.
    graph = nodes * _NODE * (3 if cells > tokens else 2)
    if nodes * _SCHEDULE // 4 < min(model.vocabulary * _LARGE_TABLE, _MOST_CLEARED):
        # C's allocator takes blocks that are no larger than one given back before from memory
        # that was in use, and has to clear it; larger ones stay untouched pages.
        graph += nodes * _SCHEDULE
    work = _widest(header, model) * tokens
    kept = cells * _CELL if any(layer.attends for layer in model.layers) else 0
    # The compute buffer has room for a batch of vectors that nothing ever touches.
    untouched = reserved * model.embedding * 4
    return max(0, _vocabulary(header, model) + graph + kept + work + _FIXED - untouched)


def _widest(header: GgufHeader, model: Model) -> int:
    """Elements of the widest row that is multiplied, and rounded for that: of the feed-forward
    layers, where there are such."""
    if any(".ffn_" in tensor.name for tensor in header.tensors):
        return max(layer.feed_forward for layer in model.layers)
    return max((tensor.dims[0] for tensor in header.tensors if len(tensor.dims) > 1), default=0)


def _graph_nodes(header: GgufHeader, tokens: int) -> int:
    if header.architecture in _MANY_NODES:
        for_each_token, for_each_tensor = _MANY_NODES[header.architecture]
        return max(tokens * for_each_token, len(header.tensors) * for_each_tensor)
    return max(_LEAST_NODES, len(header.tensors) * _NODES_OF_OTHERS)


def _vocabulary(header: GgufHeader, model: Model) -> int:
    token = _TOKEN.get(header.text("tokenizer.ggml.model"), _TOKEN_OF_OTHERS)
    merges = header.metadata.get("tokenizer.ggml.merges")
    count = merges.length if isinstance(merges, Array) else 0
    characters = max(0, _CHARACTERS - model.vocabulary * _GIVEN_BACK) if count else 0
    return model.vocabulary * (token + 4) + count * _MERGE + characters
