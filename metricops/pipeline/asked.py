"""What a run asks: questions with their plans."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from metricops.errors import QueryError
from metricops.evaluate.questions import questions
from metricops.evaluate.values import Question
from metricops.manifest import Manifest
from metricops.plan import Plan, Query, plan_each
from metricops.plan.ask import group_item
from metricops.source import fragment


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its plan, or with why there is none."""

    question: Question
    plan: Plan | None
    failed: str = ""


def ask(manifest: Manifest, as_of: date, history: int) -> tuple[Asked, ...]:
    """Stages 5 and 6: all questions of the run and their plans; when one is refused the others still have theirs."""
    return ask_each(manifest, questions(manifest, as_of, history))


def ask_each(manifest: Manifest, asking: Sequence[Question]) -> tuple[Asked, ...]:
    """The same for questions that are given."""
    outcomes = plan_each(manifest, [query_of(question) for question in asking])
    return tuple(_asked(question, outcome) for question, outcome in zip(asking, outcomes, strict=True))


def query_of(question: Question) -> Query:
    """The query that answers a question, with the evidence beside every number."""
    return Query(
        metrics=(fragment(question.metric),),
        group_by=tuple(group_item(name) for name in question.by),
        scope=tuple((group_item(s.dimension), s.value) for s in question.where),
        periods=question.periods,
        evidence=True,
    )


def _asked(question: Question, outcome: Plan | QueryError) -> Asked:
    if isinstance(outcome, QueryError):
        return Asked(question, None, "; ".join(d.message for d in outcome.diagnostics))
    return Asked(question, outcome)
