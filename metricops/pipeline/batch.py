"""A batch: questions of a run that one query answers, the plan of that query, and the groups that it is about."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from metricops.manifest import Manifest
from metricops.periods import Grain, Period, step
from metricops.pipeline.asked import Asked, query_of
from metricops.plan import Plan, plan_each
from metricops.plan.ask import group_item
from metricops.plan.frames import Direct, InPeriods
from metricops.plan.plan import Part
from metricops.plan.rows import TimeRange
from metricops.plan.splitting import in_splits
from metricops.source import fragment

MANY = 2_000
"""Groups; with more of them adding up from finer groups may cost more than reading the rows again."""
Split = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Questions, by their places in the run, with the plan that answers all of them; without one the only question
    was refused."""

    places: tuple[int, ...]
    asked: tuple[Asked, ...]
    plan: Plan | None = None

    @property
    def splits(self) -> tuple[Split, ...]:
        """The different group-bys of the questions."""
        return tuple(dict.fromkeys(one.question.by for one in self.asked))

    @property
    def names(self) -> tuple[str, ...]:
        """What any of the questions splits by."""
        return tuple(dict.fromkeys(name for split in self.splits for name in split))

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods of all questions, in the order of the first question that asks for each."""
        return tuple(dict.fromkeys(period for one in self.asked for period in one.question.periods))

    @property
    def title(self) -> str:
        """`won_deals, win_rate by segment for region = EMEA`."""
        metrics = ", ".join(dict.fromkeys(one.question.metric for one in self.asked))
        by = "; ".join(f"by {', '.join(split)}" if split else "in all" for split in self.splits)
        scope = " and ".join(f"{s.dimension} = {s.value}" for s in self.asked[0].question.where)
        return f"{metrics}{f' {by}' if any(self.splits) else ''}{f' for {scope}' if scope else ''}"

    def where(self, wanted: Callable[[Asked], bool]) -> "Batch":
        """Some of the questions."""
        mine = [pair for pair in zip(self.places, self.asked, strict=True) if wanted(pair[1])]
        return Batch(tuple(place for place, _ in mine), tuple(one for _, one in mine))

    def of(self, asked: Collection[Asked]) -> "Batch":
        """These of the questions."""
        those = set(map(id, asked))
        return self.where(lambda one: id(one) in those)

    def only(self, splits: Sequence[Split]) -> "Batch":
        """The questions with these group-bys."""
        return self.where(lambda one: one.question.by in splits)

    @property
    def alone(self) -> Iterator["Batch"]:
        """Each question by itself."""
        return (Batch((i,), (one,), one.plan) for i, one in zip(self.places, self.asked, strict=True))


def planned(manifest: Manifest, batch: Batch, names: Sequence[str] = ()) -> Plan | None:
    """One plan for all metrics and splits of the batch, or by these names; None when there is none."""
    metrics = dict.fromkeys(one.question.metric for one in batch.asked)
    names = names or batch.names
    query = replace(
        query_of(batch.asked[0].question),
        metrics=tuple(fragment(metric) for metric in metrics),
        group_by=tuple(group_item(name) for name in names),
        periods=batch.periods,
    )
    (plan,) = plan_each(manifest, [query])
    if not isinstance(plan, Plan):
        return None
    if len(batch.splits) == 1:
        return plan
    columns = dict(zip(names, plan.keys[len(plan.keys) - len(names) :], strict=True))
    return in_splits(plan, [[columns[name] for name in split] for split in batch.splits])


def listing(part: Part) -> Plan:
    """A plan that lists a part's groups, as far as one of its longest periods has rows of them.

    At most `MANY` and one more are listed.
    """
    assert isinstance(part.frame, InPeriods), "only windows are split in several ways"
    longest = max(part.frame.looks or part.frame.periods, key=lambda period: period.end - period.start)
    seen = TimeRange(part.frame.time, longest.start, step(longest.end, 1, Grain.DAY))
    alone = replace(part, aggregates=(), frame=Direct(), where=(*part.where, seen), splits=())
    return Plan(tuple(key.name for key in part.keys), (alone,), (), limit=MANY + 1, kind="values")
