"""Plans that one query answers: parts that look at the same rows under other keys are added up from one another."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from metricops.plan.frames import InPeriods
from metricops.plan.groups import HOLISTIC
from metricops.plan.plan import Part, Plan
from metricops.plan.rows import Join, Key, Scan


@dataclass(frozen=True, slots=True)
class Stack:
    """Plans with parts of different names; a part that `rolls_up` another adds up what that one added up by more keys.

    `shared` are parts that no plan shows: their keys are those of several others together.
    """

    plans: tuple[Plan, ...]
    shared: tuple[Part, ...] = ()


def stacked(plans: Sequence[Plan], *, beyond: bool = False) -> Stack:
    """The plans in one stack. Only with `beyond` are rows added up by keys that no plan has all of, which helps when
    there are far fewer groups than rows."""
    named = tuple(_named(plans))
    shared: list[Part] = []
    finest: dict[str, str] = {}
    for family in _families(chain.from_iterable(plan.parts for plan in named)):
        leader = _finest(family) or (_union(family) if beyond else None)
        if leader is not None and leader not in family:
            shared.append(leader)
        for part in family:
            if leader is not None and part is not leader and _within(part, leader):
                finest[part.name] = leader.name
    return Stack(tuple(_rolled(plan, finest) for plan in named), tuple(shared))


def _rolled(plan: Plan, finest: dict[str, str]) -> Plan:
    return replace(plan, parts=tuple(replace(p, rolls_up=finest.get(p.name, "")) for p in plan.parts))


def _named(plans: Sequence[Plan]) -> Iterator[Plan]:
    """The plans with names for their parts that no other plan uses."""
    taken: set[str] = set()
    for plan in plans:
        parts = []
        for part in plan.parts:
            name, n = part.name, 2
            while name in taken:
                name, n = f"{part.name}_{n}", n + 1
            taken.add(name)
            parts.append(replace(part, name=name))
        yield replace(plan, parts=tuple(parts))


def _families(parts: Iterable[Part]) -> list[list[Part]]:
    """Parts that differ in nothing but keys, names, and the joins that keys need; alone where nothing can be shared."""
    families: list[list[Part]] = []
    for part in parts:
        family = next((f for f in families if _alike(f[0], part)), None) if _adds_up(part) else None
        if family is None:
            families.append([part])
        else:
            family.append(part)
    return families


def _alike(one: Part, other: Part) -> bool:
    return _adds_up(one) and (
        (one.scan.table, one.scan.source, one.frame, one.where, one.aggregates)
        == (other.scan.table, other.scan.source, other.frame, other.where, other.aggregates)
    )


def _adds_up(part: Part) -> bool:
    """Whether what is known of finer groups says what is to be known of coarser ones."""
    special = part.stock or part.match or part.fill or part.scan.bridged
    return isinstance(part.frame, InPeriods) and not special and all(a.agg not in HOLISTIC for a in part.aggregates)


def _within(part: Part, leader: Part) -> bool:
    known = leader.scan.joins
    return all(key in leader.keys for key in part.keys) and all(join in known for join in part.scan.joins)


def _finest(family: Sequence[Part]) -> Part | None:
    """The part whose keys are all keys there are."""
    return next((one for one in family if all(_within(part, one) for part in family)), None)


def _union(family: Sequence[Part]) -> Part | None:
    """A part by the keys of all; None where two parts call different things by one name."""
    keys: dict[str, Key] = {}
    joins: dict[str, Join] = {}
    for part in family:
        for key in part.keys:
            if keys.setdefault(key.name, key) != key:
                return None
        for join in part.scan.joins:
            if joins.setdefault(join.table, join) != join:
                return None
    first = family[0]
    scan = Scan(first.scan.table, first.scan.source, tuple(joins.values()))
    return replace(first, name=f"{first.name}__all", scan=scan, keys=tuple(keys.values()))
