"""What became of a model: what is kept of it and by which columns, what is not, and what was asked for."""

from dataclasses import replace
from hashlib import sha256

from metricops.build.partial_plan import Layout, layout
from metricops.manifest import Aggregation, Relation, SemanticModel
from metricops.partials import Kept, Outcome
from metricops.partials.said import measured, said
from metricops.partials.wanted import Wanted
from metricops.plan.rows import Attribute, Scan, Zoned

DOUBLE = "sums of DOUBLE are rounded: cast it to DECIMAL, or use --rounded"
MEAN = f"{Aggregation.AVERAGE.value} of "


def outcome(wanted: Wanted, kept: Kept | None = None, done: str = "") -> Outcome:
    """What became of a model, and what is not kept of it."""
    for says, (name, _) in wanted.keys.items():
        if kept and says not in kept.keys:
            wanted.leave_out(name, "too many values")
    for says, (agg, value) in wanted.measures.items():
        if kept and says not in kept.measures:
            wanted.leave_out(f"{agg.value} of {value.sql.fragment.text.strip()}", DOUBLE)
    by = tuple(kept.keys.values()) if kept else ()
    without = tuple((reason, tuple(names)) for reason, names in wanted.without.items())
    return Outcome(wanted.model.name, time_of(wanted), by, kept, done, without)


def time_of(wanted: Wanted) -> str:
    """The time of a model's rows as it is written, mostly a column."""
    time = wanted.time.of if isinstance(wanted.time, Zoned) else wanted.time
    return time.sql.fragment.text.strip() if isinstance(time, Attribute) else ""


def kept_layout(wanted: Wanted, kept: Kept) -> Layout:
    """The columns that partials have already."""
    of, exact = layout(wanted), tuple(kept.measures[says] for says in kept.measures if says.startswith(MEAN))
    keys = tuple(replace(k, name=kept.keys[k.says]) for k in of.keys if k.says in kept.keys)
    measures = tuple(replace(m, name=kept.measures[m.says]) for m in of.measures if m.says in kept.measures)
    return Layout(wanted, keys, measures, exact)


def kept_of(of: Layout, name: str, rows: int, groups: int) -> Kept:
    """What is kept of so many rows in a table of so many partials."""
    model, scan = of.wanted.model, Scan(of.wanted.model.name, of.wanted.model)
    keys, measures = ({c.says: c.name for c in columns} for columns in (of.keys, of.measures))
    for measure in of.measures:
        says = measured(Aggregation.AVERAGE, measure.value, scan)
        if measure.name in of.exact and says is not None:
            measures[says] = measure.name
    time = said(of.wanted.time, scan) or ""
    return Kept(name, model.name, model.relation, time, keys, measures, rows, groups)


def joined(wanted: Wanted) -> tuple[Relation, ...]:
    """The tables that keys are joined from."""
    found = (j.right.relation for j in wanted.joins.values() if isinstance(j.right, SemanticModel))
    return tuple(dict.fromkeys(found))


def asked_for(wanted: Wanted, schema: str, rounded: bool) -> str:
    """A digest of what partials have to hold."""
    says = [str(wanted.model.relation), schema, str(rounded), *sorted(wanted.keys), *sorted(wanted.measures)]
    return sha256("\n".join(says).encode("utf-8", "surrogatepass")).hexdigest()[:32]
