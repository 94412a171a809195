"""Questions from plain texts: what the command line and the Python API hand in becomes a Query."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from metricops.diagnostics import did_you_mean, error
from metricops.errors import QueryError
from metricops.expressions import Reference, ReferenceKind, is_object, parse_reference
from metricops.expressions.references import date_part
from metricops.manifest import Manifest
from metricops.periods import Window, parse_window
from metricops.plan.query import GroupItem, OrderItem, Query
from metricops.source import Fragment, Span, fragment, line_runs

Item = TypeVar("Item", str, Mapping[str, str], "GroupText")
GroupText = str | Mapping[str, str]
TimeText = str | date | datetime | None


def ask(
    metrics: Sequence[str] | str = (),
    *,
    group_by: Sequence[GroupText] | GroupText = (),
    where: Sequence[str] | str = (),
    order_by: Sequence[str] | str = (),
    limit: int | None = None,
    time_constraint: tuple[TimeText, TimeText] | None = None,
    saved_query: str | None = None,
    min_max_only: bool = False,
    apply_group_by: bool = True,
    window: str | None = None,
    as_of: TimeText = None,
    time_zone: str | None = None,
) -> Query:
    """One query from texts; raises QueryError for texts that cannot be read."""
    return Query(
        metrics=tuple(_named(m) for m in listed(metrics)),
        group_by=tuple(group_item(g) for g in listed(group_by)),
        where=tuple(fragment(w) for w in listed(where)),
        order_by=tuple(order_item(fragment(o)) for o in listed(order_by)),
        limit=limit,
        time_constraint=_range(time_constraint),
        saved_query=fragment(saved_query) if saved_query else None,
        min_max_only=min_max_only,
        apply_group_by=apply_group_by,
        window=_window(window),
        as_of=_day(as_of),
        time_zone=_zone(time_zone),
    )


def _named(given: object) -> Fragment:
    if isinstance(given, str):
        return fragment(given)
    hint = "a second name for it stands in the definitions: as a derived metric"
    raise QueryError((error("P001", f"a metric is asked for by its name, not as {given!r}", None, hint),))


def listed(given: Sequence[Item] | Item) -> Sequence[Item]:
    """One text or mapping stands for a list of it."""
    return (given,) if isinstance(given, str | Mapping) else given


def group_item(given: GroupText | Fragment) -> GroupItem:
    """A group-by from a name, an object such as `TimeDimension('metric_time', 'month')`, or a mapping."""
    if isinstance(given, Mapping):
        text, grain, part = fragment(str(given.get("name", ""))), given.get("grain"), given.get("date_part")
        said = fragment(grain or part or "").span
        return GroupItem(text, grain, date_part(part, said) if part else None, grain_span=said)
    text = fragment(given) if isinstance(given, str) else given
    if not is_object(text.text):
        return GroupItem(text)
    made = parse_reference(text.text, text)
    if made.kind is ReferenceKind.METRIC:
        raise QueryError((error("P012", "a metric cannot be grouped by", made.span),))
    return GroupItem(name_text(made), made.grain, made.date_part, made.entity_path, made.grain_span)


def name_text(reference: Reference, name: str = "", span: Span | None = None) -> Fragment:
    """The name of a reference, or another one that stands in it, as a text of its own at its place."""
    text, place = name or reference.name, span or reference.span
    return Fragment(text, place, line_runs(text, place.start, place.line, place.column))


def order_item(text: Fragment) -> OrderItem:
    """`name`, `-name`, or an object with `.descending(True)`."""
    if is_object(text.text):
        made = parse_reference(text.text, text)
        name = "__".join((*made.entity_path, made.name, *((made.grain,) if made.grain else ())))
        return OrderItem(replace(text, text=name), made.descending)
    word = text.text.strip()
    return OrderItem(replace(text, text=word.removeprefix("-")), word.startswith("-"))


def with_saved(manifest: Manifest, query: Query) -> Query:
    """A query with its saved query put in: filters add up, order and limit given now replace the saved ones."""
    if query.saved_query is None:
        return query
    name = query.saved_query.text.strip().lower()
    saved = manifest.saved_queries.get(name)
    if saved is None:
        hint = did_you_mean(name, manifest.saved_queries) or "metricops list saved-queries shows the names"
        raise QueryError((error("P005", f'there is no saved query "{name}"', query.saved_query.span, hint),))
    return replace(
        query,
        metrics=(*(fragment(m) for m in saved.metrics), *query.metrics),
        group_by=(*(group_item(g) for g in saved.group_by), *query.group_by),
        where=(*saved.where, *query.where),
        order_by=query.order_by or tuple(order_item(o) for o in saved.order_by),
        limit=saved.limit if query.limit is None else query.limit,
        saved_query=None,
    )


def parse_time(text: TimeText, span: Span) -> date | datetime | None:
    """A day or a moment in ISO form; raises QueryError for anything else."""
    if text is None or isinstance(text, date):
        return text
    word = text.strip()
    try:
        return date.fromisoformat(word) if len(word) <= len("2026-11-15") else datetime.fromisoformat(word)
    except ValueError:
        message = f'"{text}" is not a date'
        raise QueryError((error("P006", message, span, "write it as 2026-11-15"),)) from None


def _range(given: tuple[TimeText, TimeText] | None) -> tuple[date | datetime | None, date | datetime | None] | None:
    if given is None:
        return None
    start, end = given
    return (parse_time(start, fragment(str(start)).span), parse_time(end, fragment(str(end)).span))


def _day(given: TimeText) -> date | None:
    moment = parse_time(given, fragment(str(given)).span)
    return moment.date() if isinstance(moment, datetime) else moment


def _zone(name: str | None) -> str | None:
    if name is None:
        return None
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        hint = "zones are named like Europe/Berlin or America/New_York"
        raise QueryError((error("P035", f'"{name}" is not a time zone', fragment(name).span, hint),)) from None


def _window(text: str | None) -> Window | None:
    if text is None:
        return None
    window = parse_window(text)
    if window is None:
        hint = "windows are 28d, 4w, 3 months, 1 quarter, mtd, qtd, ytd, next 60 days, previous 4w"
        raise QueryError((error("P007", f'"{text}" is not a window', fragment(text).span, hint),))
    return window
