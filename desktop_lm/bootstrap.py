"""Builds and wires the parts that need no Qt; the only place that does."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from desktop_lm import paths
from desktop_lm.child_command import child_command, child_environment
from desktop_lm.engine.client import EngineClient
from desktop_lm.engine.template_renderer import TemplateRenderer
from desktop_lm.engine.worker import Worker
from desktop_lm.jobs.background import Stop
from desktop_lm.jobs.job_loop import MachineMemory, Setup
from desktop_lm.jobs.model_files.file_checks import FileChecks
from desktop_lm.jobs.model_files.private_engine import PrivateEngine
from desktop_lm.jobs.model_owners import EVERYDAY_TRANSLATION, TRANSLATION
from desktop_lm.jobs.pool.estimates import HeaderEstimates
from desktop_lm.jobs.pool.load_planner import LoadPlanner
from desktop_lm.jobs.pool.memory_pressure import memory_pressure
from desktop_lm.jobs.pool.pressure_trigger import stall_trigger
from desktop_lm.jobs.pool.pressure_watch import PressureSigns
from desktop_lm.jobs.runner import JobRunner
from desktop_lm.jobs.stop_flag import StopFlag
from desktop_lm.messages import LoadOptions, ModelInfo
from desktop_lm.models import starter, translator, vet
from desktop_lm.models.crash_record import CrashRecord
from desktop_lm.storage import settings as settings_file
from desktop_lm.storage.memory_record import MemoryRecord
from desktop_lm.storage.settings import Settings
from desktop_lm.tasks.chat.template import ChatFormat

if TYPE_CHECKING:  # what the start need not wait for
    from desktop_lm.documents.reading import DocumentReader
    from desktop_lm.jobs.sentiment.profiles import Profiles
    from desktop_lm.models.catalogue import Catalogue
    from desktop_lm.models.download.downloader import Downloader
    from desktop_lm.models.library.elsewhere import Offer
    from desktop_lm.models.library.library import Library
    from desktop_lm.models.library.shipped import Shipped
    from desktop_lm.storage.translations.glossaries import Glossaries
    from desktop_lm.tasks.prompt.templates import Template
    from desktop_lm.tasks.sentiment.head import Head, Heads

ENGINE_LOG = "engine.log"
CRASHES = "engine-crashes.json"
SETTINGS = "settings.json"
MEMORY = "memory-comparisons.json"
HASHES = "model-hashes.json"
SAVED_STATES_BYTES = 512 << 20


def build_runner(
    *,
    scripted: bool = False,
    options: LoadOptions | None = None,
    settings: Settings | None = None,
    memory: MachineMemory | None = None,
    brought: Mapping[str, str] | None = None,
) -> JobRunner:
    """A runner whose engine processes start with the models.

    ``options`` are used for every load, whatever the settings say. ``settings`` are the user's
    where None is given, ``memory`` is this machine's, and ``brought`` are the models that the
    program brings, by the purposes they are for. ``scripted`` runs the engine's scripted
    backend instead of llama.cpp, for tests; its model files are scripts and not vetted, and
    nothing is known of memory but what ``memory`` says.
    """
    worker, stop = Worker(), StopFlag()
    saved = str(paths.saved_states_dir()), str(SAVED_STATES_BYTES)
    command = child_command("--scripted-engine") if scripted else child_command("--engine", *saved)
    log = paths.log_dir() / ENGINE_LOG
    if settings is None:
        settings = settings_file.read(settings_path())
    if memory is None:
        memory = MachineMemory() if scripted else machine_memory()
    setup = Setup(
        make_engine=lambda listener: EngineClient(worker, command, log, listener),
        checks=FileChecks(
            vet=os.fspath if scripted else vetted,
            crashes=CrashRecord(paths.state_dir() / CRASHES),
            make_chat_format=partial(make_chat_format, stopped=stop.is_set),
            heads=sentiment_heads,
            languages=frozenset if scripted else model_languages,
        ),
        planner=LoadPlanner(
            LoadOptions(n_threads=default_threads()), settings, memory.estimates, fixed=options
        ),
        stop=stop,
        memory=memory,
        brought=_brought(scripted=scripted) if brought is None else brought,
    )
    runner = JobRunner(worker, setup)
    runner.apply(settings)
    return runner


def _brought(*, scripted: bool) -> dict[str, str]:
    known = None if scripted else translator.built_in_translator()
    return {EVERYDAY_TRANSLATION: str(known.path)} if known else {}


def vetted(path: str) -> object:
    """The header of a model file that may be loaded. Raises AppError, for the built-in translator
    also where it is not the file that came with the program."""
    known = translator.built_in_translator()
    if known and path == str(known.path):
        known.check()
    return vet.vet(path)


def translation_owner(source: str, target: str) -> str:
    """Whose model translates in this direction: see :mod:`desktop_lm.jobs.model_owners`."""
    known = translator.built_in_translator()
    return EVERYDAY_TRANSLATION if known and known.knows(source, target) else TRANSLATION


def translation_model(source: str, target: str) -> str:
    """The file that translates in this direction where nobody named one: the built-in translator
    if it knows it, else the starter model. Raises AppError for the starter."""
    known = translator.built_in_translator()
    return str(known.path) if known and known.knows(source, target) else starter_model()


def machine_memory() -> MachineMemory:
    """What is known of this machine's memory and of what models take of it."""
    signs = PressureSigns(memory_pressure(), make_trigger=stall_trigger)
    return MachineMemory(HeaderEstimates(), signs)


