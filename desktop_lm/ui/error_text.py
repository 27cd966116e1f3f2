"""A sentence for each error code and each notice, in the language of the window."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from desktop_lm.errors import AppError, Code
from desktop_lm.ui.grammar_words import problem_words
from desktop_lm.ui.widgets import numbers

if TYPE_CHECKING:
    from desktop_lm.tasks.task import Notice

translate = QCoreApplication.translate


# Parameters that count bytes.
_SIZES = {
    Code.MESSAGE_TOO_LARGE: ("bytes", "limit"),
    Code.FILE_TRUNCATED: ("actual", "expected"),
    Code.DOCUMENT_TOO_LARGE: ("actual", "limit"),
    Code.DISK_FULL: ("needed", "free"),
    Code.NOT_SMALLER: ("before", "after"),
    Code.MODEL_TOO_LARGE: ("needed", "limit"),
    Code.CONTEXT_TOO_LARGE: ("needed", "limit"),
    Code.WRONG_SIZE: ("actual", "expected"),
}


def sentence(error: AppError) -> str:
    """What went wrong and, where something can be done, what."""
    table = {
        **_input_sentences(),
        **_file_sentences(),
        **_document_sentences(),
        **_library_sentences(),
        **_table_sentences(),
        **_teaching_sentences(),
        **_making_sentences(),
        **_download_sentences(),
        **_engine_sentences(),
    }
    sizes, params = _SIZES.get(error.code, ()), error.params
    if problem := params.get("problem"):
        params = {**params, "problem": problem_words(str(problem), str(params.get("name")))}
    return table[error.code].format_map(_Readable(params, sizes))


def notice_sentence(notice: Notice) -> str:
    """What there is to know though nothing failed; "" for a code that has no sentence."""
    return _notice_sentences().get(notice.code, "").format_map(_Readable(dict(notice.params)))


def _input_sentences() -> dict[Code, str]:
    return {
        Code.EMPTY_TEXT: translate("Errors", "There is no text yet. Write something first."),
        Code.PROMPT_TOO_LONG: translate(
            "Errors",
            "The text is too long for this model: it has {tokens} tokens, and {context} fit. "
            "Shorten it or send it in parts.",
        ),
        Code.GRAMMAR_INVALID: translate(
            "Errors", "The grammar is wrong in line {line}, column {column}: {problem}."
        ),
        Code.GRAMMAR_REFUSED: translate(
            "Errors", "The engine cannot work with the grammar for the answer. Make it simpler."
        ),
        Code.SCHEMA_NOT_JSON: translate(
            "Errors", "The schema is no JSON: look at line {line}, column {column}."
        ),
        Code.SCHEMA_INVALID: translate(
            "Errors", "The schema cannot be used because of {place}: {problem}."
        ),
        Code.GRAMMAR_MISSED: translate(
            "Errors",
            "The grammar for the answer does not allow this beginning. Choose another word, or "
            "ask without the grammar.",
        ),
        Code.TOKENS_FOREIGN: translate(
            "Errors",
            "Another model wrote this answer, and its tokens mean something else to this one. "
            "Open that model to go on from here.",
        ),
        Code.NO_SUCH_TEMPLATE: translate("Errors", "There is no template called {name}."),
        Code.TEMPLATE_FIELD_UNKNOWN: translate(
            "Errors", "The template has no field {name}. It has: {fields}."
        ),
        Code.TEMPLATE_FIELD_MISSING: translate("Errors", "Fill in {name} first."),
        Code.MESSAGE_TOO_LARGE: translate(
            "Errors", "The text is too large: {bytes}, and at most {limit} go through at once."
        ),
        Code.SAME_LANGUAGE: translate(
            "Errors", "Both languages are {language}. Choose another one for the translation."
        ),
        Code.PAIR_NOT_KNOWN: translate(
            "Errors",
            "This model does not translate from {source} to {target}. Choose other languages, or "
            "another model.",
        ),
        Code.HISTORY_NEWER: translate(
            "Errors",
            "The history was written by a newer version of this program. Install that version to "
            "see it; nothing in it was changed.",
        ),
        Code.HISTORY_LOCKED: translate(
            "Errors",
            "Another program holds the history. What you write is kept in this window; it will be "
            "saved when the history is free.",
        ),
        Code.HISTORY_DAMAGED: translate(
            "Errors", "The history {path} is damaged ({reason}). What can still be read is kept."
        ),
        Code.HISTORY_PUT_ASIDE: translate(
            "Errors", "The history was damaged. It is kept as {path}, and a new one was begun."
        ),
        Code.NOT_A_RECEIPT: translate("Errors", "{path} is no receipt of this program ({reason})."),
        Code.NO_CONVERSATIONS: translate(
            "Errors",
            "{path} holds no conversations of ChatGPT, GPT4All, LM Studio or Jan. Choose another "
            "file.",
        ),
        Code.PDF_IN_WINDOW: translate("Errors", "PDF files are made in the window."),
        Code.NOT_IN_HISTORY: translate(
            "Errors", "This conversation is no longer in the history. Choose another one."
        ),
        Code.HISTORY_UNWRITABLE: translate(
            "Errors",
            "The history cannot be saved ({reason}). What you write is kept in this window.",
        ),
        Code.INTERNAL: translate(
            "Errors", "Something went wrong inside the program ({reason}). Your text is kept."
        ),
    }


def _file_sentences() -> dict[Code, str]:
    return {
        Code.NO_MODEL: translate("Errors", "No model is open. Open a model file (GGUF) first."),
        Code.FILE_MISSING: translate("Errors", "The file {path} is not there any more."),
        Code.FILE_UNREADABLE: translate("Errors", "The file {path} cannot be read: {reason}."),
        Code.FILE_EMPTY: translate("Errors", "The file {path} is empty."),
        Code.NOT_GGUF: translate(
            "Errors", "{path} is not a model this program can open. It opens GGUF files."
        ),
        Code.GGUF_VERSION: translate(
            "Errors",
            "{path} is a GGUF file of version {version}, which this program does not know.",
        ),
        Code.FILE_TRUNCATED: translate(
            "Errors",
            "{path} is not complete: {actual} of at least {expected} are there. Download it again.",
        ),
        Code.HEADER_ABSURD: translate(
            "Errors",
            "{path} is damaged or not to be trusted: its {what} is {value}, and no more than "
            "{limit} makes sense.",
        ),
        Code.HEADER_BROKEN: translate("Errors", "{path} is damaged: its {what} cannot be read."),
        Code.ARCHITECTURE_UNSUPPORTED: translate(
            "Errors",
            "{path} is a model of the kind “{architecture}”, which this program cannot run.",
        ),
        Code.NOT_A_TEXT_MODEL: translate(
            "Errors", "{path} is no model that writes text. It is a companion file of one ({kind})."
        ),
        Code.TENSOR_TYPE_UNSUPPORTED: translate(
            "Errors",
            "{path} is stored in a way this program does not know (type {type} in {tensor}).",
        ),
        Code.SPLIT_FILE: translate(
            "Errors",
            "{path} is part {part} of {parts} of a model. Open the first part instead.",
        ),
        Code.SPLIT_PART_MISSING: translate(
            "Errors",
            "{path} is the first part of a model, and its part {missing} is missing. Put all "
            "parts into one folder.",
        ),
        Code.MODEL_KILLED_ENGINE: translate(
            "Errors",
            "{path} has brought the engine down {times} times. Nothing is lost if it does so "
            "again. Load it anyway?",
        ),
        Code.MODEL_TOO_LARGE: translate(
            "Errors",
            "{path} needs {needed} of memory, and {limit} may be used. Choose a smaller model, or "
            "allow more memory in the settings.",
        ),
        Code.CONTEXT_TOO_LARGE: translate(
            "Errors",
            "{path} needs {needed} of memory with a context of {context} tokens, and {limit} may "
            "be used. With {fitting} tokens and a cache of type {cache_type} it fits.",
        ),
        Code.MODEL_FILE_CHANGED: translate(
            "Errors",
            "The model file changed while it was in use. The text so far is kept, and the next "
            "request loads the file again.",
        ),
        Code.MODEL_NOT_LOADED: translate(
            "Errors", "{path} could not be loaded, so it gave no answer. Choose another model."
        ),
        Code.LOAD_FAILED: translate("Errors", "{path} cannot be loaded: {reason}."),
        Code.CACHE_TYPE_REFUSED: translate(
            "Errors",
            "{path} cannot keep its cache as {cache_type}. Choose f16 for the cache.",
        ),
        Code.FILE_CHANGED: translate(
            "Errors", "{path} has changed since it was added. Verify it or add it again."
        ),
        Code.STARTER_MISSING: translate(
            "Errors",
            "The starter model is not installed. Install the program again, or open a model "
            "file of your own.",
        ),
        Code.STARTER_DAMAGED: translate(
            "Errors",
            "The starter model is damaged. Install the program again, or open a model file of "
            "your own.",
        ),
    }


def _document_sentences() -> dict[Code, str]:
    return {
        Code.DOCUMENT_KIND_UNKNOWN: translate(
            "Errors",
            "{path} is not a text that can be read here. Texts, Markdown, Word, OpenDocument, PDF, "
            "CSV and HTML files can.",
        ),
        Code.DOCUMENT_NOT_TEXT: translate(
            "Errors", "{path} holds no text but something else, such as a picture or a program."
        ),
        Code.DOCUMENT_TOO_LARGE: translate(
            "Errors", "{path} takes {actual}, and at most {limit} can be read."
        ),
        Code.DOCUMENT_TOO_LONG: translate(
            "Errors", "{path} has more than {limit} characters. Split it and take a part."
        ),
        Code.DOCUMENT_DAMAGED: translate(
            "Errors",
            "{path} is damaged and cannot be read ({reason}). Open it in its own program and save "
            "it again.",
        ),
        Code.DOCUMENT_ENCRYPTED: translate(
            "Errors",
            "{path} is locked with a password. Open it in its own program and save it without one.",
        ),
        Code.DOCUMENT_EMPTY: translate(
            "Errors", "{path} has no text in it. If it was scanned, it is a picture of text."
        ),
        Code.DOCUMENT_UNSAFE: translate(
            "Errors", "{path} is built to do harm and was not read ({reason})."
        ),
        Code.DOCUMENT_TOO_SLOW: translate(
            "Errors",
            "{path} was not read to its end within {seconds} seconds. It may be damaged or very "
            "large.",
        ),
        Code.DOCUMENT_READER_ENDED: translate(
            "Errors", "{path} brought down what read it. It may be damaged."
        ),
    }


def _library_sentences() -> dict[Code, str]:
    return {
        Code.NOT_IN_LIBRARY: translate("Errors", "The model {name} is not in the list any more."),
        Code.NAME_NOT_UNIQUE: translate("Errors", "The name {name} stands for {count} models."),
        Code.NOT_OURS_TO_DELETE: translate(
            "Errors",
            "{path} was put into the models folder by somebody else and is not deleted. Delete it "
            "in your file manager.",
        ),
        Code.STARTER_STAYS: translate(
            "Errors", "The starter model comes with the program and goes with it."
        ),
        Code.DELETE_FAILED: translate("Errors", "{path} cannot be deleted: {reason}."),
        Code.CONTENT_CHANGED: translate(
            "Errors",
            "The content of {path} is not what it was or should be. Do not use it; fetch or add "
            "it again.",
        ),
        Code.NOT_IN_CATALOGUE: translate("Errors", "The catalogue has no model {id}."),
        Code.CATALOGUE_BROKEN: translate(
            "Errors", "The catalogue {path} cannot be read ({reason}). Install the program again."
        ),
        Code.FOLDER_UNWRITABLE: translate(
            "Errors", "Nothing can be kept in the folder {path}: {reason}."
        ),
    }


def _table_sentences() -> dict[Code, str]:
    return {
        Code.TABLE_KIND_UNKNOWN: translate(
            "Errors", "{path} is no table that can be read here. Known are {kinds}."
        ),
        Code.TABLE_EMPTY: translate("Errors", "{path} has no rows."),
        Code.TABLE_BROKEN: translate(
            "Errors", "{path} cannot be read as the table it says it is: {reason}."
        ),
        Code.TABLE_LOCKED: translate(
            "Errors",
            "{path} is protected by a password. Open it in your spreadsheet and save it without "
            "one, then try again.",
        ),
        Code.TABLE_OLD_EXCEL: translate(
            "Errors", "{path} is in the format of Excel 97. Save it as xlsx first."
        ),
        Code.TABLE_CHANGED: translate(
            "Errors",
            "{path} has changed since it was read. The results are of the former rows; start "
            "again to judge the new ones.",
        ),
        Code.SHEET_MISSING: translate(
            "Errors", "There is no sheet “{sheet}”. There are: {sheets}."
        ),
        Code.COLUMN_MISSING: translate(
            "Errors", "There is no column “{column}”. There are: {columns}."
        ),
        Code.RUN_UNFINISHED: translate(
            "Errors", "{path} holds a run that is not finished. Continue it, or start again."
        ),
        Code.RUN_DIFFERENT: translate(
            "Errors", "{path} was begun with another {what}. Start again, or choose what it was."
        ),
        Code.RUN_DAMAGED: translate(
            "Errors", "{path} is damaged ({reason}). Start the table again."
        ),
        Code.RUN_IN_USE: translate(
            "Errors", "{path} is being written by another run of this program."
        ),
        Code.TARGET_IS_SOURCE: translate(
            "Errors", "{path} is the file that is read. Give the results another name."
        ),
    }


def _teaching_sentences() -> dict[Code, str]:
    return {
        Code.TEACH_ROWS: translate(
            "Errors", "There are {rows} labelled rows. It takes {least} to {most}."
        ),
        Code.TEACH_LABELS: translate(
            "Errors", "The rows have {labels} different labels. It takes {least} to {most}."
        ),
        Code.TEACH_LABEL_RARE: translate(
            "Errors",
            "The label “{label}” stands at {rows} rows only. Add some: it takes {least}.",
        ),
        Code.TEACH_LABEL_LONG: translate(
            "Errors", "The label “{label}” is longer than {most} characters. Choose a shorter one."
        ),
        Code.PROFILE_NAME: translate(
            "Errors",
            "A profile cannot be called “{name}”. Use letters, digits, spaces, - and _.",
        ),
        Code.PROFILE_MISSING: translate(
            "Errors", "There is no profile “{name}” any more. There are: {names}."
        ),
        Code.PROFILE_DAMAGED: translate(
            "Errors", "The profile “{name}” cannot be used ({reason}). Teach it again."
        ),
        Code.PROFILE_OTHER_MODEL: translate(
            "Errors",
            "The profile “{name}” was taught with {model} and fits no other model. Open that "
            "model, or teach it again.",
        ),
    }


def _making_sentences() -> dict[Code, str]:
    return {
        Code.DISK_FULL: translate(
            "Errors", "The disk is full: {path} needs {needed}, and {free} are free."
        ),
        Code.WRITE_FAILED: translate("Errors", "{path} cannot be written: {reason}."),
        Code.TARGET_EXISTS: translate(
            "Errors", "{path} exists already. Choose another name, or replace it."
        ),
        Code.TARGET_BUSY: translate("Errors", "{path} is being made already."),
        Code.ALREADY_QUANTISED: translate(
            "Errors",
            "{path} is quantised already ({quantisation}). Made from the original, the result "
            "would be better. Go on all the same?",
        ),
        Code.NOT_SMALLER: translate(
            "Errors",
            "{path} has {before} and would not become smaller as {quantisation}: {after}. "
            "Go on all the same?",
        ),
        Code.QUANTISE_FAILED: translate("Errors", "{path} could not be quantised: {reason}."),
    }


def _download_sentences() -> dict[Code, str]:
    return {
        Code.LICENCE_NOT_ACCEPTED: translate(
            "Errors", "The licence of {id} has limits. Agree to it before the download."
        ),
        Code.DOWNLOADING_ELSEWHERE: translate(
            "Errors", "{path} is being downloaded already, here or by the command line."
        ),
        Code.OTHER_FILE_THERE: translate(
            "Errors", "There is another file {path} in the models folder. Move it away first."
        ),
        Code.HASH_MISMATCH: translate(
            "Errors",
            "What came is not the file it should be. It is kept as {kept} and never loaded. "
            "Download it again.",
        ),
        Code.SIGN_IN_PAGE: translate(
            "Errors",
            "{host} answered with a web page instead of the model. This network may want you to "
            "sign in with a browser first.",
        ),
        Code.WRONG_SIZE: translate(
            "Errors",
            "{host} has {file} with a size of {actual}, and it should have {expected}. Nothing of "
            "it was used.",
        ),
        Code.NOT_AT_HOST: translate("Errors", "{host} does not give out {file} (status {status})."),
        Code.HOST_UNREACHABLE: translate(
            "Errors", "{host} cannot be reached ({reason}). Check the connection and try again."
        ),
        Code.HOST_BUSY: translate(
            "Errors", "{host} is busy. Try again later; what has come is kept."
        ),
        Code.CONNECTION_LOST: translate(
            "Errors",
            "The connection to {host} broke off ({reason}). What has come is kept; go on when "
            "you like.",
        ),
        Code.CONNECTION_NOT_TRUSTED: translate(
            "Errors",
            "{host} cannot show that it is what it says ({reason}). Nothing was downloaded.",
        ),
        Code.INSECURE_ADDRESS: translate(
            "Errors", "{host} is not asked, because only https addresses are safe."
        ),
        Code.INSECURE_REDIRECT: translate(
            "Errors",
            "The download was sent on to {host} without encryption and was stopped. This network "
            "may want you to sign in with a browser first.",
        ),
    }


def _engine_sentences() -> dict[Code, str]:
    return {
        Code.ENGINE_START_FAILED: translate("Errors", "The engine could not be started: {reason}."),
        Code.ENGINE_PROTOCOL: translate(
            "Errors",
            "The engine is of another version than the program (it speaks {theirs}, not {ours}). "
            "Install the program again.",
        ),
        Code.ENGINE_KILLED: translate(
            "Errors",
            "The engine was ended from outside the program. The text so far is kept, and the "
            "next request starts it again.",
        ),
        Code.ENGINE_OUT_OF_MEMORY: translate(
            "Errors",
            "There is not enough memory for this model. Close other programs or open a smaller "
            "model. The text so far is kept.",
        ),
        Code.ENGINE_CRASHED: translate(
            "Errors",
            "The engine stopped by itself ({reason}). The text so far is kept, and the next "
            "request starts it again.",
        ),
        Code.ENGINE_UNRESPONSIVE: translate(
            "Errors",
            "The engine did not answer for {seconds} seconds and was ended. The text so far is "
            "kept.",
        ),
        Code.CPU_UNSUPPORTED: translate(
            "Errors",
            "This computer's processor lacks instructions the engine was built for. A build for "
            "older processors is needed.",
        ),
        Code.DECODE_FAILED: translate(
            "Errors",
            "The engine could not go on with this text (status {status}). The text so far is kept.",
        ),
        Code.WIRE_BROKEN: translate(
            "Errors",
            "The engine gave an answer that cannot be read ({reason}). The text so far is kept, "
            "and the next request starts it again.",
        ),
    }


def _notice_sentences() -> dict[str, str]:
    return {
        "template_replaced": translate(
            "Notices",
            "This model's own chat format could not be used, so a standard one stands in. "
            "Answers may be weaker.",
        ),
        "turns_left_out": translate(
            "Notices",
            "The conversation is longer than this model can see at once. Its oldest prompts and "
            "answers ({count}) were left out this time; they stay on the page.",
        ),
        "language_unknown": translate(
            "Notices",
            "The text is in {language}. The file of this model names {known}, so its verdict may "
            "mean little; open a model that knows the language.",
        ),
        "segment_cut": translate(
            "Notices", "Sentence {number} is cut off: the model did not come to an end."
        ),
        "characters_replaced": translate(
            "Notices",
            "Your text had characters that are not text ({count}). They were left out; your "
            "own text is unchanged.",
        ),
    }


class _Readable(dict[str, str]):
    """Parameters as a person reads them; one that is missing leaves a mark and no error."""

    def __init__(self, params: Mapping[str, Any], sizes: Collection[str] = ()) -> None:
        super().__init__({name: _readable(name, value, sizes) for name, value in params.items()})

    def __missing__(self, name: str) -> str:
        return "?"


def _readable(name: str, value: Any, sizes: Collection[str]) -> str:
    if name in ("path", "kept", "missing"):
        return numbers.file_name(str(value))
    if name in sizes:
        return numbers.size(value)
    if isinstance(value, int | float):
        return numbers.whole(value)
    return str(value).rstrip(".")
