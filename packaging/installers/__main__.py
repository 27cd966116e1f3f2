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
        if options.command == "test":
            from installers import trial

            return trial.run(options.arguments)
        if options.command == "processors":
            from installers import processors

            processors.try_all()
            return 0
        if options.command == "speed":
            from installers import processors

            print(f"{processors.compare(options.native, options.portable, options.pairs):.3f}")
            return 0
        return _build(options.only, quick=options.quick, again=not options.kept)
    except Failed as error:
        print(f"installers: {error}", file=sys.stderr)
        return 1


def _build(only: list[str], *, quick: bool, again: bool) -> int:
    makers = _makers(quick=quick)
    if again or not FROZEN.is_dir():
        freeze.freeze()
    print(parts.markdown(FROZEN))
    installed = parts.without_models(FROZEN)
    if installed > parts.INSTALLED_LIMIT:
        raise Failed(f"the program takes {installed} bytes without models")
    for name in only or list(makers):
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
    from installers import deb, tarball

    return {
        "deb": lambda frozen: deb.check(deb.build(frozen, quick=quick)),
        "tar": lambda frozen: tarball.build(frozen, quick=quick),
    }


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="installers", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="freeze the program and pack it")
    build.add_argument("only", nargs="*", help="deb, tar, zip, setup or dmg; all by default")
    build.add_argument("--quick", action="store_true", help="pack fast and large, to try things")
    build.add_argument("--kept", action="store_true", help="take the program frozen before")
    test = commands.add_parser("test", help="try the Debian package in a root of its own")
    test.add_argument("arguments", nargs=argparse.REMAINDER)
    commands.add_parser("processors", help="try the engine on processors that are emulated")
    speed = commands.add_parser("speed", help="compare two folders of the engine's libraries")
    speed.add_argument("native", type=Path)
    speed.add_argument("portable", type=Path)
    speed.add_argument("--pairs", type=int, default=5)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
