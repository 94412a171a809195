"""The packet as Markdown: the same words as the page, for chat and pull requests."""

from collections.abc import Iterator

from metricops.packet.values import NO_PROPOSAL, Kpi, Packet, Topic

SPECIAL = str.maketrans({"|": "\\|", "\n": " ", "<": "&lt;", ">": "&gt;"})


def markdown(packet: Packet) -> str:
    """The whole packet; the same packet gives the same text."""
    return "\n".join(_lines(packet)) + "\n"


def _lines(packet: Packet) -> Iterator[str]:
    yield from (f"# {_text(packet.title)}", "", f"As of {packet.as_of} · run {packet.run}", "", packet.headline)
    if packet.kpis:
        yield from ("", "## KPI summary", "")
        yield from _row(("status", "KPI", "value", "limit", "segments", "owner", "confidence"))
        yield "|" + " --- |" * 7
        for kpi in packet.kpis:
            yield from _row(_kpi(kpi))
    for rank, topic in enumerate(packet.topics, start=1):
        yield from _topic(rank, topic)
    if packet.remaining:
        yield from ("", "## Remaining exceptions", "")
        yield from (f"- {topic.status}: {_text(topic.changed)} ({_text(topic.owner)})" for topic in packet.remaining)
    if packet.wins:
        yield from ("", "## Wins", "", *(f"- {_text(win)}" for win in packet.wins))
    yield from ("", "## Known data issues", "")
    yield from [f"- {_text(issue)}" for issue in packet.issues] or ["None known."]


def _topic(rank: int, topic: Topic) -> Iterator[str]:
    yield from ("", f"## {rank}. {_text(topic.title)} ({topic.status})", "", "**What changed**", "")
    yield _text(topic.changed)
    yield from ("", "**Why it matters**", "")
    yield from [f"- {_text(line)}" for line in topic.matters] or ["- not written"]
    yield from ("", "**Likely causes**", "")
    yield from (f"- {_text(line)}" for line in topic.causes)
    yield from ("", "**What we do**", "")
    yield from [f"- {_text(str(action))}" for action in topic.actions] or [f"- {NO_PROPOSAL}"]
    due = f" · due {topic.due}" if topic.due else ""
    yield from ("", f"{_text(topic.owner)}{due} · {topic.place}")


def _kpi(kpi: Kpi) -> tuple[str, ...]:
    return (kpi.status, kpi.label, kpi.value, kpi.threshold, kpi.segments, kpi.owner, kpi.confidence)


def _row(cells: tuple[str, ...]) -> Iterator[str]:
    yield "| " + " | ".join(_text(cell) for cell in cells) + " |"


def _text(text: str) -> str:
    return text.translate(SPECIAL)
