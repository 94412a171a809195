"""Evidence columns: sample, numerator, denominator and first day beside every metric."""

from dataclasses import dataclass, replace

from metricops.manifest import (
    Aggregation,
    ConversionMetric,
    CumulativeMetric,
    DerivedMetric,
    Metric,
    MetricInput,
    RatioMetric,
    SimpleMetric,
)
from metricops.plan.formula import Filled, Formula, Least, Missing, Output, Ref, ZeroIf, ZeroWithout
from metricops.plan.leaves import COUNTS, Leaves, Look
from metricops.plan.presence import columns


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands behind metrics, as formulas over the same leaves."""

    leaves: Leaves

    def outputs(self, metric: Metric, formula: Formula) -> tuple[Output, ...]:
        """The columns `m__n`, `m__numerator`, `m__denominator` and `m__first` of one metric."""
        numerator, denominator = self.ratio(metric)
        first = Least(tuple(Ref(f"{column}__first") for column in dict.fromkeys(columns(formula))), counts=False)
        return (
            Output(f"{metric.name}__n", Filled(self.sample(metric, Look()), 0)),
            Output(f"{metric.name}__numerator", numerator),
            Output(f"{metric.name}__denominator", denominator),
            Output(f"{metric.name}__first", first),
        )

    def ratio(self, metric: Metric) -> tuple[Formula, Formula]:
        """Numerator and denominator: of a ratio its parts, of a conversion rate both kinds of events, of an average
        sum and count, else missing."""
        match metric:
            case RatioMetric():
                look = Look(metric.filters)
                over, under = (self.leaves.input(given, look) for given in (metric.numerator, metric.denominator))
                return ZeroWithout(over, self.of_input(metric.numerator, look), under), under
            case ConversionMetric() if metric.calculation != "conversions":
                over, under = self.leaves.events(metric, Look(metric.filters))
                return ZeroIf(over, under), under
            case SimpleMetric() if metric.measure.agg is Aggregation.AVERAGE:
                column = self.leaves.leaf(metric, Look(metric.filters)).column
                return Ref(f"{column}__sum"), Ref(f"{column}__n")
        return Missing(), Missing()

    def sample(self, metric: Metric, look: Look) -> Formula:
        """How many rows stand behind a value: of a ratio its denominator's, of a formula its smallest input's."""
        look = replace(look, filters=(*metric.filters, *look.filters))
        match metric:
            case RatioMetric():
                return self.counted(metric.denominator, look)
            case DerivedMetric():
                return Least(tuple(self.of_input(i, look) for i in metric.inputs))
            case CumulativeMetric():
                return self.of_input(metric.input, look)
            case ConversionMetric():
                return self.of_events(metric, look)
            case SimpleMetric():
                return Ref(f"{self.leaves.leaf(metric, look).column}__n")
        return Missing()

    def of_input(self, given: MetricInput, look: Look) -> Formula:
        """The sample of an input, under the filters and at the time written on it."""
        metric = self.leaves.manifest.metrics[given.name]
        return self.sample(metric, self.leaves.deeper(given, look))

    def of_events(self, metric: ConversionMetric, look: Look) -> Formula:
        """The sample of conversions are the base events, whether or not any of them converted."""
        return self.counted(metric.conversion.base, look)

    def counted(self, given: MetricInput, look: Look) -> Formula:
        """A denominator that counts things is its own sample; any other is counted by rows."""
        metric = self.leaves.manifest.metrics[given.name]
        if isinstance(metric, SimpleMetric) and metric.measure.agg in COUNTS:
            return Filled(self.leaves.input(given, look), 0)
        return self.of_input(given, look)