def memory_record() -> MemoryRecord:
    """What models were predicted to take and what they took."""
    return MemoryRecord(paths.state_dir() / MEMORY)


def settings_path() -> Path:
    """The file of the user's settings."""
    return paths.config_dir() / SETTINGS


def make_chat_format(info: ModelInfo, stopped: Callable[[], bool] = bool) -> ChatFormat:
    """A model's chat format; its template is rendered in a process of its own, which ends when
    ``stopped`` says so."""
    render = TemplateRenderer(stopped)
    return ChatFormat(info.chat_template, info.bos, info.eos, info.architecture, render)


def model_languages(path: str) -> frozenset[str]:
    """The languages that a model's file says it knows, as ISO 639 codes."""
    from desktop_lm.models.gguf import read_header
    from desktop_lm.models.gguf_metadata import Array

    named = read_header(path).metadata.get("general.languages")
    items = (named.items or ()) if isinstance(named, Array) else ()
    return frozenset(item for item in items if isinstance(item, str))


def sentiment_heads(path: str) -> Heads | None:
    """The classifiers that the program brings for the model file at ``path``."""
    from desktop_lm.jobs.sentiment.heads import heads_for

    return heads_for(path, paths.sentiment_heads(), model_sha256)


def model_sha256(path: str) -> str:
    """The hash of a model file, computed once; "" where it cannot be read."""
    from desktop_lm.engine.model_hash import ModelHashes

    hashes = ModelHashes(paths.state_dir() / HASHES)
    return hashes.known([path]) or "".join(hashes.compute([path]))


def profiles() -> Profiles:
    """What the user taught."""
    from desktop_lm.jobs.sentiment.profiles import Profiles

    return Profiles(paths.profiles_dir())


def glossaries() -> Glossaries:
    """The user's glossaries."""
    from desktop_lm.storage.translations.glossaries import Glossaries

    return Glossaries(paths.glossaries_dir())


def profile_head(name: str, model: str) -> Head:
    """The classifier of a profile, for the model file ``model``. Raises AppError where there is
    none of that name, or it was taught with another model."""
    return profiles().head(name, model_sha256(model))


def starter_model() -> str:
    """Path of the starter model, its hash checked once. Raises AppError."""
    return str(starter.starter_model(paths.state_dir()))


def read_catalogue() -> Catalogue:
    """The models that can be fetched; ``DESKTOP_LM_CATALOG`` names another list of them.

    Raises CATALOGUE_BROKEN.
    """
    from desktop_lm.models import catalogue

    own = os.environ.get("DESKTOP_LM_CATALOG")
    return catalogue.read_catalogue(Path(own) if own else paths.resource("catalog.json"))


def read_templates() -> tuple[Template, ...]:
    """The templates of prompts: the program's in their order, then the user's by name."""
    from desktop_lm.storage import own_templates
    from desktop_lm.tasks.prompt import templates

    files = paths.resource("templates").glob("*.json")
    shipped = [templates.from_file(file.read_bytes(), file.stem) for file in files]
    own = own_templates.read(paths.templates_file())
    return (
        *sorted(shipped, key=lambda template: template.order),
        *(templates.own_template(name, own[name]) for name in sorted(own, key=str.casefold)),
    )


def build_downloader() -> Downloader:
    """Downloads into the library's folder, from where the environment says."""
    from desktop_lm.models.download import remote
    from desktop_lm.models.download.downloader import Downloader

    return Downloader(paths.models_dir(), remote.endpoints(os.environ))


def models_elsewhere() -> tuple[Offer, ...]:
    """Models of other programs on this computer."""
    from desktop_lm.models.library import elsewhere

    return elsewhere.offers(Path.home(), os.environ)


def build_library() -> Library:
    """The models on this computer."""
    from desktop_lm.models.library.library import Library

    return Library(paths.models_dir(), shipped_models)


def shipped_models() -> list[Shipped]:
    """The model files that came with the program, there or not."""
    from desktop_lm.models.library.entry import Source
    from desktop_lm.models.library.shipped import Shipped

    files = []
    if found := paths.starter_model():
        files.append(Shipped(found, Source.STARTER, starter.SIZE, starter.SHA256))
    if known := translator.built_in_translator():
        name = "Built-in translator"
        files.append(Shipped(known.path, Source.BUILT_IN, known.bytes, known.sha256, name))
    return files


def document_reader() -> DocumentReader:
    """Reads documents in processes of their own."""
    from desktop_lm.documents.reading import DocumentReader

    return DocumentReader(child_command("--read-document"), child_environment)


def start_engine(stop: Stop) -> PrivateEngine:
    """An engine process for one piece of work beside the tabs'. Raises AppError, Stopped."""
    return PrivateEngine(child_command("--engine"), paths.log_dir() / ENGINE_LOG, stop)


def default_threads() -> int:
    """The machine's physical cores: llama.cpp gains nothing from a core's second thread."""
    physical = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else physical
    return min(physical, allowed)
