"""A model file and its context, set up together."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from desktop_lm.engine.backend import Cancelled
from desktop_lm.engine.cancel import CancelFlag
from desktop_lm.engine.llama import native
from desktop_lm.engine.llama.native import lib
from desktop_lm.engine.llama.threads import sensible
from desktop_lm.engine.llama.vocabulary import Vocabulary
from desktop_lm.errors import AppError, Code
from desktop_lm.messages import CacheType, Circumstances, Load, LoadOptions, ModelInfo
from desktop_lm.sequences import sequences_for

_GGML_TYPES = {
    CacheType.F16: lib.GGML_TYPE_F16,
    CacheType.Q8_0: lib.GGML_TYPE_Q8_0,
    CacheType.Q4_0: lib.GGML_TYPE_Q4_0,
}
# How llama.cpp begins to say that a model cannot have a quantised cache: its heads are no
# multiple of a block, or it cannot use flash attention.
_CACHE_COMPLAINTS = ("K cache type", "V cache type", "quantized V cache")

# How it says that the system gave it no memory.
_MEMORY_COMPLAINTS = ("insufficient memory", "Cannot allocate memory", "failed to allocate")

_OWN_KEYS = b"desktop_lm."
_NOTE_BYTES = 1024
_LOGIT_BYTES = 4
_MAX_NOTES = 64


class LoadedLlama:
    """A model, its context and its vocabulary; ``close`` frees them in the right order."""

    def __init__(
        self,
        request: Load,
        progress: Callable[[float], bool],
        cancel: CancelFlag,
        *,
        dry: bool = False,
    ) -> None:
        """Load ``request.path``; where ``dry``, only work out the buffers and allocate none.

        Raises Cancelled, AppError(LOAD_FAILED, ENGINE_OUT_OF_MEMORY), AppError(CACHE_TYPE_REFUSED)
        where llama.cpp cannot keep this model's keys and values in the type asked for.
        """
        native.forget_complaints()
        self.model = _load_model(request, progress, dry=dry)
        try:
            self.context = _make_context(self.model, request, cancel)
        except AppError:
            lib.llama_model_free(self.model)
            raise
        self.vocabulary = Vocabulary(self.model)
        self.n_ctx: int = lib.llama_n_ctx(self.context)
        self.n_batch: int = lib.llama_n_batch(self.context)
        self.sequences = _sequences(self.model)
        self.max_outputs = _max_outputs(self.n_batch, self.sequences, request.options)
        self.n_threads = _threads(self.model, request.options)  # for one token at a time
        self.most_threads = request.options.n_threads  # for batches that are worth it
        self.weight_bytes: int = lib.llama_model_size(self.model)
        self._options = request.options
        self.window: int = lib.llama_model_n_swa(self.model)  # tokens; 0: the whole context
        # A recurrent state cannot be rolled back to an earlier token, only dropped.
        self.can_rewind = not _keeps_states(self.model)

    @property
    def later_bytes(self) -> int:
        """Rows of logits that llama.cpp has promised and makes room for when they are asked for."""
        return (self.max_outputs - self.sequences) * self.vocabulary.size * _LOGIT_BYTES

    @property
    def memory(self) -> object:
        """llama.cpp's handle of the key-value cache."""
        return lib.llama_get_memory(self.context)

    def info(self, path: str) -> ModelInfo:
        """What llama.cpp says of the model."""
        architecture, _, kind = _description(self.model).partition(" ")
        return ModelInfo(
            path=path,
            name=_metadata(self.model, b"general.name"),
            architecture=_metadata(self.model, b"general.architecture") or architecture,
            quantisation=kind.partition(" ")[2],
            parameters=lib.llama_model_n_params(self.model),
            file_bytes=lib.llama_model_size(self.model),
            n_ctx=self.n_ctx,
            n_ctx_train=lib.llama_model_n_ctx_train(self.model),
            n_vocab=self.vocabulary.size,
            chat_template=_chat_template(self.model),
            bos=self.vocabulary.bos_text,
            eos=self.vocabulary.eos_text,
            circumstances=self._circumstances(),
            notes=_notes(self.model),
        )

    def _circumstances(self) -> Circumstances:
        options = self._options
        return Circumstances(
            engine=native.build(),
            processor=native.processor(),
            n_ctx=self.n_ctx,
            n_batch=self.n_batch,
            n_threads=self.n_threads,
            cache_type=options.cache_type,
            mapped=options.mapped,
            repacked=options.repacked,
        )

    def close(self) -> None:
        lib.llama_free(self.context)
        lib.llama_model_free(self.model)


