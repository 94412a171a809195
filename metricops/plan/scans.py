"""A scan as it grows: names are bound to values, and every join they need is added once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from metricops.diagnostics import error
from metricops.errors import QueryError
from metricops.expressions import Reference, ReferenceKind, in_table, parse_filter, parse_sql, split_name
from metricops.manifest import Dimension, Manifest, SemanticModel
from metricops.periods import Grain
from metricops.plan.links import Found, Hop, find
from metricops.plan.names import METRIC_TIME, Name, bare_name, check_grain, custom_grains, locate, name_of
from metricops.plan.plan import Plan
from metricops.plan.rows import (
    Attribute,
    Condition,
    Extracted,
    Join,
    Scan,
    SeriesTime,
    SubMetric,
    Truncated,
    Validity,
    Value,
    Zoned,
)
from metricops.source import Fragment, fragment

SubPlanner = Callable[[Reference], Plan]
Stop = tuple[str, SemanticModel]  # a table of the scan and whose rows it holds


@dataclass(slots=True)
class ScanBuilder:
    """Collects the joins that the names of one part need; `asker` is the metric that messages name."""

    manifest: Manifest
    model: SemanticModel
    asker: str
    time: Dimension | None
    joins: dict[str, Join] = field(default_factory=dict)
    bridged: bool = False
    default_grain: str | None = None
    zone: str = "UTC"
    along_spine: bool = False  # metric_time and the time dimension mean a spine's times
    subplans: SubPlanner | None = None
    clock: tuple[Attribute, Dimension] | None = None  # what metric_time means where no metric is asked for
    full: bool = False  # rows of a joined model appear also where nothing meets them

    def done(self) -> Scan:
        """The scan with everything that was asked of it."""
        return Scan(self.model.name, self.model, tuple(self.joins.values()), self.bridged)

    def value(self, name: Name) -> Value:
        """The value a name stands for in each row; raises QueryError when it cannot be had."""
        if self.means_time(name):
            return self.timed(name, self.metric_time(), self.clock[1] if self.clock else self.time)
        found = locate(self.manifest, self.model, name, self.asker)
        value = self.element(found)
        if isinstance(found.element, Dimension):
            return self.timed(name, self.zoned(value, found.element), found.element)
        if name.grain or name.date_part:
            message = f'"{name.bare}" is an entity and has no {"grain" if name.grain else "date part"}'
            raise QueryError((error("P024", message, name.grain_span or name.span),))
        return value

    def means_time(self, name: Name) -> bool:
        """Whether a name is metric_time, or the measure's own time dimension by its name."""
        if name.is_metric_time:
            return True
        own = ((), (self.model.primary_entity,))
        return self.time is not None and self.clock is None and name.element == self.time.name and name.links in own

    def metric_time(self) -> Value:
        """The time of each row that the metric's own time dimension gives, or of a spine's row."""
        if self.clock:
            return self.clock[0]
        return SeriesTime() if self.along_spine else self.own_time()

    def own_time(self) -> Value:
        """The time of each row that its model's time dimension gives."""
        assert self.time is not None, "resolve gives every measure a time dimension"
        return self.zoned(attribute(self.model.name, self.model, self.time.expr), self.time)

    def zoned(self, value: Value, dimension: Dimension) -> Value:
        """A moment in the query's time zone; what is kept by day or coarser has its days already."""
        moment = dimension.grain is not None and dimension.grain.sub_daily
        return Zoned(value, self.zone) if moment and self.zone != "UTC" else value

    def own(self, sql: Fragment) -> Attribute:
        """An expression over the model's own columns."""
        return attribute(self.model.name, self.model, sql)

    def entity(self, name: str) -> Attribute:
        """One of the model's own join keys."""
        entity = self.model.entity(name)
        assert entity is not None, "resolve checks the entity of a conversion"
        return attribute(self.model.name, self.model, entity.expr)

    def named(self, name: str) -> Value:
        """A property of the model's rows, by the plain name of a dimension or an entity."""
        element = self.model.dimension(name) or self.model.entity(name)
        assert element is not None, "resolve checks the properties of a conversion"
        return attribute(self.model.name, self.model, element.expr)

    def only_time(self, text: Fragment) -> bool:
        """Whether a filter speaks of the metric's time and of nothing else."""
        parsed = parse_filter(text)
        if any(r.kind is ReferenceKind.METRIC for r in parsed.references):
            return False
        names = [name_of(r, self.manifest) for r in parsed.references]
        names += [bare_name(use, self.manifest) for use in parsed.columns]
        return bool(names) and all(self.means_time(n) for n in names)

    def timed(self, name: Name, value: Value, dimension: Dimension | None) -> Value:
        """A time at the grain or as the part that the name asks for; any other dimension as it is."""
        if dimension is None or dimension.grain is None:
            if dimension is not None:
                check_grain(name, dimension)
            return value
        check_grain(name, dimension)
        if name.date_part:
            return Extracted(value, name.date_part)
        grain = name.grain or (self.default_grain if name.bare == METRIC_TIME else None) or dimension.grain.value
        custom = custom_grains(self.manifest).get(grain)
        if custom is None:
            return Truncated(value, Grain(grain))
        spine, column = custom
        table = f"{name.bare}__{spine.name}"
        base = Attribute(table, parse_sql(fragment(spine.column)))
        self.joins.setdefault(table, Join(table, spine, ((Truncated(value, spine.grain), base),)))
        return Attribute(table, parse_sql(fragment(column.column)))

    def condition(self, text: Fragment) -> Condition:
        """A filter with every reference and every bare name of it bound to a value of the scan."""
        parsed = parse_filter(text)
        values: list[Value] = []
        for reference in parsed.references:
            if reference.kind is ReferenceKind.METRIC:
                values.append(self.metric(reference))
            else:
                values.append(self.value(name_of(reference, self.manifest)))
        bare = []
        for use in parsed.columns:
            bare.append((use.name, self.value(bare_name(use, self.manifest))))
        return Condition(parsed, tuple(values), tuple(bare))

    def metric(self, reference: Reference) -> SubMetric:
        """A metric's value for the entities of each row, computed by a plan of its own that is joined."""
        assert self.subplans is not None, "the planner hands in how metrics in filters are planned"
        inner = self.subplans(reference)
        table = f"{reference.name}__by__{'__'.join(inner.keys)}"
        pairs: list[tuple[Value, Value]] = []
        for key in inner.keys:
            name = split_name(key, custom_grains(self.manifest))
            here = Name(name.links, name.element, reference.span, name.grain, name.date_part)
            pairs.append((self.value(self.met(here)), Attribute(table, parse_sql(fragment(key)))))
        self.joins.setdefault(table, Join(table, inner, tuple(pairs)))
        return SubMetric(table, inner.outputs[0].name)

    def met(self, name: Name) -> Name:
        """The name by which these rows know what a metric in a filter is computed by: a path of the metric's own
        models ends with an entity that these rows may hold themselves."""
        if not name.links or find(self.manifest, self.model, name.links, name.element):
            return name
        return replace(name, links=()) if self.model.entity(name.element) else name

    def element(self, found: Found) -> Attribute:
        """The element's expression, with the joins that lead to it."""
        way = [(self.model.name, self.model)]
        for depth, hop in enumerate(found.hops):
            way.append((self.join(way, hop, found.hops[: depth + 1]), hop.model))
        return attribute(*way[-1], found.element.expr)

    def join(self, way: Sequence[Stop], hop: Hop, path: tuple[Hop, ...]) -> str:
        """Add one hop unless it is there; gives the name the joined table has in the scan."""
        alias = "__".join(h.entity for h in path)
        alias = alias if alias != self.model.name else f"{alias}_dim"
        known = self.joins.get(alias)
        if known is not None and known.right is not hop.model:
            alias = f"{alias}__{hop.model.name}"
        if alias not in self.joins:
            self.joins[alias] = self.hop(alias, way, hop)
            self.bridged |= hop.fans_out
        return alias

    def hop(self, alias: str, way: Sequence[Stop], hop: Hop) -> Join:
        """The join of one hop: equal keys, equal partitions, and the row that was valid at the time."""
        (table, model), right = way[-1], hop.model.entity(hop.entity)
        left = model.entity(hop.entity)
        assert left is not None, "links only finds hops between entities"
        assert right is not None, "links only finds hops between entities"
        keys = attribute(table, model, left.expr), attribute(alias, hop.model, right.expr)
        on: list[tuple[Value, Value]] = [keys]
        for part in (d for d in hop.model.dimensions if d.is_partition):
            for stop, holder in reversed(way):
                other = holder.dimension(part.name)
                if other is not None and other.is_partition:
                    days = attribute(stop, holder, other.expr), attribute(alias, hop.model, part.expr)
                    on.append((_day(days[0]), _day(days[1])))
                    break
        validity = self.validity(alias, hop.model)
        full = self.full and len(way) == 1 and len(on) == 1 and validity is None and not hop.fans_out
        return Join(alias, hop.model, tuple(on), validity, full)

    def validity(self, alias: str, model: SemanticModel) -> Validity | None:
        """When the joined rows change over time: the one that was valid at the metric's time."""
        if model.validity is None or self.time is None or self.time.grain is None:
            return None
        start, end = model.validity
        time = Truncated(self.own_time() if self.clock else self.metric_time(), self.time.grain)
        return Validity(time, attribute(alias, model, start.expr), attribute(alias, model, end.expr))


def attribute(table: str, model: SemanticModel, sql: Fragment) -> Attribute:
    """An expression over the columns of one table of a scan, whose rows are the model's."""
    return Attribute(table, in_table(parse_sql(sql), (model.name.lower(), model.relation.name.lower())))


def _day(value: Value) -> Value:
    return Truncated(value, Grain.DAY)
