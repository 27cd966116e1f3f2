"""The short-lived process that renders one chat template, under limits of its own.

One opcode of a template can build gigabytes (``"x" * 10**10``) and a sandbox bounds neither time
nor memory, so the operating system does. On Windows there are no such limits: there the parent
watches the process's memory and clock, as it does everywhere.
"""

from __future__ import annotations

import json
import os
import sys
from typing import BinaryIO

from desktop_lm.child_limits import limit_process
from desktop_lm.engine.template_limits import ADDRESS_BYTES, CPU_SECONDS, DATA_BYTES
from desktop_lm.errors import TemplateError


def main() -> int:
    """Answer the request on standard input with one JSON object on standard output.

    The request holds the arguments of ``render_text``; the answer is ``{"text"}``, or
    ``{"reason", "detail"}`` of a TemplateError.
    """
    _limit_process()
    _render(sys.stdin.buffer, sys.stdout.buffer)
    sys.stdout.flush()
    # A hostile template may leave much behind to clean up; the system does it faster.
    os._exit(0)


def _render(source: BinaryIO, target: BinaryIO) -> None:
    from desktop_lm.engine.template_sandbox import render_text

    request = json.loads(source.read())
    try:
        answer = {"text": render_text(**request)}
    except TemplateError as error:
        answer = {"reason": error.reason, "detail": error.detail[:500]}
    target.write(json.dumps(answer).encode("ascii"))


def _limit_process() -> None:
    limit_process(cpu_seconds=CPU_SECONDS, data_bytes=DATA_BYTES, address_bytes=ADDRESS_BYTES)