def _load_model(request: Load, progress: Callable[[float], bool], *, dry: bool) -> object:
    refused = False

    @lib.llama_progress_callback
    def on_progress(fraction: float, _user_data: object) -> bool:
        nonlocal refused
        refused = not progress(fraction)
        return not refused

    params = lib.llama_model_default_params()
    params.n_gpu_layers = 0
    # Mapped pages are shared with the file, and the system may drop them.
    mapped = request.options.mapped and not dry  # llama.cpp asserts that a dry load maps nothing
    params.load_mode = lib.LLAMA_LOAD_MODE_MMAP if mapped else lib.LLAMA_LOAD_MODE_NONE
    params.use_extra_bufts = request.options.repacked
    params.no_alloc = dry
    params.progress_callback = on_progress
    path = request.path.encode("utf-8", "surrogateescape")
    model = lib.llama_model_load_from_file(path, params)
    if refused:
        raise Cancelled
    if not model:
        raise failure(request.path)
    return model


def failure(path: str) -> AppError:
    """Why llama.cpp did not load what lies at ``path``."""
    if native.complained_of(*_MEMORY_COMPLAINTS):
        return AppError(Code.ENGINE_OUT_OF_MEMORY)
    return AppError(Code.LOAD_FAILED, path=path, reason=native.last_complaint())


def _make_context(model: object, request: Load, cancel: CancelFlag) -> object:
    context = lib.llama_init_from_model(model, _context_params(model, request.options))
    if not context:
        raise _refusal(request)
    _install_cancel(context, cancel)
    return context


def _context_params(model: object, options: LoadOptions) -> Any:
    params = lib.llama_context_default_params()
    trained = lib.llama_model_n_ctx_train(model)  # as the file says; 0 and less mean nothing
    wanted = max(1, options.n_ctx)  # 0 would be all that the model knows
    params.n_ctx = min(wanted, trained) if trained > 0 else wanted
    params.n_batch = params.n_ubatch = min(options.n_batch, params.n_ctx)
    params.n_seq_max = _sequences(model)
    params.n_outputs_max = _max_outputs(params.n_batch, params.n_seq_max, options)
    params.n_outputs_max_per_seq = 0  # as many as n_outputs_max
    params.kv_unified = True  # otherwise each sequence would get n_ctx / n_seq_max cells
    # Flash attention stays "auto": the processor's backend has it, quantised values need it.
    params.type_k = params.type_v = _GGML_TYPES[options.cache_type]
    params.n_threads = params.n_threads_batch = _threads(model, options)
    return params


def _threads(model: object, options: LoadOptions) -> int:
    return sensible(options.n_threads, lib.llama_model_size(model))


def _sequences(model: object) -> int:
    size = lib.llama_vocab_n_tokens(lib.llama_model_get_vocab(model))
    return sequences_for(size, keeps_states=_keeps_states(model))


def _keeps_states(model: object) -> bool:
    return bool(lib.llama_model_is_recurrent(model) or lib.llama_model_is_hybrid(model))


def _max_outputs(n_batch: int, sequences: int, options: LoadOptions) -> int:
    """Rows of logits to reserve memory for.

    With 0 llama.cpp would take every token of a batch (98 MiB for a 49k vocabulary; 16 are 17.5
    MiB). It asserts that there are no fewer than sequences, and aborts when a batch asks for more.
    """
    return max(n_batch, sequences) if options.full_logits else sequences


def _refusal(request: Load) -> AppError:
    """Why llama.cpp made no context."""
    if native.complained_of(*_CACHE_COMPLAINTS):
        cache_type = request.options.cache_type.value
        return AppError(Code.CACHE_TYPE_REFUSED, path=request.path, cache_type=cache_type)
    return failure(request.path)


def _install_cancel(context: object, cancel: CancelFlag) -> None:
    """Let llama.cpp itself look at the cancel flag, with C's strlen as its callback."""
    with suppress(OSError, AttributeError):  # no C library to be had: cancel between tokens only
        library = ctypes.CDLL("ucrtbase" if hasattr(ctypes, "windll") else None)
        callback = ctypes.cast(library.strlen, lib.ggml_abort_callback)
        lib.llama_set_abort_callback(context, callback, ctypes.c_void_p(cancel.address))


def _description(model: object) -> str:
    buffer = ctypes.create_string_buffer(256)
    lib.llama_model_desc(model, buffer, len(buffer))
    return buffer.value.decode("utf-8", "replace")


def _metadata(model: object, key: bytes) -> str:
    buffer = ctypes.create_string_buffer(1024)
    length = lib.llama_model_meta_val_str(model, key, buffer, len(buffer))
    return buffer.value.decode("utf-8", "replace") if length >= 0 else ""


def _notes(model: object) -> dict[str, str]:
    """What a file made for this program says of itself under keys of ours."""
    notes: dict[str, str] = {}
    buffer = ctypes.create_string_buffer(_NOTE_BYTES)
    for number in range(lib.llama_model_meta_count(model)):
        length = lib.llama_model_meta_key_by_index(model, number, buffer, len(buffer))
        key = buffer.value
        if 0 <= length < len(buffer) and key.startswith(_OWN_KEYS) and len(notes) < _MAX_NOTES:
            name = key.removeprefix(_OWN_KEYS).decode("utf-8", "replace")
            notes[name] = _metadata(model, key)
    return notes


def _chat_template(model: object) -> str:
    template = lib.llama_model_chat_template(model, None)
    return template.decode("utf-8", "replace") if template else ""
