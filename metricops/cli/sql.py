"""metricops sql: a query compiled, nothing run."""

import click

from metricops.cli.asking import Asked, asking
from metricops.cli.options import Scope, partials_optional, reads_rows, shared
from metricops.cli.remembered import remembered
from metricops.cli.terminal import data

# named here, and held to the table in `sql` by a test, because an answer that is remembered imports nothing of `sql`
DIALECTS = ("bigquery", "clickhouse", "databricks", "duckdb", "postgres", "redshift", "snowflake", "spark", "trino")


@click.command("sql")
@shared(formats=(), stages=("nodes", "definitions", "manifest", "plan", "sql"))
@click.option("--dialect", type=click.Choice(DIALECTS), help="Another than the warehouse's own.")
@click.option("--explain", is_flag=True, help="Say in words what is read, joined, kept and added up.")
@partials_optional
@asking
def command(scope: Scope, asked: Asked, dialect: str | None, explain: bool) -> None:
    """Compile a query to SQL; nothing is run.

    \b
    Examples:
      metricops sql win_rate --by segment --window 8w --as-of 2026-11-15
      metricops sql win_rate --by segment --window 8w --as-of 2026-11-15 --explain
      metricops sql win_rate --by metric_time__week --start 2026-07-01
      metricops sql pipeline_coverage --by segment --dialect snowflake
    """

    def answer() -> tuple[str, bool]:
        from metricops.cli.compiling import compiled  # noqa: PLC0415  what it imports is what remembering saves

        return compiled(scope, asked, dialect, explain)

    text = remembered(scope, (asked, dialect, explain, reads_rows()), answer)
    data(text.rstrip("\n") + "\n")
