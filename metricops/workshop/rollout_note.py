"""The rollout note: six sentences that tell everybody what a word officially means."""

from collections.abc import Iterator, Sequence

from metricops.workshop.page import label, listed, page, text, title
from metricops.workshop.values import Contested, Standpoint


def rollout_note(contested: Sequence[Contested]) -> str:
    """A paragraph of six sentences for each word, as things stand in its definition."""
    return page(_lines(contested))


def _lines(contested: Sequence[Contested]) -> Iterator[str]:
    yield f"# What we now mean by {title(contested)}"
    for one in contested:
        yield from ("", f"## {text(one.definition.term)}", "")
        yield from (f"{n}. {text(sentence)}" for n, sentence in enumerate(sentences(one), start=1))


def sentences(one: Contested) -> tuple[str, str, str, str, str, str]:
    """What is official, where to use it, what else stays valid, the source of truth, caveats, who owns changes."""
    return (_official(one), _where(one), _others(one), _source(one), _caveats(one), _owner(one))


def _official(one: Contested) -> str:
    named = {standpoint.version.metric: _quoted(standpoint) for standpoint in one.standpoints}
    uses = [f"{named.get(metric, metric)} for {use}" for use, metric in one.definition.canonical]
    return f"{_the(one)} officially means {listed(uses)}." if uses else f"{_the(one)} has no official meaning yet."


def _where(one: Contested) -> str:
    reports = [f"the {s.version.report}" for s in _canonical(one) if s.version.report]
    return f"Read it in {listed(list(dict.fromkeys(reports)))}." if reports else "No report is the official one yet."


def _others(one: Contested) -> str:
    canonical = _canonical(one)
    others = [s for s in one.standpoints if s not in canonical]
    valid = [f"{_quoted(s)} for {s.version.serves}" if s.version.serves else _quoted(s) for s in others]
    return f"Valid, but official for no use: {listed(valid)}." if valid else "No other version remains in use."


def _source(one: Contested) -> str:
    models = dict.fromkeys(model for s in one.standpoints for model in s.models)
    if not models:
        return "Where it is calculated is not written down yet."
    sources = listed(list(dict.fromkeys(s.source for s in one.standpoints if s.source)))
    truth = f", and the source of truth is {sources}" if sources else ", and no source of truth is written down"
    return f"It is calculated in {listed(list(models))}{truth}."


def _caveats(one: Contested) -> str:
    contracts = [s.metric.contract for s in one.standpoints if s.metric and s.metric.contract]
    caveats = [caveat.text.rstrip(".") for contract in contracts for caveat in contract.caveats]
    asked = [f"nobody has decided yet: {question.question.rstrip('.')}" for question in one.definition.unresolved]
    told = "; ".join(dict.fromkeys((*caveats, *asked)))
    return f"Mind that {told}{'' if told.endswith('?') else '.'}" if told else "No caveats are known."


def _owner(one: Contested) -> str:
    return f"{one.owner} approves changes." if one.owner else "Who approves changes is not decided yet."


def _canonical(one: Contested) -> list[Standpoint]:
    metrics = {metric for _, metric in one.definition.canonical}
    return [standpoint for standpoint in one.standpoints if standpoint.version.metric in metrics]


def _the(one: Contested) -> str:
    return f'"{one.definition.term}"'


def _quoted(standpoint: Standpoint) -> str:
    return f'"{label(standpoint)}"'
