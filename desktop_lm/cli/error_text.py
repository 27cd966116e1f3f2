"""A sentence for each error code and notice, in English: the command line's own table."""

from __future__ import annotations

import copy

from desktop_lm.cli.grammar_words import problem_words
from desktop_lm.cli.units import size
from desktop_lm.errors import AppError, Code
from desktop_lm.tasks.task import Notice

_SENTENCES: dict[Code, str] = {
    Code.EMPTY_TEXT: "the text is empty.",
    Code.PROMPT_TOO_LONG: "the text has {tokens} tokens, and this model's context holds {context}.",
    Code.GRAMMAR_INVALID: "the grammar is wrong in line {line}, column {column}: {problem}.",
    Code.GRAMMAR_REFUSED: "the engine cannot work with the grammar; make it simpler.",
    Code.SCHEMA_NOT_JSON: "the schema is no JSON: look at line {line}, column {column}.",
    Code.SCHEMA_INVALID: "the schema cannot be used because of {place}: {problem}.",
    Code.GRAMMAR_MISSED: "the grammar does not allow the answer's beginning.",
    Code.TOKENS_FOREIGN: "the token ids are of another model; name that one with --model.",
    Code.NO_SUCH_TEMPLATE: "there is no template {name}; see generate --list-templates.",
    Code.TEMPLATE_FIELD_UNKNOWN: "the template has no field {name}; it has {fields}.",
    Code.TEMPLATE_FIELD_MISSING: "the template needs --set {name}=...; its fields are {fields}.",
    Code.MESSAGE_TOO_LARGE: "the text takes {bytes} bytes, and at most {limit} go through at once.",
    Code.SAME_LANGUAGE: "both languages are {language}.",
    Code.PAIR_NOT_KNOWN: "this model does not translate from {source} to {target}.",
    Code.NO_MODEL: "no model is open; name one with --model.",
    Code.FILE_MISSING: "there is no file {path}.",
    Code.FILE_UNREADABLE: "{path} cannot be read: {reason}.",
    Code.FILE_EMPTY: "{path} is empty.",
    Code.NOT_GGUF: "{path} is not a GGUF file.",
    Code.SET_ASIDE: "{path} came with another content than it should have, and is never loaded; "
    "download it again.",
    Code.GGUF_VERSION: "{path} is a GGUF file of version {version}, which is not known here.",
    Code.FILE_TRUNCATED: "{path} is cut short: {actual} of at least {expected} bytes are there.",
    Code.HEADER_ABSURD: "{path} is not to be trusted: its {what} is {value}, the limit {limit}.",
    Code.HEADER_BROKEN: "{path} is damaged: its {what} cannot be read.",
    Code.ARCHITECTURE_UNSUPPORTED: '{path} is a "{architecture}" model, which cannot run here.',
    Code.NOT_A_TEXT_MODEL: "{path} writes no text; it is a companion file of a model ({kind}).",
    Code.TENSOR_TYPE_UNSUPPORTED: "{path} holds a tensor of an unknown type ({tensor}: {type}).",
    Code.SPLIT_FILE: "{path} is part {part} of {parts}; name the first part instead.",
    Code.SPLIT_PART_MISSING: "{path} is the first part of a model, and its part {missing} is "
    "missing; put all parts into one folder.",
    Code.MODEL_KILLED_ENGINE: "{path} has brought the engine down {times} times in a row; "
    "open it in the window to try again.",
    Code.MODEL_TOO_LARGE: "{path} needs {needed} of memory, and {limit} may be used.",
    Code.CONTEXT_TOO_LARGE: "{path} needs {needed} of memory with a context of {context} "
    "tokens, and {limit} may be used; {fitting} tokens and a cache of type {cache_type} would fit.",
    Code.COPIES_TOO_LARGE: "{path} needs {needed} of memory with a context of {context} "
    "tokens, and {limit} may be used; without the copies for speed (lean) {fitting} tokens and a "
    "cache of type {cache_type} would fit.",
    Code.MODEL_FILE_CHANGED: "the model file changed while it was in use.",
    Code.MODEL_NOT_LOADED: "{path} could not be loaded.",
    Code.LOAD_FAILED: "{path} cannot be loaded: {reason}.",
    Code.CACHE_TYPE_REFUSED: "{path} cannot keep its cache as {cache_type}; use f16.",
    Code.FILE_CHANGED: "{path} has changed since it was added; verify it or add it again.",
    Code.STARTER_MISSING: "the starter model is not installed; name another with --model.",
    Code.STARTER_DAMAGED: "the starter model's file {path} is damaged; install it again.",
    Code.TRANSLATOR_MISSING: "the built-in translator is missing, so the starter model translates; "
    "install the program again to have it back.",
    Code.TRANSLATOR_DAMAGED: "the built-in translator is damaged, so the starter model translates; "
    "install the program again to have it back.",
    Code.DOCUMENT_IS_FOLDER: "{path} is a folder; name the files in it.",
    Code.DOCUMENT_KIND_UNKNOWN: "{path} is not a text that can be read here; these can: txt, md, "
    "docx, odt, pdf, csv, html.",
    Code.DOCUMENT_NOT_TEXT: "{path} holds no text but something else, such as a picture or a "
    "program.",
    Code.DOCUMENT_TOO_LARGE: "{path} takes {actual}, and at most {limit} can be read.",
    Code.DOCUMENT_TOO_LONG: "{path} has more than {limit} characters; read it in parts.",
    Code.DOCUMENT_DAMAGED: "{path} is damaged and cannot be read: {reason}.",
    Code.DOCUMENT_ENCRYPTED: "{path} is locked with a password; save it without one first.",
    Code.DOCUMENT_EMPTY: "{path} has no text in it.",
    Code.DOCUMENT_PICTURES: "{path} has no text in it; if it was scanned, it is a picture of text.",
    Code.DOCUMENT_UNSAFE: "{path} is built to do harm and was not read: {reason}.",
    Code.DOCUMENT_TOO_SLOW: "{path} was not read to its end within {seconds} seconds.",
    Code.DOCUMENT_READER_ENDED: "{path} brought down what read it; it may be damaged.",
    Code.DOCUMENT_CHANGED: "{path} has changed since its translation was begun; put the former "
    "file back, or start again with --overwrite (the memory has what stayed the same).",
    Code.TARGET_SUFFIX: "{path} would be a {suffix} file; give it that ending.",
    Code.KIND_NOT_TRANSLATED: "{path} cannot be translated as a file; these kinds can: {kinds}.",
    Code.NOTHING_TO_TRANSLATE: "nothing in {path} is left to translate, or looks like text; see "
    "--columns, --paths and --redo.",
    Code.BILINGUAL_NOT_POSSIBLE: "a {kind} file has one place for each text, so original and "
    "translation cannot both stand in it.",
    Code.NOT_IN_LIBRARY: "the library has no model {name}; see desktop-lm models list.",
    Code.NAME_NOT_UNIQUE: "{count} models are called {name}; give the path of one.",
    Code.NOT_OURS_TO_DELETE: "{path} was put into the models folder by somebody else and is not "
    "deleted; delete it by hand.",
    Code.SHIPPED_STAYS: "{path} comes with the program and goes with it.",
    Code.DELETE_FAILED: "{path} cannot be deleted: {reason}.",
    Code.CONTENT_CHANGED: "the content of {path} is not what it was or should be; do not use it, "
    "fetch or add it again.",
    Code.NOT_IN_CATALOGUE: "the catalogue has no model {id}; "
    "see desktop-lm models list --catalogue.",
    Code.CATALOGUE_BROKEN: "the catalogue {path} cannot be read: {reason}.",
    Code.LIBRARY_NEWER: "{path} was written by a newer version of this program (form {version}) "
    "and stays as it is; change the list of models with that version.",
    Code.FOLDER_UNWRITABLE: "nothing can be kept in the folder {path}: {reason}.",
    Code.TABLE_KIND_UNKNOWN: "{path} is no table that can be read here; known are {kinds}.",
    Code.TABLE_EMPTY: "{path} has no rows.",
    Code.TABLE_NOT_TEXT: "{path} is no text, whatever its name says.",
    Code.TABLE_ENCODING: "{path} cannot be read in the encoding {encoding}.",
    Code.TABLE_BROKEN: "{path} cannot be read as the table it says it is: {reason}.",
    Code.TABLE_LOCKED: "{path} is protected by a password; save it without one first.",
    Code.TABLE_OLD_EXCEL: "{path} is in the format of Excel 97; save it as xlsx first.",
    Code.TABLE_CHANGED: "{path} has changed since it was read; start again without --resume, "
    "or put the former file back.",
    Code.SHEET_MISSING: 'there is no sheet "{sheet}"; there are: {sheets}.',
    Code.COLUMN_MISSING: 'there is no column "{column}"; there are: {columns}.',
    Code.RUN_UNFINISHED: "{path} holds a run that is not finished; --resume goes on with it, "
    "--overwrite starts again.",
    Code.RUN_DIFFERENT: "{path} was begun with another {what}; start again with --overwrite, or "
    "name what it was begun with.",
    Code.RUN_OF_ANOTHER: "{path} holds a run over {source} that is not finished; name another "
    "--out, or finish that one first.",
    Code.RUN_CLASSIFIER_MISSING: "{path} was begun with the program's own classifier, of which a "
    "file is missing or damaged now; install the program again, or judge all without it with "
    "--overwrite.",
    Code.RUN_DAMAGED: "{path} is damaged ({reason}); delete it and start again.",
    Code.RUN_IN_USE: "{path} is being written by another run of this program.",
    Code.TARGET_IS_SOURCE: "{path} is the file that is read; give the results another name.",
    Code.TEACH_ROWS: "labelled rows: {rows}; it takes {least} to {most}.",
    Code.TEACH_LABELS: "different labels in the rows: {labels}; it takes {least} to {most}.",
    Code.TEACH_LABEL_RARE: 'rows with the label "{label}": {rows}; it takes {least}.',
    Code.TEACH_LABEL_LONG: 'the label "{label}" is longer than {most} characters.',
    Code.TEACH_LABEL_TAKEN: 'the label "{label}" has a meaning of its own in results; use another.',
    Code.PROFILE_NAME: 'a profile cannot be called "{name}"; use letters, digits, spaces, - and _.',
    Code.PROFILE_MISSING: 'there is no profile "{name}"; there are: {names}.',
    Code.PROFILE_EXISTS: 'there is a profile "{name}" already; choose another name or --force.',
    Code.PROFILE_DAMAGED: 'the profile "{name}" cannot be used ({reason}); teach it again.',
    Code.PROFILE_OTHER_MODEL: 'the profile "{name}" was taught with {model} and fits no other '
    "model; choose that one with --model, or teach it again.",
    Code.ADAPTER_MISSING: "the adapter that the profile reads through is missing or damaged; "
    "install the program again.",
    Code.DISK_FULL: "the disk is full: {path} needs {needed} and {free} are free.",
    Code.WRITE_FAILED: "{path} cannot be written: {reason}.",
    Code.TARGET_EXISTS: "{path} exists already; choose another name or --overwrite it.",
    Code.TARGET_BUSY: "{path} is being made by another run of this program.",
    Code.ALREADY_QUANTISED: "{path} is quantised already ({quantisation}); from the original the "
    "result would be better. To go on all the same, add --requantize.",
    Code.NOT_SMALLER: "as {quantisation} {path} would take {after} and not become smaller "
    "than its {before}; to go on all the same, add --larger.",
    Code.QUANTISE_FAILED: "{path} could not be quantised: {reason}.",
    Code.NO_IMPORTANCE: "{path} is no importance matrix as llama.cpp's imatrix tool writes it.",
    Code.LICENCE_NOT_ACCEPTED: "the licence of {id} has limits; to agree to it, add --yes.",
    Code.DOWNLOADING_ELSEWHERE: "{path} is being downloaded or made already, here or "
    "in the window.",
    Code.OTHER_FILE_THERE: "there is another file at {path}; move it away first.",
    Code.HASH_MISMATCH: "what came for {path} is not the file it should be; it is kept as {kept} "
    "and never loaded, download it again.",
    Code.SIGN_IN_PAGE: "{host} answered with a web page: this network may want you to sign in "
    "with a browser first.",
    Code.WRONG_SIZE: "{host} has {file} with {actual} bytes, and it should have {expected}.",
    Code.NOT_AT_HOST: "{host} does not give out {file} (status {status}).",
    Code.HOST_UNREACHABLE: "{host} cannot be reached ({reason}); check the connection.",
    Code.HOST_BUSY: "{host} is busy and asks to come back later (in {seconds} s); "
    "what has come is kept.",
    Code.CONNECTION_LOST: "the connection to {host} broke off ({reason}); what has come is kept, "
    "the same command goes on with it.",
    Code.CONNECTION_NOT_TRUSTED: "{host} cannot show that it is {host} ({reason}); "
    "nothing was downloaded.",
    Code.INSECURE_ADDRESS: "{host} is not asked, because only https addresses are safe.",
    Code.INSECURE_REDIRECT: "the download was sent on to {host} without encryption and was "
    "stopped; this network may want you to sign in first.",
    Code.ENGINE_START_FAILED: "the engine could not be started: {reason}.",
    Code.ENGINE_PROTOCOL: "the engine is of version {theirs}, this program of {ours}: it was "
    "updated while it ran; start it again.",
    Code.ENGINE_KILLED: "the engine was ended from outside.",
    Code.ENGINE_OUT_OF_MEMORY: "there is not enough memory for this model.",
    Code.ENGINE_CRASHED: "the engine stopped by itself: {reason}.",
    Code.ENGINE_UNRESPONSIVE: "the engine did not answer for {seconds} seconds and was ended.",
    Code.HISTORY_NEWER: "{path} was written by a newer version of this program (form {version}).",
    Code.HISTORY_LOCKED: "{path} is in use by another program; try again when that is done.",
    Code.HISTORY_DAMAGED: "{path} is damaged: {reason}.",
    Code.HISTORY_PUT_ASIDE: "the history was damaged; it is kept as {path}, and what can still be "
    "read is in a new one.",
    Code.HISTORY_UNWRITABLE: "the history cannot be written to {path}: {reason}.",
    Code.NOT_A_RECEIPT: "{path} is no receipt of this program ({reason}).",
    Code.NO_CONVERSATIONS: "{path} holds no conversations of ChatGPT, Claude, GPT4All, LM Studio "
    "or Jan.",
    Code.PDF_IN_WINDOW: "PDF is made in the window: open the conversation there and choose Export "
    "in the History menu.",
    Code.NOT_IN_HISTORY: "the history has no {number}; see `desktop-lm history list`.",
    Code.TRANSLATIONS_NEWER: "the translation memory {path} was written by a newer version of this "
    "program (form {version}).",
    Code.TRANSLATIONS_LOCKED: "the translation memory {path} is in use by another program; try "
    "again when that is done.",
    Code.TRANSLATIONS_DAMAGED: "the translation memory {path} is damaged: {reason}.",
    Code.TRANSLATIONS_PUT_ASIDE: "the translation memory was damaged; it is kept as {path}, a new "
    "one was begun.",
    Code.TRANSLATIONS_UNWRITABLE: "the translation memory cannot be written to {path}: {reason}.",
    Code.TMX_BROKEN: "{path} is no TMX file, or damaged: line {line}, {reason}.",
    Code.TMX_UNSAFE: "{path} was not read: line {line} brings in an entity, which no translation "
    "memory needs.",
    Code.GLOSSARY_NAME: 'a glossary cannot be called "{name}"; use letters, digits, spaces, - and '
    "_.",
    Code.GLOSSARY_EXISTS: 'there is a glossary "{name}" already; choose another --name or --force.',
    Code.GLOSSARY_MISSING: 'there is no glossary "{name}"; there are: {names}.',
    Code.GLOSSARY_DAMAGED: 'the glossary "{name}" cannot be used: {reason}.',
    Code.GLOSSARY_LARGE: "{path} has more than {most} terms; keep those that matter.",
    Code.LANGUAGE_UNCLEAR: "it is not clear which language the text is in; say it with --from.",
    Code.CPU_UNSUPPORTED: "this processor lacks instructions the engine was built for.",
    Code.DECODE_FAILED: "the engine could not go on with this text (status {status}).",
    Code.WIRE_BROKEN: "the engine gave an answer that cannot be read: {reason}.",
    Code.INTERNAL: "something went wrong inside the program: {reason}.",
}

