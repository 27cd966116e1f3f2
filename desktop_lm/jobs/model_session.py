"""Which model is open, and the way from a file to a loaded model. Worker thread only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop_lm.engine.client import EngineClient
from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.events import ModelChanged, ModelState
from desktop_lm.messages import Load, Loaded, LoadOptions, LoadProgress, ModelInfo, Reply
from desktop_lm.models.crash_record import CRASHES_BEFORE_ASKING, CrashRecord
from desktop_lm.tasks.chat_template import ChatFormat
from desktop_lm.tasks.task import LoadedModel

Vet = Callable[[str], object]
MakeChatFormat = Callable[[ModelInfo], ChatFormat]
Emit = Callable[[ModelChanged], None]

_NOT_THE_FILE = (Code.ENGINE_KILLED, Code.CPU_UNSUPPORTED)
LOAD_REQUEST = 0  # requests of jobs are numbered from 1


@dataclass(frozen=True, slots=True)
class FileChecks:
    """What is asked of a model file: ``vet`` raises AppError for one that must not be loaded,
    ``crashes`` remembers those that killed the engine, ``make_chat_format`` reads its template."""

    vet: Vet
    crashes: CrashRecord
    make_chat_format: MakeChatFormat


class ModelSession:
    """One model at a time; each gets an engine process of its own.

    A file is vetted in this process before an engine sees it. Where a new file cannot be loaded,
    the one before comes back.
    """

    def __init__(
        self, client: EngineClient, options: LoadOptions, checks: FileChecks, emit: Emit
    ) -> None:
        self._client = client
        self._options = options
        self._checks = checks
        self._emit = emit
        self._path = ""
        self._anyway = False  # the user wants this file though it has killed the engine
        self._engine_is_up = False
        self._last_good = ""
        self.state = ModelState.NONE
        self.model: LoadedModel | None = None

    @property
    def has_path(self) -> bool:
        """Whether there is a file to load."""
        return bool(self._path)

    def check(self, path: str, *, anyway: bool) -> None:
        """Raise AppError where the file may not be loaded; nothing changes."""
        if not _is_unicode(path):  # a name in another encoding cannot travel to the engine
            raise AppError(Code.FILE_UNREADABLE, path=ascii(path), reason="its name is no Unicode")
        self._checks.vet(path)
        times = self._checks.crashes.count(path)
        if times >= CRASHES_BEFORE_ASKING and not anyway:
            raise AppError(Code.MODEL_KILLED_ENGINE, path=path, times=times)

    def refuse(self, path: str, error: AppError) -> None:
        """Tell that ``path`` was refused, and what holds instead."""
        self._emit(ModelChanged(ModelState.FAILED, path, error=error))
        if self.state is not ModelState.NONE or self._path:
            self._tell()
        else:
            self.state = ModelState.FAILED

    def reload(self) -> None:
        """Load the present file again, if it may still be loaded. Raises AppError."""
        self.check(self._path, anyway=self._anyway)
        self.load(self._path, anyway=self._anyway)

    def load(self, path: str, *, anyway: bool = False) -> None:
        """Start an engine and load ``path``, which was checked. Raises AppError."""
        self._path, self._anyway = path, anyway
        self._engine_is_up = False
        self.model = None
        self._client.start_process()
        self._client.send(Load(LOAD_REQUEST, self._path, self._options))
        self.state = ModelState.LOADING
        self._tell()

    def engine_is_up(self) -> None:
        """The process said hello: what happens to it now may be the file's doing."""
        self._engine_is_up = True

    def on_reply(self, reply: Reply) -> None:
        """A reply to the load request."""
        if isinstance(reply, LoadProgress):
            self._emit(ModelChanged(ModelState.LOADING, self._path, fraction=reply.fraction))
        elif isinstance(reply, Loaded):
            self.model = LoadedModel(reply.model, self._checks.make_chat_format(reply.model))
            self._last_good = self._path
            self.state = ModelState.READY
            self._tell()

    def failed(self, error: AppError) -> bool:
        """The load came to nothing. True where the model before is being loaded again."""
        self._client.stop_process()
        failed_path, self.model = self._path, None
        self.state = ModelState.FAILED
        self._emit(ModelChanged(ModelState.FAILED, failed_path, error=error))
        if not self._last_good or self._last_good == failed_path:
            return False
        try:
            self.check(self._last_good, anyway=False)
            self.load(self._last_good)
        except AppError as also:
            self._emit(ModelChanged(ModelState.FAILED, self._last_good, error=also))
            self.state = ModelState.FAILED
            return False
        return True

    def worked(self) -> None:
        """A job came to its end on this model."""
        self._checks.crashes.clear(self._path)

    def engine_ended(self, error: AppError) -> None:
        """The process died; the next job starts another. Its death is held against the file,
        unless somebody ended it from outside or it could not have worked with any."""
        if self._engine_is_up and error.code not in _NOT_THE_FILE:
            self._checks.crashes.add(self._path)
        self.lost(error)

    def lost(self, error: AppError | None = None) -> None:
        """The process is gone, the file stays chosen."""
        self.model = None
        self.state = ModelState.NONE
        self._emit(ModelChanged(ModelState.NONE, self._path, error=error))

    def _tell(self) -> None:
        info = self.model.info if self.model else None
        self._emit(ModelChanged(self.state, self._path, info=info))


def _is_unicode(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
