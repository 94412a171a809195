"""Policy on units: what is divided or added must be able to have the unit it claims."""

from collections.abc import Iterator

from metricops.diagnostics import Diagnostic, warning
from metricops.expressions.sums import added_columns
from metricops.manifest import DerivedMetric, Manifest, RatioMetric
from metricops.units import is_money

SHARES = ("%", "x")


def ratios(manifest: Manifest) -> Iterator[Diagnostic]:
    """W050: equal units divide to a share, money in two currencies does not divide, and money per thing is money."""
    for metric in manifest.metrics.values():
        if not isinstance(metric, RatioMetric) or metric.contract is None or not metric.contract.unit:
            continue
        parts = [manifest.metrics[i.name].unit.lower() for i in (metric.numerator, metric.denominator)]
        fault = _ratio_fault(parts[0], parts[1], metric.unit.lower())
        if fault:
            said = f'"{metric.name}" is in {metric.unit}, but {parts[0]} divided by {parts[1]} {fault}'
            yield warning("W050", said, metric.contract.place("unit"))


def _ratio_fault(above: str, below: str, result: str) -> str:
    if not above or not below:
        return ""
    if above == below:
        return "is a share (% or x)" if result == above or is_money(result) else ""
    if is_money(above) and is_money(below):
        return "has no meaning"
    return f"is {above} each" if is_money(above) and result in SHARES else ""


def sums(manifest: Manifest) -> Iterator[Diagnostic]:
    """W051: only amounts in one unit are added or subtracted."""
    for metric in manifest.metrics.values():
        if not isinstance(metric, DerivedMetric):
            continue
        units = {i.column: manifest.metrics[i.name].unit.lower() for i in metric.inputs}
        for left, right in added_columns(metric.expr):
            one, other = units.get(left.name.lower(), ""), units.get(right.name.lower(), "")
            if one and other and one != other:
                message = f'"{left.name}" ({one}) and "{right.name}" ({other}) cannot be added or subtracted'
                yield warning("W051", message, left.span)
