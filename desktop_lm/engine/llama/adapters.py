"""Low-rank adapters (LoRA, Hu et al. 2021): small files that make a loaded model good at one thing.

An adapter adds a product of two thin matrices to some of the model's own. What was computed with
it is of no use without it, and the other way round, so whoever asks for one keeps to slots of its
own and saves nothing.

llama.cpp plans its graph anew where another adapter is set than before, which takes some
milliseconds; to set the same again costs nothing. So one stays until a request wants another or
none.
"""

from __future__ import annotations

import ctypes

from desktop_lm.engine.llama import native
from desktop_lm.engine.llama.load import LoadedLlama, failure
from desktop_lm.engine.llama.native import lib
from desktop_lm.errors import AppError, Code


class Adapters:
    """The adapters of one loaded model, each loaded when it is first asked for.

    llama.cpp frees them with the model.
    """

    def __init__(self, loaded: LoadedLlama) -> None:
        self._model = loaded.model
        self._context = loaded.context
        self._loaded: dict[str, object] = {}

    def use(self, path: str) -> None:
        """Decode through the adapter in the file ``path`` from now on; through none where it is
        empty. Raises AppError(LOAD_FAILED, ENGINE_OUT_OF_MEMORY)."""
        self._set(path, [self._adapter(path)] if path else [])

    def _adapter(self, path: str) -> object:
        if path not in self._loaded:
            native.forget_complaints()
            name = path.encode("utf-8", "surrogateescape")
            adapter = lib.llama_adapter_lora_init(self._model, name)
            if not adapter:
                raise failure(path)
            self._loaded[path] = adapter
        return self._loaded[path]

    def _set(self, path: str, adapters: list[object]) -> None:
        pointers = (lib.llama_adapter_lora_p_ctypes * len(adapters))()
        for place, adapter in enumerate(adapters):
            pointers[place] = ctypes.cast(adapter, lib.llama_adapter_lora_p_ctypes)  # type: ignore[arg-type]
        scales = (ctypes.c_float * len(adapters))(*[1.0 for _ in adapters])
        if lib.llama_set_adapters_lora(self._context, pointers, len(adapters), scales) != 0:
            raise AppError(Code.LOAD_FAILED, path=path, reason=native.last_complaint())
