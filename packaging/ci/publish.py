"""Writes the checksums of all installers and makes the draft of a release with them.

Whoever releases looks at the draft and publishes it. It needs the command ``gh``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))
sys.path.append(str(Path(__file__).resolve().parents[2]))

from installers import checksums, project


def main() -> int:
    """The status of ``gh``; 1 where there is nothing to release."""
    folder = Path(sys.argv[1])
    checksums.write(folder)
    files = sorted(str(file) for file in folder.iterdir() if file.is_file())
    if len(files) < 2:  # noqa: PLR2004 - the checksums and what they are of
        print(f"{folder} has no installers", file=sys.stderr)
        return 1
    newest = project.changes()[0][1]
    notes = "\n".join(f"- {change}" for change in newest)
    tag = os.environ["GITHUB_REF_NAME"]
    command = ["gh", "release", "create", tag, "--draft", "--verify-tag", "--title", tag]
    return subprocess.call([*command, "--notes", notes, *files])


if __name__ == "__main__":
    sys.exit(main())
