"""How metrics behave over longer windows, and what follows for a baseline."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from metricops.evaluate.baselines import baseline_value
from metricops.evaluate.finality import final_after
from metricops.evaluate.instances import Instance
from metricops.evaluate.readings import Gap
from metricops.evaluate.shapes import Shape, needs_rows, shape
from metricops.evaluate.values import Observation, Series, Status
from metricops.evaluate.windows import windows_before
from metricops.manifest import (
    Baseline,
    BaselineKind,
    Contract,
    Conversion,
    ConversionMetric,
    CumulativeMetric,
    DerivedMetric,
    Manifest,
    MetricInput,
    ModelFacts,
    RatioMetric,
    Relation,
    SemanticModel,
)
from metricops.periods import Grain, Period, Window
from metricops.source import fragment
from tests.scenarios.made_series import NOWHERE, metric, threshold

METRICS = {
    kind: metric(kind, kind, "") for kind in ("sum", "count", "average", "max", "stock", "ratio", "count_distinct")
}


def derived(expr: str, *inputs: str, unit: str = "") -> DerivedMetric:
    read = tuple(MetricInput(name, NOWHERE) for name in inputs)
    return DerivedMetric(name="derived", span=NOWHERE, expr=fragment(expr), inputs=read, unit=unit)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("sum", Shape.TOTAL),
        ("count", Shape.TOTAL),
        ("sum_boolean", Shape.TOTAL),
        ("count_distinct", Shape.TALLY),
        ("average", Shape.POOLED),
        ("median", Shape.POOLED),
        ("max", Shape.EXTREME),
        ("ratio", Shape.POOLED),
        ("stock", Shape.STOCK),
    ],
)
def test_shapes_of_plain_metrics(kind: str, expected: Shape) -> None:
    assert shape(metric("m", kind, ""), {}) is expected


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (derived("sum - count", "sum", "count"), Shape.TALLY),
        (derived("sum / count", "sum", "count"), Shape.POOLED),
        (derived("sum - count", "sum", "count", unit="%"), Shape.POOLED),
        (derived("stock - stock2", "stock"), Shape.STOCK),
        (derived("sum - stock", "sum", "stock"), Shape.POOLED),
        (derived("sum - gone", "sum", "gone"), Shape.POOLED),
        (CumulativeMetric(name="c", span=NOWHERE, input=MetricInput("sum", NOWHERE)), Shape.STOCK),
    ],
)
def test_shapes_of_metrics_over_metrics(made: DerivedMetric, expected: Shape) -> None:
    assert shape(made, METRICS) is expected


def test_conversions_add_up_and_their_rate_does_not() -> None:
    read = MetricInput("sum", NOWHERE)
    rate = ConversionMetric(name="c", span=NOWHERE, conversion=Conversion("user", read, read))
    count = ConversionMetric(
        name="c", span=NOWHERE, conversion=Conversion("user", read, read), calculation="conversions"
    )
    assert (shape(rate, METRICS), shape(count, METRICS)) == (Shape.POOLED, Shape.TOTAL)


def test_a_0_over_no_rows_says_nothing_unless_it_cannot_be_one() -> None:
    of_counts = RatioMetric(
        name="r", span=NOWHERE, numerator=MetricInput("sum", NOWHERE), denominator=MetricInput("count", NOWHERE)
    )
    filled = {**METRICS, "count": replace(METRICS["count"], fill_nulls_with=0)}
    assert needs_rows(METRICS["count"], METRICS)
    assert not needs_rows(METRICS["stock"], METRICS)
    assert not needs_rows(of_counts, METRICS)
    assert needs_rows(of_counts, filled)


def test_people_counted_once_are_compared_with_the_mean_of_weeks() -> None:
    """Ten users every week, the same ones: ten over the eight weeks as well, and still ten a week."""
    week, kpi = Period(date(2026, 11, 9), date(2026, 11, 15)), METRICS["count_distinct"]
    trailing = Baseline(BaselineKind.TRAILING, Window(8, Grain.WEEK))
    window = Window(1, Grain.WEEK)
    weeks = [week, *windows_before(week, window, 8), Period(date(2026, 9, 14), date(2026, 11, 8))]
    series = Series("kpi", (), {p: Observation(p, 10, 10) for p in weeks}, date(2026, 1, 1))
    rule = threshold({"red": "falls 15% vs trailing 8 weeks"})
    assert baseline_value(trailing, Instance(kpi, rule, window, series, Shape.TALLY, True), week) == 10
    assert baseline_value(trailing, Instance(kpi, rule, window, series, Shape.TOTAL, True), week) == Decimal("1.25")


def test_a_tally_over_empty_weeks_counts_them_as_zero_but_not_all_of_them() -> None:
    week, window = Period(date(2026, 11, 9), date(2026, 11, 15)), Window(1, Grain.WEEK)
    trailing = Baseline(BaselineKind.TRAILING, Window(4, Grain.WEEK))
    rule, kpi = threshold({"red": "falls 15% vs trailing 4 weeks"}), METRICS["count_distinct"]
    (one,) = windows_before(week, window, 1)
    series = Series("kpi", (), {one: Observation(one, 8, 9)}, date(2026, 1, 1))
    assert baseline_value(trailing, Instance(kpi, rule, window, series, Shape.TALLY, True), week) == 2
    gap = baseline_value(
        trailing, Instance(kpi, rule, window, Series("kpi", (), {}, series.first), Shape.TALLY, True), week
    )
    assert isinstance(gap, Gap)
    assert gap.reason == "no rows over the trailing 4 weeks"


def test_finality_is_the_contract_s_or_the_slowest_model_s() -> None:
    model = SemanticModel("facts", Relation("facts"), NOWHERE, None, (), (), facts=ModelFacts(final_after="3 days"))
    slow = SemanticModel("slow", Relation("slow"), NOWHERE, None, (), (), facts=ModelFacts(final_after="2 weeks"))
    plain, ratio = metric("a", "sum", ""), metric("r", "ratio", "")
    project = Manifest(models={"facts": model, "slow": slow}, metrics={"a": plain, "b": plain, "r": ratio})
    assert str(final_after(ratio, project)) == "3 days"
    contracted = metric("r", "ratio", "", Contract(NOWHERE, final_after="1 week"))
    assert str(final_after(contracted, project)) == "1 week"
    assert final_after(ratio, Manifest(metrics={"r": ratio})) is None


def test_a_tally_is_not_compared_with_a_baseline_of_no_whole_number_of_windows() -> None:
    judged, window = Period(date(2026, 10, 26), date(2026, 11, 15)), Window(3, Grain.WEEK)
    trailing, before = (
        Baseline(BaselineKind.TRAILING, Window(8, Grain.WEEK)),
        Period(date(2026, 8, 31), date(2026, 10, 25)),
    )
    series = Series("kpi", (), {before: Observation(before, 80, 90)}, date(2026, 1, 1))
    rule = threshold({"red": "falls 15% vs trailing 8 weeks", "window": "3w"})
    instance = Instance(METRICS["count_distinct"], rule, window, series, Shape.TALLY, True)
    reason = "8 weeks hold no whole number of windows, and only those compare"
    assert baseline_value(trailing, instance, judged) == Gap(Status.UNDEFINED, reason)
