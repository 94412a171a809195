"""Breaches that are good news: a rule that looks both ways was crossed on the side that the metric is good on."""

from metricops.evaluate.instances import Instance
from metricops.evaluate.marks import Colour, Mark
from metricops.manifest import Change, Limits, Mads


def is_favourable(instance: Instance, mark: Mark) -> bool:
    """Whether a red window moved the metric the way its contract calls good; every other rule states what is bad."""
    if mark.colour is not Colour.RED or mark.outcome is None or mark.value is None:
        return False
    match instance.threshold.red.rule:
        case Change(direction="moves") if mark.outcome.change is not None:
            rose = mark.outcome.change > 0
        case Limits() | Mads():
            rose = mark.value > max(mark.outcome.limits)
        case _:
            return False
    contract = instance.metric.contract
    return contract is not None and rose == (contract.good == "up")
