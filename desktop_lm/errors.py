"""The one error type that crosses layers: a code and parameters, never display text.

The sentence a person reads is made from the code at the edge: ``ui/error_text.py`` in the
window's language, ``cli/error_text.py`` in English. A test proves that each code has both.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class Code(StrEnum):
    """What went wrong. The comment names the parameters a sentence may use."""

    # The user's input
    EMPTY_TEXT = "empty_text"
    PROMPT_TOO_LONG = "prompt_too_long"  # tokens, context
    GRAMMAR_INVALID = "grammar_invalid"  # line, column, problem, name
    GRAMMAR_REFUSED = "grammar_refused"
    SCHEMA_NOT_JSON = "schema_not_json"  # line, column
    SCHEMA_INVALID = "schema_invalid"  # place, problem, name
    GRAMMAR_MISSED = "grammar_missed"
    TOKENS_FOREIGN = "tokens_foreign"
    NO_SUCH_TEMPLATE = "no_such_template"  # name
    TEMPLATE_FIELD_UNKNOWN = "template_field_unknown"  # name, fields
    TEMPLATE_FIELD_MISSING = "template_field_missing"  # name, fields
    MESSAGE_TOO_LARGE = "message_too_large"  # bytes, limit
    SAME_LANGUAGE = "same_language"  # language
    PAIR_NOT_KNOWN = "pair_not_known"  # source, target

    # Model files
    NO_MODEL = "no_model"
    FILE_MISSING = "file_missing"  # path
    FILE_UNREADABLE = "file_unreadable"  # path, reason
    FILE_EMPTY = "file_empty"  # path
    NOT_GGUF = "not_gguf"  # path
    SET_ASIDE = "set_aside"  # path
    GGUF_VERSION = "gguf_version"  # path, version
    FILE_TRUNCATED = "file_truncated"  # path, actual, expected (bytes)
    HEADER_ABSURD = "header_absurd"  # path, what, value, limit
    HEADER_BROKEN = "header_broken"  # path, what
    ARCHITECTURE_UNSUPPORTED = "architecture_unsupported"  # path, architecture
    NOT_A_TEXT_MODEL = "not_a_text_model"  # path, kind ("mmproj", "adapter", "vocab" ...)
    TENSOR_TYPE_UNSUPPORTED = "tensor_type_unsupported"  # path, tensor, type (a number)
    SPLIT_FILE = "split_file"  # path, part, parts
    SPLIT_PART_MISSING = "split_part_missing"  # path, missing
    MODEL_KILLED_ENGINE = "model_killed_engine"  # path, times
    MODEL_TOO_LARGE = "model_too_large"  # path, needed, limit (bytes)
    CONTEXT_TOO_LARGE = "context_too_large"  # path, needed, limit, context, fitting, cache_type
    # What fits, fits without the copies that processors read fastest.
    COPIES_TOO_LARGE = "copies_too_large"  # path, needed, limit, context, fitting, cache_type
    MODEL_FILE_CHANGED = "model_file_changed"
    MODEL_NOT_LOADED = "model_not_loaded"  # path
    LOAD_FAILED = "load_failed"  # path, reason
    CACHE_TYPE_REFUSED = "cache_type_refused"  # path, cache_type
    FILE_CHANGED = "file_changed"  # path
    STARTER_MISSING = "starter_missing"
    STARTER_DAMAGED = "starter_damaged"  # path
    TRANSLATOR_MISSING = "translator_missing"
    TRANSLATOR_DAMAGED = "translator_damaged"

    # Documents
    DOCUMENT_IS_FOLDER = "document_is_folder"  # path
    DOCUMENT_KIND_UNKNOWN = "document_kind_unknown"  # path
    DOCUMENT_NOT_TEXT = "document_not_text"  # path
    DOCUMENT_TOO_LARGE = "document_too_large"  # path, actual, limit (bytes)
    DOCUMENT_TOO_LONG = "document_too_long"  # path, limit (characters)
    DOCUMENT_DAMAGED = "document_damaged"  # path, reason
    DOCUMENT_ENCRYPTED = "document_encrypted"  # path
    DOCUMENT_EMPTY = "document_empty"  # path
    DOCUMENT_PICTURES = "document_pictures"  # path
    DOCUMENT_UNSAFE = "document_unsafe"  # path, reason
    DOCUMENT_TOO_SLOW = "document_too_slow"  # path, seconds
    DOCUMENT_READER_ENDED = "document_reader_ended"  # path
    DOCUMENT_CHANGED = "document_changed"  # path
    KIND_NOT_TRANSLATED = "kind_not_translated"  # path, kinds
    NOTHING_TO_TRANSLATE = "nothing_to_translate"  # path
    BILINGUAL_NOT_POSSIBLE = "bilingual_not_possible"  # kind

    # The library
    NOT_IN_LIBRARY = "not_in_library"  # name
    NAME_NOT_UNIQUE = "name_not_unique"  # name, count
    NOT_OURS_TO_DELETE = "not_ours_to_delete"  # path
    SHIPPED_STAYS = "shipped_stays"  # path
    DELETE_FAILED = "delete_failed"  # path, reason
    CONTENT_CHANGED = "content_changed"  # path
    NOT_IN_CATALOGUE = "not_in_catalogue"  # id
    CATALOGUE_BROKEN = "catalogue_broken"  # path, reason
    FOLDER_UNWRITABLE = "folder_unwritable"  # path, reason
    LIBRARY_NEWER = "library_newer"  # path, version

    # Tables of texts
    TABLE_KIND_UNKNOWN = "table_kind_unknown"  # path, kinds
    TABLE_EMPTY = "table_empty"  # path
    TABLE_BROKEN = "table_broken"  # path, reason
    TABLE_NOT_TEXT = "table_not_text"  # path
    TABLE_ENCODING = "table_encoding"  # path, encoding
    TABLE_LOCKED = "table_locked"  # path
    TABLE_OLD_EXCEL = "table_old_excel"  # path
    TABLE_CHANGED = "table_changed"  # path
    SHEET_MISSING = "sheet_missing"  # sheet, sheets
    COLUMN_MISSING = "column_missing"  # column, columns
    RUN_UNFINISHED = "run_unfinished"  # path
    RUN_DIFFERENT = "run_different"  # path, what ("sheet", "column", "model", ...)
    RUN_OF_ANOTHER = "run_of_another"  # path, source
    RUN_CLASSIFIER_MISSING = "run_classifier_missing"  # path
    RUN_DAMAGED = "run_damaged"  # path, reason
    RUN_IN_USE = "run_in_use"  # path
    TARGET_IS_SOURCE = "target_is_source"  # path

    # What users teach
    TEACH_ROWS = "teach_rows"  # rows, least, most
    TEACH_LABELS = "teach_labels"  # labels, least, most
    TEACH_LABEL_RARE = "teach_label_rare"  # label, rows, least
    TEACH_LABEL_LONG = "teach_label_long"  # label, most
    TEACH_LABEL_TAKEN = "teach_label_taken"  # label
    PROFILE_NAME = "profile_name"  # name
    PROFILE_MISSING = "profile_missing"  # name, names
    PROFILE_EXISTS = "profile_exists"  # name
    PROFILE_DAMAGED = "profile_damaged"  # name, reason
    PROFILE_OTHER_MODEL = "profile_other_model"  # name, model
    ADAPTER_MISSING = "adapter_missing"

    # Making files
    DISK_FULL = "disk_full"  # path, needed, free (bytes)
    WRITE_FAILED = "write_failed"  # path, reason
    TARGET_EXISTS = "target_exists"  # path
    TARGET_SUFFIX = "target_suffix"  # path, suffix
    TARGET_BUSY = "target_busy"  # path
    ALREADY_QUANTISED = "already_quantised"  # path, quantisation
    NOT_SMALLER = "not_smaller"  # path, quantisation, before, after (bytes)
    QUANTISE_FAILED = "quantise_failed"  # path, reason
    NO_IMPORTANCE = "no_importance"  # path

    # Downloads
    LICENCE_NOT_ACCEPTED = "licence_not_accepted"  # id
    DOWNLOADING_ELSEWHERE = "downloading_elsewhere"  # path
    OTHER_FILE_THERE = "other_file_there"  # path
    HASH_MISMATCH = "hash_mismatch"  # path, kept
    SIGN_IN_PAGE = "sign_in_page"  # host
    WRONG_SIZE = "wrong_size"  # host, file, actual, expected (bytes)
    NOT_AT_HOST = "not_at_host"  # host, file, status
    HOST_UNREACHABLE = "host_unreachable"  # host, reason
    HOST_BUSY = "host_busy"  # host, seconds
    CONNECTION_LOST = "connection_lost"  # host, reason
    CONNECTION_NOT_TRUSTED = "connection_not_trusted"  # host, reason
    INSECURE_ADDRESS = "insecure_address"  # host
    INSECURE_REDIRECT = "insecure_redirect"  # host

    # The history of conversations
    HISTORY_NEWER = "history_newer"  # path, version
    HISTORY_LOCKED = "history_locked"  # path
    HISTORY_DAMAGED = "history_damaged"  # path, reason
    HISTORY_PUT_ASIDE = "history_put_aside"  # path
    HISTORY_UNWRITABLE = "history_unwritable"  # path, reason
    NOT_IN_HISTORY = "not_in_history"  # number
    PDF_IN_WINDOW = "pdf_in_window"
    NO_CONVERSATIONS = "no_conversations"  # path
    NOT_A_RECEIPT = "not_a_receipt"  # path, reason

    # Translations: their memory, glossaries, and files of both
    TRANSLATIONS_NEWER = "translations_newer"  # path, version
    TRANSLATIONS_LOCKED = "translations_locked"  # path
    TRANSLATIONS_DAMAGED = "translations_damaged"  # path, reason
    TRANSLATIONS_PUT_ASIDE = "translations_put_aside"  # path
    TRANSLATIONS_UNWRITABLE = "translations_unwritable"  # path, reason
    TMX_BROKEN = "tmx_broken"  # path, line, reason
    TMX_UNSAFE = "tmx_unsafe"  # path, line
    GLOSSARY_NAME = "glossary_name"  # name
    GLOSSARY_EXISTS = "glossary_exists"  # name
    GLOSSARY_MISSING = "glossary_missing"  # name, names
    GLOSSARY_DAMAGED = "glossary_damaged"  # name, reason
    GLOSSARY_LARGE = "glossary_large"  # path, most
    LANGUAGE_UNCLEAR = "language_unclear"

    # The engine process
    ENGINE_START_FAILED = "engine_start_failed"  # reason
    ENGINE_PROTOCOL = "engine_protocol"  # theirs, ours
    ENGINE_KILLED = "engine_killed"
    ENGINE_OUT_OF_MEMORY = "engine_out_of_memory"
    ENGINE_CRASHED = "engine_crashed"  # reason
    ENGINE_UNRESPONSIVE = "engine_unresponsive"  # seconds
    CPU_UNSUPPORTED = "cpu_unsupported"
    DECODE_FAILED = "decode_failed"  # status
    WIRE_BROKEN = "wire_broken"  # reason
    INTERNAL = "internal"  # reason


class AppError(Exception):
    """An expected failure, for a person to read once translated.

    ``code`` picks the sentence and ``params`` fills it in; the values are JSON scalars, so an
    error can travel from the engine process as it is.
    """

    def __init__(self, code: Code, **params: str | int | float) -> None:
        super().__init__(code.value, params)
        self.code = code
        self.params: dict[str, Any] = params

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code.value}({details})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, AppError):
            return NotImplemented
        return self.code is other.code and self.params == other.params

    def __hash__(self) -> int:
        return hash((self.code, tuple(sorted(self.params.items()))))


class Stopped(Exception):
    """Somebody wants the work at hand ended; there is nothing to tell."""


class TemplateError(Exception):
    """A chat template did not render. It never reaches a person: our own template steps in.

    ``reason`` is one of "syntax", "raised" (the template refused the messages), "error" (it
    failed while running), "unsafe" (the sandbox stopped it), "cpu", "memory", "time", "output"
    (a limit), "crash" and "start" (the process that renders). ``detail`` is for the log.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail
