"""What a model's chat template may cost."""

from __future__ import annotations

CPU_SECONDS = 2
# By the clock, for a process that hangs: what a template works is counted above, and on a busy
# machine that little work can take long.
SECONDS = 60.0
DATA_BYTES = 512 << 20
ADDRESS_BYTES = 1 << 30  # libraries and thread stacks count here, and cost nothing
MAX_TEMPLATE = 256 << 10  # characters
MAX_OUTPUT = 1 << 20  # characters
