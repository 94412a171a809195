"""The order of building: what a model needs comes before it."""

from graphlib import CycleError, TopologicalSorter

from metricops.build.models import Found, Model
from metricops.build.names import needs, referred
from metricops.diagnostics import Diagnostic, error


def order(found: Found) -> tuple[Model, ...] | Diagnostic:
    """The models in an order in which they can be built; a fault when they need each other."""
    models = {model.name.lower(): model for model in found.models}
    try:
        return tuple(models[name] for name in TopologicalSorter(needs(found)).static_order())
    except CycleError as fault:
        circle = [models[name] for name in reversed(fault.args[1])]
        return _circle(circle)


def _circle(circle: list[Model]) -> Diagnostic:
    first, second = circle[:2]
    span = next(span for name, span in referred(first) if name == second.name.lower())
    path = " → ".join(model.name for model in circle)
    return error("B005", f'"{first.name}" is needed before itself: {path}', span)
