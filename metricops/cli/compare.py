"""metricops compare: two metrics side by side, and whether what lies between them is a conflict."""

from datetime import datetime, time
from fractions import Fraction

import click

from metricops.cli.faults import faults_left_out, faults_shown
from metricops.cli.opened import opened
from metricops.cli.options import Scope, shared
from metricops.cli.progress import progress
from metricops.cli.tables import show
from metricops.cli.terminal import data
from metricops.compare import Pair, gap_text, sentence
from metricops.output.json_text import json_text
from metricops.output.records import Record
from metricops.output.table import Column, Table
from metricops.pipeline.comparing import Compared
from metricops.units import shown

NOTHING = ""
UNNAMED = "(none)"  # a group whose key is NULL


@click.command("compare")
@click.argument("left")
@click.argument("right")
@click.option(
    "--by", multiple=True, metavar="DIM", help="Split both by this dimension or time; commas separate several."
)
@click.option("--window", metavar="WINDOW", help="Both over these days, such as 4w; all time by default.")
@click.option("--tolerance", default="0.5%", show_default=True, metavar="PERCENT", help="A gap up to here is rounding.")
@shared(formats=("table", "json"))
def command(scope: Scope, left: str, right: str, by: tuple[str, ...], window: str | None, tolerance: str) -> None:
    """Put two metrics side by side, over the same rows of time and the same groups.

    Says for every row whether they are the same, only rounding apart, different, or missing on one side. A gap's
    share is of the larger number, so it does not matter which metric is named first.

    \b
    Examples:
      metricops compare pipeline_sourced pipeline_qualified --by segment --as-of 2026-11-15 --window 1w
      metricops compare pipeline_qualified pipeline_weighted --as-of 2026-11-15 --window 1w --tolerance 2%
    """
    project = opened(scope)
    faults_left_out(project.diagnostics)
    names = tuple(name for text in by for name in ([text] if "(" in text else text.split(",")))
    with faults_shown(project.texts), progress("comparing"):
        found = project.compare(left, right, by=names, window=window, as_of=scope.as_of, tolerance=tolerance)
    if scope.format == "json":
        data(json_text(_document(found)))
        return
    show(_table(found))
    data("".join(f"\n{line}" for line in _lines(found)) + "\n")


def _lines(found: Compared) -> list[str]:
    facts = [f"as of {found.as_of}"] if found.as_of else []
    facts += [f"confidence {found.confidence.level}"] if found.confidence else []
    notes = [caveat if caveat.startswith("window: ") else f"caveat: {caveat}" for caveat in found.caveats]
    said = sentence(found.comparison, found.left, found.right, found.unit)
    return [said, *([", ".join(facts)] if facts else []), *notes]


def _table(found: Compared) -> Table:
    numbers = (found.left, found.right, "gap", "share")
    columns = (*map(Column, found.by), *(Column(name, right=True) for name in numbers), Column("verdict"))
    rows = [_row([_key(key) for key in pair.keys], pair, found.unit) for pair in found.comparison.pairs]
    total = found.comparison.total
    if total and len(rows) > 1:
        rows.append(_row(["total", *[NOTHING] * (len(found.by) - 1)], total, found.unit))
    return Table(columns, tuple(rows))


def _row(keys: list[str], pair: Pair, unit: str) -> tuple[str, ...]:
    numbers = (shown(pair.left, unit), shown(pair.right, unit))
    return (
        *keys,
        *numbers,
        _gap(pair.gap, unit),
        NOTHING if pair.share is None else shown(pair.share, "%"),
        pair.standing,
    )


def _gap(gap: Fraction | None, unit: str) -> str:
    sign = NOTHING if not gap else "+" if gap > 0 else "-"
    return NOTHING if gap is None else sign + gap_text(gap, unit)


def _key(key: object) -> str:
    """A group as a person reads it; a time at midnight is a day."""
    if isinstance(key, datetime) and key.time() == time.min:
        return str(key.date())
    return UNNAMED if key is None else str(key)


def _document(found: Compared) -> Record:
    comparison = found.comparison
    return {
        "version": 1,
        "as_of": found.as_of,
        "left": found.left,
        "right": found.right,
        "by": list(found.by),
        "unit": found.unit or None,
        "tolerance": comparison.tolerance,
        "within_tolerance": comparison.within_tolerance,
        "verdict": comparison.verdict,
        "sentence": sentence(comparison, found.left, found.right, found.unit),
        "rows": [{"keys": list(pair.keys), **_pair(pair)} for pair in comparison.pairs],
        "total": _pair(comparison.total) if comparison.total else None,
        "caveats": list(found.caveats),
        "confidence": found.confidence.level if found.confidence else None,
    }


def _pair(pair: Pair) -> Record:
    numbers = {"left": pair.left, "right": pair.right, "gap": pair.gap, "share": pair.share}
    return {name: _number(number) for name, number in numbers.items()} | {"verdict": pair.standing}


def _number(exact: Fraction | None) -> float | None:
    return None if exact is None else float(exact)
