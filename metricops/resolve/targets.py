"""Targets: of a metric that is there, over a whole period, each version once."""

from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation

from metricops.definitions import TargetEntry
from metricops.diagnostics import Related, did_you_mean
from metricops.manifest import Manifest, Target
from metricops.periods import Calendar, Grain, floor
from metricops.plan.links import reachable
from metricops.resolve.faults import Faults, Lookup
from metricops.resolve.links import leaves, limited
from metricops.source import Fragment

DIGITS = 30  # before the point; more is a slip
PARTS = {Grain.YEAR: (4, 12), Grain.QUARTER: (3,)}
"""Into how many equal parts a period can be shared out."""


def targets(entries: Iterable[TargetEntry], metrics: Lookup, calendar: Calendar, faults: Faults) -> tuple[Target, ...]:
    """The targets that can be used, in the order written."""
    found: dict[tuple[object, ...], Target] = {}
    for entry in entries:
        own = Faults()
        target = _target(entry, metrics, calendar, own)
        if target is not None:
            _once(target, found, own)
        faults.merge(own)
    return tuple(found.values())


def fitting(manifest: Manifest, faults: Faults) -> tuple[Target, ...]:
    """The targets whose dimensions their metric has, by the last part of their names."""
    kept, unknown = [], set[tuple[str, str]]()
    for target in manifest.targets:
        known = _dimensions(manifest, target.metric)
        strange = [dimension for dimension, _ in target.segment if dimension not in known]
        for dimension in strange:
            if (target.metric, dimension) not in unknown:
                message = f'"{dimension}" is no dimension that "{target.metric}" can be split by'
                faults.add("R003", message, target.span, did_you_mean(dimension, known))
            unknown.add((target.metric, dimension))
        kept += [] if strange else [target]
    return tuple(kept)


def _dimensions(manifest: Manifest, metric: str) -> set[str]:
    models = {leaf.model for leaf in leaves(manifest.metrics[metric], manifest.metrics, limited)}
    names = [{found.element.name for found in reachable(manifest, manifest.models[model])} for model in models]
    return set.intersection(*names) if names else set()


def _target(entry: TargetEntry, metrics: Lookup, calendar: Calendar, faults: Faults) -> Target | None:
    name = metrics.find(entry.metric, faults)
    if floor(entry.period_start, entry.period, calendar) != entry.period_start:
        first = floor(entry.period_start, entry.period, calendar)
        message = f"no {entry.period} starts on {entry.period_start}"
        faults.add("R019", message, entry.span, f"the {entry.period} that holds it starts on {first}")
    amount, weights = _amount(entry.amount, faults), tuple(_weights(entry, faults))
    if faults.broken or amount is None:
        return None
    return Target(
        metric=name,
        segment=tuple(sorted((dimension.text.strip().lower(), value.text) for dimension, value in entry.segment)),
        start=entry.period_start,
        grain=entry.period,
        amount=amount,
        set_on=entry.set_on,
        set_by=entry.set_by.text.strip() if entry.set_by else "",
        reason=entry.reason.text.strip() if entry.reason else "",
        weights=weights,
        span=entry.span,
    )


def _amount(text: Fragment, faults: Faults) -> Decimal | None:
    word = text.text.strip().replace(",", "").replace("_", "")
    try:
        amount = Decimal(word.removesuffix("%")) / (100 if word.endswith("%") else 1)
    except InvalidOperation:
        amount = Decimal("NaN")
    if amount.is_finite() and amount.adjusted() < DIGITS:
        return amount
    faults.add("R019", f'"{text.text}" is not an amount', text.span, "such as 3900000 or 45%")
    return None


def _weights(entry: TargetEntry, faults: Faults) -> Iterator[Decimal]:
    """How an amount is shared out, such as `25/30/45`."""
    if entry.seasonality is None:
        return
    text, span = entry.seasonality.text, entry.seasonality.span
    try:
        weights = [Decimal(word.strip().removesuffix("%")) for word in text.split("/")]
    except InvalidOperation:
        weights = []
    parts = PARTS.get(entry.period, ())
    if len(weights) not in parts or not all(w.is_finite() and w >= 0 for w in weights) or sum(weights) <= 0:
        needed = " or ".join(str(n) for n in parts)
        needs = f"a {entry.period} is shared out in {needed} parts" if parts else f"a {entry.period} is not shared out"
        faults.add("R019", f'seasonality "{text}" cannot be used: {needs}', span, "such as 25/30/45 for a quarter")
        return
    yield from weights


def _once(target: Target, found: dict[tuple[object, ...], Target], faults: Faults) -> None:
    """Two rows that were set on one day cannot both be the target of a period."""
    key = (target.metric, target.segment, target.start, target.grain, target.set_on)
    if key in found:
        where = " ".join((f'of "{target.metric}"', *(f"for {d} = {v}" for d, v in target.segment)))
        message = f"the target {where} from {target.start} on was set twice on {target.set_on}"
        faults.add("R020", message, target.span, "", Related("first", found[key].span))
        return
    found[key] = target
