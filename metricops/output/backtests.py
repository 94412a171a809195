"""A threshold's track record as tables, Markdown and JSON."""

from collections.abc import Iterator, Mapping
from typing import Any

from metricops.evaluate.track_record import Backtest, Difference, TrackRecord, Trial
from metricops.evaluate.turns import Turn
from metricops.evaluate.values import Segment, Status
from metricops.output.json_text import json_text
from metricops.output.markdown import markdown
from metricops.output.records import segment_text
from metricops.output.table import Column, Table
from metricops.units import shown

MOST = 20  # firings and differences in a table; JSON has all of them
ALL = "all"


def record_table(found: Backtest) -> Table:
    """A row for each segment and one for all of them, of each rule that was replayed."""
    columns = (
        *((Column("rule"),) if found.tried else ()),
        Column("segment"),
        Column("windows", right=True),
        Column("judged", right=True),
        Column("grey"),
        *(Column(name, right=True) for name in ("fires", "a year", "median run", "longest")),
        Column("open now", right=True),
    )
    return Table(columns, tuple(_record_rows(found)))


def fires_table(found: Backtest) -> Table:
    """When breaches began, newest first, with what would have been said."""
    columns = (Column("rule"), Column("as of"), Column("what was said", wraps=True))
    fires = [(name, turn) for name, one in _trials(found) for turn in one.total.fires]
    newest = sorted(fires, key=lambda fire: fire[1].as_of, reverse=True)[:MOST]
    rows = tuple((name, turn.as_of.isoformat(), turn.sentence) for name, turn in newest)
    return Table(columns, rows) if found.tried else Table(columns[1:], tuple(row[1:] for row in rows))


def differences_table(found: Backtest) -> Table:
    """The windows on which the two rules disagree, newest first."""
    columns = (Column("as of"), Column("segment"), Column("value", right=True), Column("written"), Column("tried"))
    unit = _unit(found)
    newest = found.differences[::-1][:MOST]
    return Table(columns, tuple(_difference_row(one, unit) for one in newest))


def summary_text(found: Backtest) -> str:
    """What was replayed, over which days."""
    text = f"{found.metric.name}, threshold {found.threshold.name}, as of {found.start} to {found.end}\n"
    for name, one in _trials(found):
        text += f"{name}: {one.rule}\n"
    return text


def left_out_text(found: Backtest) -> str:
    """How many rows the tables leave out."""
    fires = sum(len(one.total.fires) for _, one in _trials(found))
    counts = {"new breaches": fires - MOST, "differences": len(found.differences) - MOST}
    return "".join(f"{n:,} earlier {what} are listed by --format json\n" for what, n in counts.items() if n > 0)


def backtest_markdown(found: Backtest) -> str:
    """The same tables under headings."""
    sections = (
        (f"Track record of {found.metric.name}, {found.threshold.name}", record_table(found)),
        ("New breaches", fires_table(found)),
        ("Where the rules differ", differences_table(found)),
    )
    parts = [f"## {heading}\n\n{markdown(table)}" for heading, table in sections if table.rows]
    told = "\n".join(f"* {line}" for line in summary_text(found).splitlines())
    return "\n".join([*parts, f"{told}\n"]) + left_out_text(found)


def backtest_json(found: Backtest) -> str:
    """Every rule with its track record, in all and by segment, every new breach, and every difference."""
    return json_text(
        {
            "version": 1,
            "metric": found.metric.name,
            "threshold": found.threshold.name,
            "span": found.threshold.span.place,
            "start": found.start,
            "end": found.end,
            "written": _trial(found.written),
            "tried": _trial(found.tried) if found.tried else None,
            "differences": [_difference(one) for one in found.differences] if found.tried else None,
        }
    )


def _trials(found: Backtest) -> Iterator[tuple[str, Trial]]:
    yield "written", found.written
    if found.tried:
        yield "tried", found.tried


def _unit(found: Backtest) -> str:
    return found.metric.contract.unit if found.metric.contract else ""


def _record_rows(found: Backtest) -> Iterator[tuple[str, ...]]:
    segments = list(dict.fromkeys(s for _, one in _trials(found) for s in one.segments))
    for segment in segments if any(segments) else ():
        for name, one in _trials(found):
            if segment in one.segments:
                rule = (name,) if found.tried else ()
                yield (*rule, segment_text(dict(segment)) or ALL, *_record_cells(one.segments[segment]))
    for name, one in _trials(found):
        yield (*((name,) if found.tried else ()), ALL, *_record_cells(one.total))


def _record_cells(record: TrackRecord) -> tuple[str, ...]:
    return (
        f"{record.windows:,}",
        _percent(record.share_judged),
        ", ".join(f"{n:,} {status}" for status, n in record.grey.items()),
        f"{len(record.fires):,}",
        _number(record.fires_a_year),
        _number(record.median_run),
        _number(record.longest_run),
        f"{record.open:,}" if record.open else "",
    )


def _percent(share: float | None) -> str:
    return "" if share is None else shown(share, "%")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.1f}".removesuffix(".0")


def _difference_row(one: Difference, unit: str) -> tuple[str, ...]:
    value = shown(one.written.value, unit)
    return (one.as_of.isoformat(), segment_text(dict(one.segment)), value, one.written.status, one.tried.status)


def _trial(one: Trial) -> dict[str, Any]:
    by_segment = [{"segment": dict(s), **_record(record)} for s, record in one.segments.items()]
    return {"rule": one.rule, "total": _record(one.total), "segments": by_segment, "fires": _fires(one)}


def _record(record: TrackRecord) -> dict[str, Any]:
    return {
        "windows": record.windows,
        "judged": record.judged,
        "share_judged": record.share_judged,
        "grey": {status.value: n for status, n in record.grey.items()},
        "fires": len(record.fires),
        "years": record.years,
        "fires_a_year": record.fires_a_year,
        "median_run": record.median_run,
        "longest_run": record.longest_run,
        "open": record.open,
    }


def _fires(one: Trial) -> list[dict[str, Any]]:
    return [{**_place(turn), "value": turn.value, "sentence": turn.sentence} for turn in one.total.fires]


def _difference(one: Difference) -> dict[str, Any]:
    said: Mapping[str, Status] = {"written": one.written.status, "tried": one.tried.status}
    return {**_place(one.written), "value": one.written.value, **said}


def _place(turn: Turn) -> dict[str, Any]:
    segment: Segment = turn.segment
    window = {"start": turn.period.start, "end": turn.period.end}
    return {"as_of": turn.as_of, "segment": dict(segment), "period": window}
