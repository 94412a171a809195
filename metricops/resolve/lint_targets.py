"""Policy on targets: thresholds that need one have it, and somebody looks at them every quarter."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from metricops.diagnostics import Diagnostic, warning
from metricops.manifest import Manifest, Target
from metricops.periods import Grain, floor

WHOLES = (1, 100)  # what shares sum to


def without_targets(manifest: Manifest) -> Iterator[Diagnostic]:
    """W052: a threshold that is measured against a target of a metric that has none."""
    having = {target.metric for target in manifest.targets}
    for metric in manifest.operating:
        for threshold in metric.contract.thresholds if metric.contract else ():
            if metric.name not in having and threshold.against_target:
                message = f'"{metric.name}" is measured against its target, but none is set'
                place = f"semantic/targets/{metric.name}.csv is a place for them"
                yield warning("W052", message, threshold.span, place)


def shares(manifest: Manifest) -> Iterator[Diagnostic]:
    """W058: seasonality that sums neither to 100 nor to 1; what rounding leaves over is no slip."""
    for target in manifest.targets:
        total = sum(target.weights, Decimal(0))
        if target.weights and not any(abs(total - whole) * 100 <= whole for whole in WHOLES):
            message = f'the seasonality of a target of "{target.metric}" sums to {total.normalize():f}, not to 100'
            yield warning("W058", message, target.span, "it is shared out in proportion")


def amounts(manifest: Manifest) -> Iterator[Diagnostic]:
    """W059: targets of 0 or less."""
    for target in manifest.targets:
        if target.amount <= 0:
            message = f'a target of "{target.metric}" is {target.amount:f}: a share of it is no bar to reach'
            yield warning("W059", message, target.span, "an amount above 0, or a threshold with a limit of its own")


def not_looked_at(manifest: Manifest, as_of: date) -> Iterator[Diagnostic]:
    """W053: targets of which no version was set this quarter."""
    quarter = floor(as_of, Grain.QUARTER, manifest.calendar)
    last: dict[str, Target] = {}
    for target in manifest.targets:
        known = last.get(target.metric)
        if target.set_on <= as_of and (known is None or known.set_on <= target.set_on):
            last[target.metric] = target
    for name, target in last.items():
        if target.set_on < quarter:
            message = f'targets of "{name}" were last set on {target.set_on}: none in the quarter from {quarter} on'
            yield warning("W053", message, target.span, "add the recalibrated rows, or the same ones with a new set_on")
