"""The decision table: six questions to every version, answered where the contract already does."""

from collections.abc import Callable, Iterator, Sequence

from metricops.manifest import Contract
from metricops.workshop.page import BLANK, page, table, text, title
from metricops.workshop.values import Contested, Standpoint

NOTHING = "nothing"


def decision_table(contested: Sequence[Contested]) -> str:
    """Six rows for each word; what nobody wrote yet reads "decide in the room"."""
    return page(_lines(contested))


def _lines(contested: Sequence[Contested]) -> Iterator[str]:
    yield f"# Decision table: {title(contested)}"
    for one in contested:
        yield from ("", f"## {text(one.definition.term)}", "")
        heads = ("question", *(standpoint.version.metric for standpoint in one.standpoints))
        yield from table(heads, (_row(question, one) for question in QUESTIONS))


def _row(question: str, one: Contested) -> tuple[str, ...]:
    answer = QUESTIONS[question]
    return (question, *(answer(one, standpoint) or BLANK for standpoint in one.standpoints))


def _decision(one: Contested, standpoint: Standpoint) -> str:
    """The uses it is canonical for; a use it only claims to serve is still to be decided."""
    uses = [use for use, metric in one.definition.canonical if metric == standpoint.version.metric]
    return ", ".join(uses) or (f"{BLANK} (serves {standpoint.version.serves})" if standpoint.version.serves else "")


def _includes(_: Contested, standpoint: Standpoint) -> str:
    metric = standpoint.metric
    return (_contract(standpoint).includes or metric.description) if metric else ""


def _excludes(_: Contested, standpoint: Standpoint) -> str:
    excludes = _contract(standpoint).excludes
    return "" if excludes is None else ", ".join(excludes) or NOTHING


def _calculated(_: Contested, standpoint: Standpoint) -> str:
    models = ", ".join(standpoint.models)
    return f"{models} (source of truth: {standpoint.source})" if models and standpoint.source else models


def _changes(one: Contested, standpoint: Standpoint) -> str:
    return one.owner or _contract(standpoint).owner


def _confidence(_: Contested, standpoint: Standpoint) -> str:
    return _contract(standpoint).required or ""


def _contract(standpoint: Standpoint) -> Contract:
    """The contract, or an empty one."""
    metric = standpoint.metric
    return metric.contract if metric and metric.contract else Contract(standpoint.version.span)


QUESTIONS: dict[str, Callable[[Contested, Standpoint], str]] = {
    "1. Which business decision is it for?": _decision,
    "2. What does it include?": _includes,
    "3. What does it exclude?": _excludes,
    "4. Where is it calculated?": _calculated,
    "5. Who owns changes?": _changes,
    "6. Which confidence does the decision need?": _confidence,
}
