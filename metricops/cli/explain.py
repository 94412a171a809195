"""metricops explain: which parts and segments a metric's change comes from."""

from fractions import Fraction

import click

from metricops.cli.faults import faults_left_out, faults_shown
from metricops.cli.opened import opened
from metricops.cli.options import Scope, shared, text_option
from metricops.cli.progress import progress
from metricops.cli.tables import show
from metricops.cli.terminal import data
from metricops.explain import Contribution, Explanation
from metricops.explain.causes import UNNAMED
from metricops.output.json_text import json_text
from metricops.output.records import Record
from metricops.output.table import Column, Table
from metricops.packet.causes import cause_sentences, change_text
from metricops.units import shown


@click.command("explain")
@click.argument("metric")
@text_option("--by", multiple=True, metavar="DIM", help="Split by this dimension; by default what the contract says.")
@text_option("--window", default="1w", show_default=True, metavar="WINDOW", help="Compared with the one before it.")
@shared(formats=("table", "json"))
def command(scope: Scope, metric: str, by: tuple[str, ...], window: str) -> None:
    """Say which segments and parts of the formula a metric's change comes from, exactly.

    A ratio's change is split into each segment's own rate and the mix of segments; what a sum's segments
    add, they add. Words are arithmetic: "explains 65% of the fall", never "because".

    \b
    Examples:
      metricops explain win_rate --by segment --window 8w --as-of 2026-11-15
      metricops explain bookings --by opportunity__region --window 4w --as-of 2026-11-15
    """
    project = opened(scope)
    faults_left_out(project.diagnostics)
    with faults_shown(project.texts), progress("explaining"):
        explanation = project.explain(metric, by=by, window=window, as_of=scope.as_of)
    unit = project.manifest.metrics[explanation.metric].unit
    if scope.format == "json":
        data(json_text(_document(explanation, unit)))
        return
    if explanation.now is None and explanation.before is None:
        data(f"{explanation.metric}: {explanation.reason}\n")
        return
    data(f"{explanation.metric}: {shown(explanation.before, unit)} before, {shown(explanation.now, unit)} now\n\n")
    data("".join(f"  {line}\n" for line in cause_sentences(explanation, unit)))
    if explanation.contributions:
        data("\n")
        show(_table(explanation, unit))


def _table(explanation: Explanation, unit: str) -> Table:
    names = (explanation.dimension, "own rate", "mix", "together")
    columns = tuple(Column(name, right=at > 0) for at, name in enumerate(names))
    return Table(columns, tuple(_row(contribution, unit) for contribution in explanation.contributions))


def _row(contribution: Contribution, unit: str) -> tuple[str, ...]:
    name = UNNAMED if contribution.segment is None else contribution.segment
    return (name, *(change_text(part, unit) for part in (contribution.rate, contribution.mix, contribution.total)))


def _document(explanation: Explanation, unit: str) -> Record:
    return {
        "version": 1,
        "metric": explanation.metric,
        "unit": unit or None,
        "before": _number(explanation.before),
        "now": _number(explanation.now),
        "causes": [
            {
                "subject": cause.subject,
                "dimension": cause.dimension or None,
                "effect": cause.effect,
                "amount": _number(cause.amount),
                "share": _number(cause.share),
            }
            for cause in (*explanation.formula, *explanation.causes)
        ],
        "contributions": [
            {"segment": c.segment, "rate": _number(c.rate), "mix": _number(c.mix), "total": _number(c.total)}
            for c in explanation.contributions
        ],
        "reason": explanation.reason or None,
    }


def _number(exact: Fraction | None) -> float | None:
    return None if exact is None else float(exact)
