"""A release's tag names the very version that the program tells of itself."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """0 where GITHUB_REF_NAME is ``v`` and the version."""
    text = (ROOT / "desktop_lm" / "__init__.py").read_text("utf-8")
    version = re.search(r'__version__ = "(.+)"', text)
    assert version, "desktop_lm/__init__.py has no version"
    tag = os.environ.get("GITHUB_REF_NAME", "")
    if tag == f"v{version[1]}":
        return 0
    print(f"The tag is {tag!r}, the version {version[1]!r}.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
