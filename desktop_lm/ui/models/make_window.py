"""Makes the window of models on this machine's folders and memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_lm import bootstrap
from desktop_lm.errors import AppError
from desktop_lm.jobs.pool.estimates import HeaderEstimates
from desktop_lm.messages import LoadOptions
from desktop_lm.models.memory import machine
from desktop_lm.ui.models.memory.measurements import Measurements
from desktop_lm.ui.models.memory.plans import Planner, Room
from desktop_lm.ui.models.models_window import Files, Memory, ModelsWindow
from desktop_lm.ui.models.shrink.shrinking import Shrinking

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop_lm.models.catalogue import Catalogue
    from desktop_lm.storage.settings import Settings
    from desktop_lm.ui.look.theme import Theme
    from desktop_lm.ui.models.loaded_models import LoadedModels
    from desktop_lm.ui.models.settings_desk import SettingsDesk


def make_window(
    theme: Theme, settings: SettingsDesk, loaded: LoadedModels, parent: QWidget
) -> ModelsWindow:
    """The window, not shown yet."""

    def room(now: Settings) -> Room:
        held = loaded.private_bytes
        limit = now.memory_limit_bytes or machine.default_limit() + held
        return Room(limit, machine.free_bytes() + held)

    def beside() -> int:
        """What is loaded stays loaded while another model is measured."""
        limit = settings.now.memory_limit_bytes
        return machine.default_limit() if limit is None else limit - loaded.held_bytes

    base = LoadOptions(n_threads=bootstrap.default_threads())
    planner = Planner(HeaderEstimates(), base, room, bootstrap.start_engine)
    library = bootstrap.build_library()
    files = Files(
        library,
        bootstrap.build_downloader(),
        _catalogue(),
        bootstrap.models_elsewhere,
    )
    measurements = Measurements(bootstrap.memory_record(), bootstrap.start_engine, beside)
    total = machine.total_bytes()
    shrinking = Shrinking(library, bootstrap.start_engine, bootstrap.default_threads(), beside)
    memory = Memory(planner, settings, loaded, measurements, total, shrinking)
    return ModelsWindow(theme, files, memory, parent)


def _catalogue() -> Catalogue | AppError:
    try:
        return bootstrap.read_catalogue()
    except AppError as error:
        return error
