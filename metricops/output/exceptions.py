"""The exception list as people read it: a table, a Markdown page, one line that sums it up."""

from metricops.evaluate.colours import status_text
from metricops.evaluate.values import Evaluation, Status
from metricops.exception_list import ExceptionList
from metricops.output.markdown import markdown
from metricops.output.table import Column, Table
from metricops.output.tables import checks_table, findings_table

GREYS = (Status.TOO_FEW, Status.NO_DATA, Status.UNDEFINED, Status.NOT_JUDGED)


def exceptions_table(listed: ExceptionList) -> Table:
    """What needs someone, in the order of its rank."""
    return findings_table(entry.finding for entry in listed.entries)


def grey_table(listed: ExceptionList) -> Table:
    """What could not be told either way: grey is not green."""
    columns = (Column("status", painted=True), Column("what", wraps=True), Column("place"))
    rows = tuple((status_text(f.status), f.sentence or f.reason, f.span.place) for f in listed.grey)
    return Table(columns, rows)


def wins_table(listed: ExceptionList) -> Table:
    """What went better than its limits allow."""
    return findings_table(listed.wins)


def silenced_table(listed: ExceptionList) -> Table:
    """What is known and needs nobody yet, with the reason and until when."""
    columns = (
        Column("status", painted=True),
        Column("until"),
        Column("owner", wraps=True),
        Column("reason", wraps=True),
        Column("what", wraps=True),
    )
    silenced = ((f, f.silence) for f in listed.silenced if f.silence)
    rows = tuple(
        (status_text(f.status, f.state), str(s.until), s.owner, s.reason, f"{f.sentence or f.reason}\n{s.span.place}")
        for f, s in silenced
    )
    return Table(columns, rows)


def summary_line(evaluation: Evaluation, listed: ExceptionList, faults: int = 0) -> str:
    """`As of 2026-11-15: 2 red, 1 yellow, 3 grey (2 too_few, 1 no_data), 12 green; tier 1 checks: 1 violated.`

    `faults` in the definitions are told too: nobody looked at what has them.
    """
    counts = evaluation.summary
    greys = [f"{counts[status]} {status.value}" for status in GREYS if counts.get(status)]
    grey = sum(counts.get(status, 0) for status in GREYS)
    told = [
        f"{counts.get(Status.BREACH, 0)} red",
        f"{counts.get(Status.WATCH, 0)} yellow",
        f"{grey} grey ({', '.join(greys)})" if greys else "0 grey",
        f"{counts.get(Status.OK, 0)} green",
    ]
    broken = sum(check.status is Status.BREACH for check in listed.checks)
    blind = sum(check.status is Status.NOT_JUDGED for check in listed.checks)
    waived = sum(check.waived for check in listed.checks)
    checks = [f"{broken} violated"] if broken else []
    checks += [f"{blind} could not run"] if blind else []
    checks += [f"{waived:,} record{'s' if waived > 1 else ''} waived"] if waived else []
    told_checks = f"; tier 1 checks: {', '.join(checks)}" if checks else ""
    told_silenced = f"; {len(listed.silenced)} of these silenced" if listed.silenced else ""
    told_wins = f"; {len(listed.wins)} of the red on the good side" if listed.wins else ""
    told_faults = f"; not looked at: definitions with {faults:,} fault{'s' if faults > 1 else ''}" if faults else ""
    return f"As of {evaluation.as_of}: {', '.join(told)}{told_wins}{told_silenced}{told_checks}{told_faults}."


def exceptions_markdown(evaluation: Evaluation, listed: ExceptionList, faults: int = 0) -> str:
    """A page with the summary first and a table for each part that has rows."""
    parts = [f"# Exceptions as of {evaluation.as_of}\n", f"{summary_line(evaluation, listed, faults)}\n"]
    sections = (
        ("Needs someone", exceptions_table(listed)),
        ("Could not be judged either way", grey_table(listed)),
        ("Tier 1 checks", checks_table(listed.checks)),
        ("Wins", wins_table(listed)),
        ("Silenced", silenced_table(listed)),
    )
    parts += [f"## {heading}\n\n{markdown(table)}" for heading, table in sections if table.rows]
    return "\n".join(parts)
