from __future__ import annotations

from desktop_lm.models.download.progress import Phase, Progress
from desktop_lm.models.download.reporter import Reporter


def test_a_flood_of_bytes_is_told_a_few_times_a_second() -> None:
    told: list[Progress] = []
    reporter = Reporter(10_000, told.append)
    reporter.phase(Phase.LOADING, 0)

    for done in range(1, 10_001):
        reporter.done(done)

    assert len(told) < 100  # the loop takes milliseconds, or seconds on a busy machine
    assert told[-1].done == 10_000


def test_rate_and_time_left_fit_each_other() -> None:
    told: list[Progress] = []
    reporter = Reporter(1000, told.append)
    reporter.phase(Phase.LOADING, 400)
    assert (told[0].rate, told[0].seconds_left) == (0, None)

    reporter.done(1000)

    assert told[-1].rate > 0
    assert told[-1].seconds_left == 0
