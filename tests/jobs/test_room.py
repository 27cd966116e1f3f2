"""Room is made by those used longest ago, never by one at work, and never more than it takes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.jobs.pool.room import Tenant, most_room, to_unload

tenants = st.lists(
    st.builds(
        Tenant,
        path=st.text(min_size=1, max_size=3),
        bytes=st.integers(0, 100),
        last_used=st.floats(0, 100),
        movable=st.booleans(),
        awaited=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda tenant: tenant.path,
)
amounts = st.integers(0, 400)


@given(amounts, amounts, tenants)
def test_what_stays_fits_wherever_it_can(needed: int, limit: int, there: list[Tenant]) -> None:
    going = set(to_unload(needed, limit, there))
    stays = sum(tenant.bytes for tenant in there if tenant.path not in going)
    if needed <= most_room(limit, there) and limit >= sum(
        tenant.bytes for tenant in there if not tenant.movable
    ):
        assert stays + needed <= limit


@given(amounts, amounts, tenants)
def test_nothing_at_work_goes_and_nothing_for_nothing(
    needed: int, limit: int, there: list[Tenant]
) -> None:
    by_path = {tenant.path: tenant for tenant in there}
    going = [by_path[path] for path in to_unload(needed, limit, there)]
    assert all(tenant.movable and tenant.bytes for tenant in going)
    if going:
        total = sum(tenant.bytes for tenant in there) + needed
        assert total - sum(tenant.bytes for tenant in going[:-1]) > limit


@given(amounts, amounts, tenants)
def test_the_one_used_longest_ago_goes_first(needed: int, limit: int, there: list[Tenant]) -> None:
    going = to_unload(needed, limit, there)
    ages = {tenant.path: (tenant.awaited, tenant.last_used) for tenant in there}
    stays = [t for t in there if t.path not in going and t.movable and t.bytes]
    assert all(ages[path] <= ages[other.path] for path in going for other in stays)
