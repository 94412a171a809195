"""Waivers: the check they are about is known and lists records, and their conditions can be read."""

from collections.abc import Iterable, Iterator

from metricops.checks import KINDS, tier_map_checks, vetted
from metricops.definitions import Argument, Arguments, WaiverEntry
from metricops.diagnostics import did_you_mean
from metricops.manifest import Check, TierMap, WaivedKey, Waiver
from metricops.resolve.faults import Absent, Faults
from metricops.source import Fragment

NEEDED = '"key" is a value, a mapping of columns to values, or a list of either'


def waivers(
    entries: Iterable[WaiverEntry],
    checks: Iterable[Check],
    tier_maps: Iterable[TierMap],
    absent: Absent,
    faults: Faults,
) -> tuple[Waiver, ...]:
    """The waivers that can be used, in the order written."""
    known = {check.name: check for check in (*checks, *(c for m in tier_maps for c in tier_map_checks(m)))}
    found = (_waiver(entry, known, absent, faults) for entry in entries)
    return tuple(waiver for waiver in found if waiver is not None)


def _waiver(entry: WaiverEntry, known: dict[str, Check], absent: Absent, faults: Faults) -> Waiver | None:
    own, name = Faults(), entry.check.text.strip()
    if name in known:
        _about_rows(known[name], entry, own)
    elif not absent.excuses(name, known):
        own.add("R003", f'check "{name}" is not defined', entry.check.span, did_you_mean(name, known))
    else:
        own.broken = True
    if entry.key is not None and entry.where is not None:
        own.add("R006", '"key" and "where" of a waiver exclude each other', entry.where.span, "write two waivers")
    if entry.where is not None:
        own.take(vetted, entry.where)
    keys = _keys(entry, own) if entry.key is not None else ()
    faults.merge(own)
    if own.broken:
        return None
    places = tuple((column.text, column.span) for column in _columns(entry.key))
    return Waiver(
        name, entry.reason.text, entry.owner.text.strip(), entry.until, entry.check.span, keys, entry.where, places
    )


def _about_rows(check: Check, entry: WaiverEntry, faults: Faults) -> None:
    if KINDS[check.kind].judges != "rows":
        message = f'check "{check.name}" judges the table as a whole: no record of it can be waived'
        faults.add("Q021", message, entry.check.span)


def _keys(entry: WaiverEntry, faults: Faults) -> tuple[WaivedKey, ...]:
    """Every record's key; a fault for what cannot be one."""
    items = entry.key if isinstance(entry.key, tuple) else (entry.key,)
    keys = tuple(_key(item) for item in items)
    if not keys or any(key is None for key in keys):
        faults.add("Q020", f'the key of a waiver for "{entry.check.text}" cannot be read', entry.span, NEEDED)
    return tuple(key for key in keys if key is not None)


def _key(item: Argument) -> WaivedKey | None:
    match item:
        case Fragment():
            return (("", item.text),)
        case Arguments(pairs) if pairs:
            read = [(column.text, value.text) for column, value in pairs if isinstance(value, Fragment)]
            return tuple(read) if len(read) == len(pairs) else None
    return None


def _columns(key: Argument) -> Iterator[Fragment]:
    """The column names that stand in a key."""
    match key:
        case Arguments(pairs):
            yield from (column for column, _ in pairs)
        case tuple():
            for item in key:
                yield from _columns(item)
