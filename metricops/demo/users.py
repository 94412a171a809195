"""The people of the CRM: account executives, their managers, sales development, success and solution engineers."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from metricops.demo import names
from metricops.demo.dates import DEMO_AS_OF, stream
from metricops.demo.segments import SEGMENTS, Segment
from metricops.demo.table import Table, table

REGIONS = ("North America", "EMEA", "APAC")
COLUMNS = """
user_id VARCHAR
name VARCHAR
email VARCHAR
role VARCHAR
manager_id VARCHAR
team VARCHAR
segment VARCHAR
region VARCHAR
hired_on DATE
ramp_curve_id VARCHAR
left_on DATE
is_active BOOLEAN
"""
_HEAD_OF_SALES, _HEAD_OF_SUCCESS = "USR-001", "USR-003"


@dataclass(frozen=True, slots=True)
class User:
    """A person; those who work across segments or regions have None there."""

    user_id: str
    name: str
    role: str
    manager_id: str | None
    team: str
    segment: str | None
    region: str | None
    hired_on: date
    left_on: date | None = None


def make_users() -> tuple[User, ...]:
    """Everyone: the three heads, then each segment's lead and team. The last one hired has left."""
    rng = stream("users")
    users = list(_heads())
    fresh = iter(names.people(rng, 200))
    for segment in SEGMENTS:
        lead = f"USR-{len(users) + 1:03d}"
        for role, manager, team, region in _positions(segment, lead):
            user_id = f"USR-{len(users) + 1:03d}"
            hired = _hired_on(rng)
            users.append(User(user_id, next(fresh), role, manager, team, segment.name, region, hired))
    return (*users[:-1], replace(users[-1], left_on=DEMO_AS_OF - timedelta(days=40)))


def seats(users: tuple[User, ...], role: str) -> dict[tuple[str, str], list[str]]:
    """The ids of the active people of a role, by segment and region."""
    taken: dict[tuple[str, str], list[str]] = {}
    for user in users:
        if user.role == role and user.segment and user.region and user.left_on is None:
            taken.setdefault((user.segment, user.region), []).append(user.user_id)
    return taken


def users_table(users: tuple[User, ...]) -> Table:
    return table(COLUMNS, (_row(user) for user in users))


def _heads() -> tuple[User, ...]:
    return (
        User(_HEAD_OF_SALES, "Dana Ortiz", "Manager", None, "Sales", None, None, date(2021, 2, 1)),
        User("USR-002", "Priya Nair", "Manager", None, "Revenue operations", None, None, date(2022, 5, 16)),
        User(_HEAD_OF_SUCCESS, "Marta Lindgren", "Manager", None, "Customer success", None, None, date(2021, 9, 6)),
    )


def _positions(segment: Segment, lead: str) -> Iterator[tuple[str, str, str, str | None]]:
    """Role, manager, team and region of each seat of a segment; the lead's own seat comes first."""
    yield "Manager", _HEAD_OF_SALES, f"{segment.name} sales", None
    for region in _spread(segment.executives):
        yield "AE", lead, f"{segment.name} sales", region
    for region in _spread(4):
        yield "CSM", _HEAD_OF_SUCCESS, f"{segment.name} success", region
    for region in _spread(3):
        yield "SE", lead, "Solution engineering", region
    for region in _spread(5):
        yield "SDR", lead, f"{segment.name} development", region


def _spread(seats: int) -> list[str]:
    """A region for each seat: about half in North America, and every region from three seats on."""
    pattern = (REGIONS[0], REGIONS[1], REGIONS[2], REGIONS[0], REGIONS[1], REGIONS[0])
    return [pattern[seat % len(pattern)] for seat in range(seats)]


def _hired_on(rng: random.Random) -> date:
    return date(2022, 1, 3) + timedelta(days=rng.randrange(0, 1_200))


def _row(user: User) -> tuple[object, ...]:
    curve = f"{(user.segment or 'all').lower()}-standard" if user.role == "AE" else None
    return (
        user.user_id, user.name, names.email(user.name), user.role, user.manager_id, user.team, user.segment,
        user.region, user.hired_on, curve, user.left_on, user.left_on is None,
    )  # fmt: skip
