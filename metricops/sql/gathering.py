"""Parts that read the same rows along the same times are read once, whatever windows they look over."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from metricops.manifest import Aggregation
from metricops.periods import Grain
from metricops.plan.frames import Reach, Series
from metricops.plan.plan import Aggregate, Part
from metricops.plan.rows import AnyOf, Join, Predicate, Scan, SeriesTime, Truncated, Value
from metricops.sql.aggregates import HOLISTIC
from metricops.sql.dialects import Dialect
from metricops.sql.frames import Ruler, frame_of
from metricops.sql.spines import at_base


@dataclass(frozen=True, slots=True)
class Seen:
    """A part of those that are read together: with its own conditions, and how far it looks back."""

    part: Part
    own: tuple[Predicate, ...]
    reach: Reach


@dataclass(frozen=True, slots=True)
class Gathered:
    """Parts that are read together as `rows`, or one part alone, which is not `moving`.

    `shown` are the parts that come out: all in one where every row of each stands at a time of its own.
    """

    rows: Part
    seen: tuple[Seen, ...]
    shown: tuple[Part, ...]
    moving: bool
    distinct: bool = False
    dense: bool = False  # whether the grid has every day, which not every dialect can list


def gathered(parts: Iterable[Part], dialect: Dialect) -> tuple[Gathered, ...]:
    """All parts in the order of their first, those together that can be computed over one grid."""
    groups: list[list[Part]] = []
    for part in (one for given in parts for one in _split(given, dialect)):
        movable = groups if moves(part, dialect) else []
        alike = next((g for g in movable if moves(g[0], dialect) and _alike(g, part)), None)
        if alike is None:
            groups.append([part])
        else:
            alike.append(part)
    return tuple(_gathered(group, dialect) for group in groups)


def _split(part: Part, dialect: Dialect) -> list[Part]:
    """Distinct counts over moving windows apart from each other and from all that needs the rows themselves."""
    if not _along_days(part, dialect) or not any(a.agg is Aggregation.COUNT_DISTINCT for a in part.aggregates):
        return [part]
    leaves: list[list[Aggregate]] = []
    for a in part.aggregates:
        leaves.append([a]) if a.role == "value" else leaves[-1].append(a)
    counts = [leaf for leaf in leaves if leaf[0].agg is Aggregation.COUNT_DISTINCT]
    rest = [a for leaf in leaves if leaf not in counts for a in leaf]
    chunks = [*counts, *([rest] if rest else [])]
    names = [part.name, *(f"{part.name}__{chunk[0].column}" for chunk in chunks[1:])]
    return [replace(part, name=n, aggregates=tuple(c)) for n, c in zip(names, chunks, strict=True)]


def moves(part: Part, dialect: Dialect) -> bool:
    """Whether a part can be computed by frames: it adds up days, and each of its rows has a time of its own."""
    return _along_days(part, dialect) and (counts_entities(part) or not _is_holistic(part))


def _along_days(part: Part, dialect: Dialect) -> bool:
    frame = part.frame
    if not dialect.moving_frames or not isinstance(frame, Series) or part.stock is not None:
        return False
    if frame.base.sub_daily or frame_of(frame.reach) is None:
        return False
    return frame.pick is not None or _tells_times_apart(part, frame)


def _is_holistic(part: Part) -> bool:
    return any(a.agg in HOLISTIC for a in part.aggregates)


def counts_entities(part: Part) -> bool:
    """Whether a part is one distinct count, whose windows can be told from the days between an entity's rows."""
    counts = [a for a in part.aggregates if a.agg in HOLISTIC]
    plain = part.match is None and not part.scan.bridged and not any(a.conditions for a in part.aggregates)
    return plain and len(counts) == 1 and counts[0].agg is Aggregation.COUNT_DISTINCT


def picks(part: Part, frame: Series) -> bool:
    """Whether one of several times is picked for each row that comes out."""
    return frame.pick is not None and not at_base(part, frame)


def _tells_times_apart(part: Part, frame: Series) -> bool:
    """Whether a key has another value for every time that looks."""
    return any(k.timed and _grain(k.value, frame) is (frame.ends or frame.base) for k in part.keys)


def _grain(value: object, frame: Series) -> Grain | None:
    if isinstance(value, SeriesTime):
        return frame.base
    return value.grain if isinstance(value, Truncated) else None


def _alike(group: list[Part], part: Part) -> bool:
    """Whether a part reads what a group reads, along the same times."""
    first = group[0]
    if not isinstance(first.frame, Series) or not isinstance(part.frame, Series):
        return False
    same = (first.keys, first.match, first.stock, _times(first.frame))
    if same != (part.keys, part.match, part.stock, _times(part.frame)):
        return False
    if _entity(part) != _entity(first):
        return False
    if (part.match is not None or _is_holistic(part)) and part.where != first.where:
        return False
    return all(_one_scan(p.scan, part.scan) is not None for p in group)


def _entity(part: Part) -> Value | None:
    """What a part counts each of once."""
    return next((a.value for a in part.aggregates if a.agg is Aggregation.COUNT_DISTINCT), None)


def _times(frame: Series) -> Series:
    """A frame without its window and what is picked of it."""
    return replace(frame, reach=None, pick=None)


def _one_scan(one: Scan, other: Scan) -> Scan | None:
    """The scan with the joins of both; None where they cannot be one."""
    if one == other:
        return one
    if (one.table, one.source) != (other.table, other.source) or one.bridged or other.bridged:
        return None
    known: dict[str, Join] = {join.table: join for join in one.joins}
    if any(known.get(join.table, join) != join for join in other.joins):
        return None
    return replace(one, joins=(*one.joins, *(j for j in other.joins if j.table not in known)))


def _gathered(group: list[Part], dialect: Dialect) -> Gathered:
    first = group[0]
    if not moves(first, dialect):
        return Gathered(first, (), (first,), moving=False)
    common = tuple(c for c in first.where if all(c in part.where for part in group))
    seen = tuple(_seen(part, tuple(c for c in part.where if c not in common)) for part in group)
    either = (AnyOf(tuple(one.own for one in seen)),) if all(one.own for one in seen) and len(seen) > 1 else ()
    aggregates = tuple(a for one in seen for a in one.part.aggregates)
    rows = replace(first, scan=_widest(group), aggregates=aggregates, where=(*common, *either))
    apart = any(p.fill is not None or not isinstance(p.frame, Series) or picks(p, p.frame) for p in group)
    shown = tuple(one.part for one in seen) if apart else (rows,)
    distinct = counts_entities(first)
    dense = dialect.day_series and not distinct and all(_asks_every_day(p) for p in group)
    return Gathered(rows, seen, shown, moving=True, distinct=distinct, dense=dense)


def _asks_every_day(part: Part) -> bool:
    """Whether a part looks back over so many days from every day of the spine."""
    frame = part.frame
    assert isinstance(frame, Series), "only series move"
    found = frame_of(frame.reach)
    limited = frame.where or frame.seen or frame.custom or frame.ends not in (None, Grain.DAY)
    days = found is not None and found.ruler is Ruler.DAY and found.back is not None
    return days and not limited and frame.base is Grain.DAY


def _seen(part: Part, own: tuple[Predicate, ...]) -> Seen:
    assert isinstance(part.frame, Series), "only series move"
    aggregates = tuple(replace(a, conditions=(*own, *a.conditions)) for a in part.aggregates)
    return Seen(replace(part, aggregates=aggregates), own, part.frame.reach)


def _widest(group: list[Part]) -> Scan:
    scan = group[0].scan
    for part in group[1:]:
        scan = _one_scan(scan, part.scan) or scan
    return scan
