"""The packet as one HTML file: no scripts, no network, printable; every text in it is escaped."""

from collections.abc import Iterable
from html import escape

from metricops.packet.sparkline import sparkline
from metricops.packet.values import NO_PROPOSAL, Kpi, Packet, Topic

STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; color: #1c1c1c; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { margin-bottom: 0; } h2 { margin: 2rem 0 .5rem; } h3 { margin: 1rem 0 .25rem; font-size: 1rem; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; padding: .35rem .6rem .35rem 0;
  border-bottom: 1px solid #ddd; vertical-align: top; } .meta, .place { color: #666; font-size: .85rem; }
.red { color: #a61b1b; } .yellow { color: #8a6100; } .green { color: #1c6b34; } .grey { color: #666; }
.status { font-weight: 600; white-space: nowrap; } .topic { break-inside: avoid; }
.spark polyline { fill: none; stroke: #555; stroke-width: 1.5; } .spark circle { fill: #1c1c1c; }
@media print { body { margin: 0; font-size: 12px; } }
"""


def html(packet: Packet) -> str:
    """The whole page; the same packet gives the same bytes."""
    parts = [
        f"<h1>{escape(packet.title)}</h1>",
        f'<p class="meta">As of {packet.as_of} · run {escape(packet.run)}</p>',
        f"<p>{escape(packet.headline)}</p>",
        _kpis(packet.kpis),
        *(_topic(rank, topic) for rank, topic in enumerate(packet.topics, start=1)),
        _remaining(packet.remaining),
        f"<section><h2>Wins</h2>{_list(packet.wins, '')}</section>" if packet.wins else "",
        f"<section><h2>Known data issues</h2>{_list(packet.issues, 'None known.')}</section>",
    ]
    head = f'<meta charset="utf-8"><title>{escape(packet.title)}</title><style>{STYLE}</style>'
    body = "\n".join(part for part in parts if part)
    return f'<!doctype html>\n<html lang="en"><head>{head}</head>\n<body>\n{body}\n</body></html>\n'


def _kpis(kpis: Iterable[Kpi]) -> str:
    rows = "\n".join(_kpi(kpi) for kpi in kpis)
    heads = "".join(f"<th>{name}</th>" for name in ("status", "KPI", "value", "history", "limit", "segments", "owner"))
    return f"<section><h2>KPI summary</h2><table><tr>{heads}</tr>\n{rows}\n</table></section>" if rows else ""


def _kpi(kpi: Kpi) -> str:
    confidence = f"confidence {kpi.confidence}" if kpi.confidence else ""
    cells = (
        _status(kpi.status, kpi.colour),
        f'{escape(kpi.label)}<div class="place">{escape(kpi.place)}</div>',
        f'{escape(kpi.value)}<div class="place">{escape(confidence)}</div>',
        sparkline(kpi.history, escape(f"history of {kpi.label}", quote=True)),
        escape(kpi.threshold),
        escape(kpi.segments),
        escape(kpi.owner),
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _topic(rank: int, topic: Topic) -> str:
    actions = [str(action) for action in topic.actions]
    due = f" · due {topic.due}" if topic.due else ""
    parts = (
        f"<h2>{rank}. {escape(topic.title)} {_status(topic.status, topic.colour)}</h2>",
        f"<h3>What changed</h3><p>{escape(topic.changed)}</p>",
        sparkline(topic.history, escape(f"history of {topic.title}", quote=True)),
        f"<h3>Why it matters</h3>{_list(topic.matters, 'not written')}",
        f"<h3>Likely causes</h3>{_list(topic.causes, 'not known')}",
        f"<h3>What we do</h3>{_list(actions, NO_PROPOSAL)}",
        f'<p class="meta">{escape(topic.owner)}{due} · {escape(topic.place)}</p>',
    )
    return f'<section class="topic">{"".join(parts)}</section>'


def _remaining(topics: Iterable[Topic]) -> str:
    rows = "\n".join(
        f"<tr><td>{_status(topic.status, topic.colour)}</td><td>{escape(topic.changed)}</td>"
        f"<td>{escape(topic.owner)}</td></tr>"
        for topic in topics
    )
    return f"<section><h2>Remaining exceptions</h2><table>{rows}</table></section>" if rows else ""


def _status(status: str, colour: str) -> str:
    return f'<span class="status {colour}">{escape(status)}</span>'


def _list(lines: Iterable[str], nothing: str) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<ul>{items}</ul>" if items else f"<p>{nothing}</p>"
