"""``python -m installers``: makes the installers of this system, or tries the Debian package.

``make package`` and ``make package-test`` call it where what is shipped is installed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from installers import checksums, freeze, parts, project, sbom
from installers.project import DIST, FROZEN, Failed


def main() -> int:
    """0 where all was made and is as it should be."""
    options = _arguments()
    try:
        return _COMMANDS[options.command](options)
    except Failed as error:
        print(f"installers: {error}", file=sys.stderr)
        return 1


def _test(options: argparse.Namespace) -> int:
    from installers import trial

    return trial.run(options.arguments)


def _processors(_options: argparse.Namespace) -> int:
    from installers import processors

    processors.try_all()
    return 0


def _speed(options: argparse.Namespace) -> int:
    from installers import processors

    folders = options.native, options.portable
    print(processors.compare(*folders, options.pairs, options.threads))
    return 0


def _start(options: argparse.Namespace) -> int:
    from installers import start

    print(start.compare(options.pairs))
    return 0


def _alike(options: argparse.Namespace) -> int:
    from installers import alike

    print(alike.compare(options.one, options.other))
    return 0


def _build(options: argparse.Namespace) -> int:
    makers = _makers(quick=options.quick)
    if unknown := set(options.only) - set(makers):
        here = ", ".join(makers)
        raise Failed(f"{', '.join(sorted(unknown))} cannot be made here; there are: {here}")
    if not options.kept or not FROZEN.is_dir():
        freeze.freeze()
        if project.system() == "windows":
            from installers import windows

            windows.sign_programs(FROZEN)
    print(parts.markdown(FROZEN))
    installed = parts.without_models(FROZEN)
    if installed > parts.INSTALLED_LIMIT:
        raise Failed(f"the program takes {installed} bytes without models")
    for name in options.only or list(makers):
        print(makers[name](FROZEN), flush=True)
    print(sbom.write(FROZEN))
    print(checksums.write(DIST))
    return 0


def _makers(*, quick: bool) -> dict[str, Callable[[Path], object]]:
    """What can be made on this system, by name."""
    if project.system() == "windows":
        from installers import windows

        return {"zip": windows.zip_folder, "setup": windows.setup}
    if project.system() == "macos":
        from installers import macos

        return {"dmg": macos.disk_image}
    from installers import appimage, deb, tarball

    made: dict[str, Callable[[Path], object]] = {
        "deb": lambda frozen: deb.check(deb.build(frozen, quick=quick)),
        "tar": lambda frozen: tarball.build(frozen, quick=quick),
    }
    if runtime := appimage.runtime():
        made["appimage"] = lambda frozen: appimage.build(frozen, runtime)
    return made


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="installers", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="freeze the program and pack it")
    build.add_argument("only", nargs="*", help="deb, tar, appimage, zip, setup or dmg")
    build.add_argument("--quick", action="store_true", help="pack fast and large, to try things")
    build.add_argument("--kept", action="store_true", help="take the program frozen before")
    test = commands.add_parser("test", help="try the Debian package in a root of its own")
    test.add_argument("arguments", nargs=argparse.REMAINDER)
    commands.add_parser("processors", help="try the engine on processors that are emulated")
    speed = commands.add_parser("speed", help="compare two folders of the engine's libraries")
    speed.add_argument("native", type=Path)
    speed.add_argument("portable", type=Path)
    speed.add_argument("--pairs", type=int, default=9)
    speed.add_argument("--threads", type=int, default=1)
    alike = commands.add_parser("alike", help="compare what two builds made, byte by byte")
    alike.add_argument("one", type=Path)
    alike.add_argument("other", type=Path)
    start = commands.add_parser("start", help="time the frozen program's start beside its source's")
    start.add_argument("--pairs", type=int, default=7)
    return parser.parse_args()


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "build": _build,
    "test": _test,
    "processors": _processors,
    "speed": _speed,
    "start": _start,
    "alike": _alike,
}

if __name__ == "__main__":
    sys.exit(main())
