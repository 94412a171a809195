"""metricops backtest: a threshold replayed over its history, before it has to keep its promise."""

from datetime import date

import click

from metricops.api import backtesting
from metricops.cli.faults import faults_left_out, faults_shown
from metricops.cli.opened import opened
from metricops.cli.options import Scope, day, filled, partials_optional, shared, text_option
from metricops.cli.progress import progress
from metricops.cli.tables import show
from metricops.cli.terminal import data, message
from metricops.evaluate.track_record import Backtest
from metricops.output.backtests import (
    backtest_json,
    backtest_markdown,
    differences_table,
    fires_table,
    left_out_text,
    record_table,
    summary_text,
)


@click.command("backtest")
@click.argument("metric", callback=filled)
@shared(formats=("table", "json", "markdown"))
@text_option("--threshold", metavar="NAME", help="Which of the metric's thresholds; not needed when it has one.")
@click.option("--from", "start", callback=day, metavar="DATE", help="The first day to judge as of, as YYYY-MM-DD.")
@click.option("--to", "end", callback=day, metavar="DATE", help="The last day; --as-of says the same.")
@text_option("--over", metavar="LENGTH", help="How far back from the last day: 26w, 18 months; 2y by default.")
@text_option("--against", metavar="SENTENCE", help="Another red rule to replay beside the one that is written.")
@partials_optional
def command(
    scope: Scope,
    metric: str,
    threshold: str | None,
    start: date | None,
    end: date | None,
    over: str | None,
    against: str | None,
) -> None:
    """Replay a threshold over its history: how often it would have fired, for how long, and how much it judged.

    It is judged as evaluate would have judged it as of every week, or every step of its own, on the data as it
    is now. Exits 0 whatever it finds.

    \b
    Examples:
      metricops backtest win_rate --as-of 2026-11-15
      metricops backtest win_rate --as-of 2026-11-15 --against "falls 25% vs trailing 8 weeks"
      metricops backtest win_rate --from 2026-01-01 --to 2026-11-15 --format json
    """
    if start and over:
        raise click.UsageError('"--from" and "--over" both say where the replay starts; one of them is needed')
    if end and scope.as_of:
        raise click.UsageError('"--to" and "--as-of" both say where the replay ends; one of them is needed')
    project = opened(scope)
    faults_left_out(project.diagnostics)
    with faults_shown(project.texts), progress("replaying") as watched:
        found = backtesting.backtest(
            project,
            metric,
            threshold,
            start=start,
            end=end or scope.as_of,
            over=over or backtesting.OVER,
            against=against,
            progress=watched,
        )
    _print(scope.format, found)
    if not found.written.total.judged:
        message("no window could be judged: there is no data for these days, or too little")


def _print(form: str, found: Backtest) -> None:
    match form:
        case "json":
            data(backtest_json(found))
        case "markdown":
            data(backtest_markdown(found))
        case _:
            _print_tables(found)


def _print_tables(found: Backtest) -> None:
    data(summary_text(found) + "\n")
    show(record_table(found))
    fires, apart = fires_table(found), differences_table(found)
    if fires.rows:
        data("\nNew breaches:\n\n")
        show(fires)
    if apart.rows:
        data("\nWhere the rules differ:\n\n")
        show(apart)
    left_out = left_out_text(found)
    data(f"\n{left_out}" if left_out else "")
