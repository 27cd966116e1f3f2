"""The buffers llama.cpp computes in: its graph of a full batch, laid out as ggml would.

The graphs are those of llama.cpp's ``src/models``: of a transformer whose layers attend with
flash attention and then feed forward through gated matrices or experts. Only sizes and order
matter, so norms, scalings and biases, which are computed in place, are left out.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop_lm.models.memory.graph_allocator import Node, peak

_FLOAT = 4  # bytes; every result between the layers is a 32-bit number
_MASK = 2  # bytes of a 16-bit number of the attention mask
_INDEX = 8  # bytes of a place in the cache
_SHOWN = 6  # layers; more repeat what these show
_ROTATION = 64 * 64 * _FLOAT  # the smallest matrix that rotates keys before they are quantised


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes a graph depends on, in elements, of its widest layer."""

    layers: int
    embedding: int
    queries: int  # all heads of a token together; keys and values alike
    keys: int
    values: int
    feed_forward: int  # of one expert, where there are experts
    vocabulary: int
    experts: int = 0
    experts_used: int = 0
    windows: int = 1  # kinds of attention masks: one, or one more for sliding windows
    keys_first: bool = False  # keys are computed before values


@dataclass(frozen=True, slots=True)
class Batch:
    """How much is computed at once."""

    tokens: int
    outputs: int  # rows of logits that are computed, and those kept for the caller
    kept: int
    cells: int  # of the cache, which each token looks at
    rotated: bool = False  # keys and values are rotated, because the cache is quantised


def compute_bytes(shape: Shape, batch: Batch) -> int:
    """Bytes of the computing buffer and of the rows of logits kept for the caller."""
    return _graph_bytes(shape, batch) + batch.kept * shape.vocabulary * _FLOAT


def _graph_bytes(shape: Shape, batch: Batch) -> int:
    nodes = [Node("x", batch.tokens * shape.embedding * _FLOAT, ("tokens",))]
    # Every layer but the last does the same, and every second one in the same places.
    count = shape.layers if shape.layers <= _SHOWN else _SHOWN - (shape.layers - _SHOWN) % 2
    for number in range(count):
        last = number == count - 1
        nodes += _attention(shape, batch, number, last=last)
        tokens = batch.outputs if last else batch.tokens
        nodes += (_experts if shape.experts else _dense)(shape, tokens, number)
    nodes.append(Node("logits", batch.outputs * shape.vocabulary * _FLOAT, (f"x{count}",)))
    return peak(_inputs(shape, batch), nodes)


def _inputs(shape: Shape, batch: Batch) -> dict[str, int]:
    inputs = {"tokens": 4 * batch.tokens, "positions": 4 * batch.tokens, "outputs": 64}
    # Room for a batch of vectors in place of tokens, which nobody reads here, is kept all along.
    inputs["vectors"] = batch.tokens * shape.embedding * _FLOAT
    for window, mask in enumerate(_masks(shape)):
        inputs[f"k_places{window}"] = inputs[f"v_places{window}"] = _INDEX * batch.tokens
        inputs[mask] = _MASK * batch.tokens * batch.cells
    if batch.rotated:
        inputs["k_rotation"] = inputs["v_rotation"] = _ROTATION
    return inputs


def _masks(shape: Shape) -> tuple[str, ...]:
    """Inputs whose place is free again behind the last attention."""
    return tuple(f"mask{window}" for window in range(shape.windows))


def _attention(shape: Shape, batch: Batch, layer: int, *, last: bool) -> list[Node]:
    n, tokens = str(layer), batch.tokens
    residual = f"x{n}" if layer else "x"
    queries, keys, values = (
        tokens * width * _FLOAT for width in (shape.queries, shape.keys, shape.values)
    )
    embedding = tokens * shape.embedding * _FLOAT

    def rotated(name: str, size: int) -> list[Node]:
        return [Node(f"{name}r{n}", size, (f"{name}{n}",))] if batch.rotated else []

    r = "r" if batch.rotated else ""
    # What is seen as heads is a view, and ggml computes nothing in the place of a view: the
    # positions make a second copy.
    query = [
        Node(f"flat_q{n}", queries, (f"normed{n}",)),
        Node(f"q{n}", queries, (f"flat_q{n}",)),
        *rotated("q", queries),
    ]
    key = [
        Node(f"flat_k{n}", keys, (f"normed{n}",)),
        Node(f"k{n}", keys, (f"flat_k{n}",)),
        *rotated("k", keys),
    ]
    value = [Node(f"v{n}", values, (f"normed{n}",)), *rotated("v", values)]
    nodes = [
        Node(f"normed{n}", embedding, (residual,), in_place=True),
        *query,
        *(key + value if shape.keys_first else value + key),
        Node(f"k_kept{n}", 0, (f"k{r}{n}",)),
        Node(f"v_kept{n}", 0, (f"v{r}{n}",)),
        Node(f"attended{n}", queries, (f"q{r}{n}", *_masks(shape))),
        *rotated("attended", queries),
        Node(f"projected{n}", embedding, (f"attended{r}{n}",)),
    ]
    if not last:
        return [*nodes, Node(f"y{n}", embedding, (f"projected{n}", residual), in_place=True)]
    rows = batch.outputs * shape.embedding * _FLOAT
    return [
        *nodes,
        Node(f"rows{n}", rows, (f"projected{n}",)),
        Node(f"residual{n}", rows, (residual,)),
        Node(f"y{n}", rows, (f"rows{n}", f"residual{n}"), in_place=True),
    ]


def _dense(shape: Shape, tokens: int, layer: int) -> list[Node]:
    n = str(layer)
    embedding, inner = tokens * shape.embedding * _FLOAT, tokens * shape.feed_forward * _FLOAT
    return [
        Node(f"ffn_in{n}", embedding, (f"y{n}",), in_place=True),
        Node(f"gate{n}", inner, (f"ffn_in{n}",)),
        Node(f"up{n}", inner, (f"ffn_in{n}",)),
        Node(f"gated{n}", inner, (f"gate{n}", f"up{n}")),
        Node(f"down{n}", embedding, (f"gated{n}",)),
        Node(f"x{layer + 1}", embedding, (f"down{n}", f"y{n}"), in_place=True),
    ]


def _experts(shape: Shape, tokens: int, layer: int) -> list[Node]:
    n = str(layer)
    embedding = tokens * shape.embedding * _FLOAT
    used = tokens * shape.experts_used
    inner, outer = used * shape.feed_forward * _FLOAT, used * shape.embedding * _FLOAT
    routes = tokens * shape.experts * _FLOAT
    return [
        Node(f"ffn_in{n}", embedding, (f"y{n}",), in_place=True),
        Node(f"routes{n}", routes, (f"ffn_in{n}",)),
        Node(f"order{n}", routes, (f"routes{n}",)),
        Node(f"weights{n}", used * _FLOAT, (f"routes{n}", f"order{n}")),
        Node(f"gate{n}", inner, (f"ffn_in{n}", f"order{n}")),
        Node(f"up{n}", inner, (f"ffn_in{n}", f"order{n}")),
        Node(f"gated{n}", inner, (f"gate{n}", f"up{n}")),
        Node(f"down{n}", outer, (f"gated{n}", f"order{n}")),
        Node(f"weighted{n}", outer, (f"down{n}", f"weights{n}"), in_place=True),
        Node(f"mixed{n}", embedding, (f"weighted{n}",)),
        Node(f"x{layer + 1}", embedding, (f"mixed{n}", f"y{n}"), in_place=True),
    ]
