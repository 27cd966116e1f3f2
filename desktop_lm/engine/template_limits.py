"""What a model's chat template may cost."""

from __future__ import annotations

SECONDS = 5.0  # by the clock
CPU_SECONDS = 2
DATA_BYTES = 512 << 20
ADDRESS_BYTES = 1 << 30  # libraries and thread stacks count here, and cost nothing
MAX_TEMPLATE = 256 << 10  # characters
MAX_OUTPUT = 1 << 20  # characters
