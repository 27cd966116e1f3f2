"""How much memory this machine has to give, now."""

from __future__ import annotations

import psutil

from desktop_lm.models.memory.control_groups import limits

# Left to the system and to other programs, whatever is free now: a tenth of all, within bounds.
_RESERVE_SHARE = 10
_LEAST_RESERVE, _MOST_RESERVE = 512 << 20, 4 << 30


def total_bytes() -> int:
    """Memory of the machine, or what a container was given of it."""
    return min([psutil.virtual_memory().total, *(limit for limit, _ in limits())])


def free_bytes() -> int:
    """Bytes that could be used now without pushing other programs out of memory.

    Pages of files in memory count as free, as the system reckons, and a container's limit holds.
    """
    available = psutil.virtual_memory().available
    return max(0, min([available, *(limit - used for limit, used in limits())]))


def default_limit() -> int:
    """Bytes that models may take where the user set no limit: what is free, less a reserve."""
    reserve = min(max(total_bytes() // _RESERVE_SHARE, _LEAST_RESERVE), _MOST_RESERVE)
    return max(0, free_bytes() - reserve)