# Parameters that count bytes and are told roughly.
_SIZES: dict[Code, tuple[str, ...]] = {
    Code.DOCUMENT_TOO_LARGE: ("actual", "limit"),
    Code.DISK_FULL: ("needed", "free"),
    Code.NOT_SMALLER: ("before", "after"),
    Code.MODEL_TOO_LARGE: ("needed", "limit"),
    Code.CONTEXT_TOO_LARGE: ("needed", "limit"),
    Code.COPIES_TOO_LARGE: ("needed", "limit"),
}

_NOTICES: dict[str, str] = {
    "characters_replaced": "characters that are no text were replaced: {count}.",
    "language_unknown": "a text is in {language}; the model's file names {known}, so the verdict "
    "may mean little.",
    "segment_cut": "sentence {number} is cut off: the model did not come to an end.",
    "turns_left_out": "the oldest part of the conversation did not fit and was left out: {count}.",
    "template_replaced": "a standard chat format is used, because {reason}.",
}

# Why a model's own template was not used: ChatFormat.fallback_reason.
_TEMPLATE_REASONS: dict[str, str] = {
    "no_template": "the model has none of its own",
    "changed": "the model's own changes or loses the texts it is given",
    "syntax": "the model's own cannot be read",
    "raised": "the model's own refuses these messages",
    "error": "the model's own failed",
    "unsafe": "the model's own does what no template may",
    "cpu": "the model's own does not come to an end",
    "time": "the model's own took too long",
    "memory": "the model's own wants too much memory",
    "output": "the model's own writes without end",
    "crash": "the model's own brought its process down",
    "start": "the process that reads the model's own could not be started",
}


def error_text(error: AppError) -> str:
    """What went wrong, as one sentence."""
    params = copy.copy(error.params)
    for name in _SIZES.get(error.code, ()):
        if isinstance(count := params.get(name), int | float):
            params[name] = size(round(count))
    if problem := params.get("problem"):
        params["problem"] = problem_words(problem, params["name"])
    return _SENTENCES[error.code].format_map(params)


def notice_text(notice: Notice) -> str:
    """What there is to know though nothing failed."""
    params = dict(notice.params)
    if notice.code == "template_replaced":
        params["reason"] = _TEMPLATE_REASONS[str(params["reason"])]
    return _NOTICES[notice.code].format_map(params)
