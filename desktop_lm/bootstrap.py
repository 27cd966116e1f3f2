"""Builds and wires the parts that need no Qt; the only place that does."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import psutil

from desktop_lm import paths
from desktop_lm.engine import template_renderer
from desktop_lm.engine.child_command import child_command
from desktop_lm.engine.client import EngineClient
from desktop_lm.jobs.events import Event
from desktop_lm.jobs.model_session import FileChecks, ModelSession
from desktop_lm.jobs.runner import JobRunner
from desktop_lm.messages import LoadOptions, ModelInfo
from desktop_lm.models import catalogue, starter, vet
from desktop_lm.models.catalogue import Catalogue
from desktop_lm.models.crash_record import CrashRecord
from desktop_lm.models.library.library import Library
from desktop_lm.tasks.chat_template import ChatFormat

ENGINE_LOG = "engine.log"
CRASHES = "engine-crashes.json"


def build_runner(*, scripted: bool = False, options: LoadOptions | None = None) -> JobRunner:
    """A runner on an engine process that starts with the first model.

    ``scripted`` runs the engine's scripted backend instead of llama.cpp, for tests; its model
    files are scripts and not vetted.
    """
    command = child_command("--scripted-engine" if scripted else "--engine")
    client = EngineClient(command, paths.log_dir() / ENGINE_LOG)
    chosen = options or LoadOptions(n_threads=default_threads())

    checks = FileChecks(
        vet=os.fspath if scripted else vet.vet,
        crashes=CrashRecord(paths.state_dir() / CRASHES),
        make_chat_format=make_chat_format,
    )

    def make_session(client: EngineClient, emit: Callable[[Event], None]) -> ModelSession:
        return ModelSession(client, chosen, checks, emit)

    return JobRunner(client, make_session)


def make_chat_format(info: ModelInfo) -> ChatFormat:
    """A model's chat format; its template is rendered in a process of its own."""
    return ChatFormat(
        info.chat_template, info.bos, info.eos, info.architecture, template_renderer.render
    )


def starter_model() -> str:
    """Path of the starter model, its hash checked once. Raises AppError."""
    return str(starter.starter_model(paths.state_dir()))


def read_catalogue() -> Catalogue:
    """The models that can be fetched; ``DESKTOP_LM_CATALOG`` names another list of them.

    Raises CATALOGUE_BROKEN.
    """
    own = os.environ.get("DESKTOP_LM_CATALOG")
    return catalogue.read_catalogue(Path(own) if own else paths.resource("catalog.json"))


def build_library() -> Library:
    """The models on this computer."""
    return Library(paths.models_dir(), paths.starter_model)


def default_threads() -> int:
    """The machine's physical cores: llama.cpp gains nothing from a core's second thread."""
    physical = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else physical
    return min(physical, allowed)
