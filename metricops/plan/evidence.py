"""Evidence columns: sample, numerator, denominator and first day beside every metric."""

from metricops.manifest import Metric
from metricops.plan.leaves import Leaves
from metricops.plan.plan import Arithmetic, Filled, Formula, Least, Output, Quotient, Ref, ZeroIf


def evidence(leaves: Leaves, metric: Metric, formula: Formula) -> tuple[Output, ...]:
    """The columns `m__n`, `m__numerator`, `m__denominator` and `m__first` of one metric."""
    numerator, denominator = leaves.parts_of(metric.name)
    first = Least(tuple(Ref(f"{column}__first") for column in dict.fromkeys(columns(formula))), counts=False)
    return (
        Output(f"{metric.name}__n", Filled(leaves.sample(metric.name), 0)),
        Output(f"{metric.name}__numerator", numerator),
        Output(f"{metric.name}__denominator", denominator),
        Output(f"{metric.name}__first", first),
    )


def columns(formula: Formula) -> tuple[str, ...]:
    """The leaves' columns that a formula reads."""
    match formula:
        case Ref(column):
            return (column,)
        case Quotient(numerator, denominator):
            return (*columns(numerator), *columns(denominator))
        case Arithmetic(_, inputs):
            return tuple(c for _, given in inputs for c in columns(given))
        case Filled(of, _) | ZeroIf(of, _):
            return columns(of)
        case Least(of):
            return tuple(c for given in of for c in columns(given))
    return ()
