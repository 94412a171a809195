"""Questions of a run that one query can answer: the same rows and periods, whatever the metrics and the segments."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from metricops.evaluate.observe import EVIDENCE
from metricops.manifest import Manifest, RatioMetric, SimpleMetric
from metricops.periods import Grain, step
from metricops.pipeline import reading
from metricops.pipeline.asked import Asked, query_of
from metricops.pipeline.soundness import Sound
from metricops.plan import Plan, Query, plan_each
from metricops.plan.frames import Direct, InPeriods
from metricops.plan.plan import Part
from metricops.plan.rows import TimeRange
from metricops.plan.stacking import Stack, stacked
from metricops.source import fragment

MOST = 50
"""Metrics in one query; more make SQL that nobody can read and no planner likes."""
MANY = 2_000
"""Groups; with more of them adding up from finer groups may cost more than reading the rows again."""
Split = tuple[str, ...]
Small = Callable[[Plan], bool]


@dataclass(frozen=True, slots=True)
class Batch:
    """Questions, by their places in the run, with one plan for each way in which they split their metrics.

    Without a stack the only question was refused.
    """

    places: tuple[int, ...]
    asked: tuple[Asked, ...]
    stack: Stack | None

    @property
    def splits(self) -> tuple[Split, ...]:
        """The group-bys of the plans, in their order."""
        return tuple(dict.fromkeys(one.question.by for one in self.asked))

    @property
    def title(self) -> str:
        """`won_deals, win_rate by segment for region = EMEA`."""
        metrics = ", ".join(dict.fromkeys(one.question.metric for one in self.asked))
        by = "; ".join(f"by {', '.join(split)}" if split else "in all" for split in self.splits)
        scope = " and ".join(f"{s.dimension} = {s.value}" for s in self.asked[0].question.where)
        return f"{metrics}{f' {by}' if any(self.splits) else ''}{f' for {scope}' if scope else ''}"

    def only(self, splits: Sequence[Split], stack: Stack) -> "Batch":
        """The questions that ask for these splits, in the order of the plans."""
        mine = [pair for pair in zip(self.places, self.asked, strict=True) if pair[1].question.by in splits]
        mine.sort(key=lambda pair: splits.index(pair[1].question.by))
        return Batch(tuple(place for place, _ in mine), tuple(one for _, one in mine), stack)

    @property
    def alone(self) -> Iterator["Batch"]:
        """Each question by itself."""
        for i, one in zip(self.places, self.asked, strict=True):
            yield Batch((i,), (one,), Stack((one.plan,)) if one.plan else None)


def batches(manifest: Manifest, questions: Sequence[Asked], sound: Sound, small: Small) -> Iterator[Batch]:
    """Questions that look at the same rows over the same periods; any other question stands alone.

    `sound` says of a plan whether its joins are known to repeat no row; what others read must not meet any other.
    `small` says of a plan that lists groups whether there are few of them, so that splitting by all group-bys at once
    and adding up is quicker than reading the rows again.
    """
    alike: dict[tuple[object, ...], list[int]] = {}
    for i, one in enumerate(questions):
        alike.setdefault(_reading(manifest, one, sound) or (i,), []).append(i)
    for places in alike.values():
        yield from _of(manifest, questions, places, small)


def _reading(manifest: Manifest, one: Asked, sound: Sound) -> tuple[object, ...]:
    """What a question looks at, the same for questions that can be answered together; empty when it stands alone."""
    if one.plan is None or not _is_plain(manifest, one.question.metric):
        return ()
    question, plan = one.question, one.plan
    tables = frozenset(part.scan.source.name for part in plan.parts)
    apart = None if sound(plan) else (question.by, frozenset(model.name for model in reading.models(plan)))
    return question.where, question.periods, tables, apart


def _is_plain(manifest: Manifest, name: str) -> bool:
    """Whether a metric says beside others just what it says alone: formulas of the user's may fill in for rows that
    only the others have."""
    metric = manifest.metrics[name]
    if isinstance(metric, RatioMetric):
        return all(_is_plain(manifest, given.name) for given in (metric.numerator, metric.denominator))
    return isinstance(metric, SimpleMetric) and metric.fill_nulls_with is None


def _of(manifest: Manifest, questions: Sequence[Asked], places: Sequence[int], small: Small) -> Iterator[Batch]:
    """Batches of up to `MOST` metrics, each with all the questions about them."""
    metrics = list(dict.fromkeys(questions[i].question.metric for i in places))
    for start in range(0, len(metrics), MOST):
        some = set(metrics[start : start + MOST])
        mine = tuple(i for i in places if questions[i].question.metric in some)
        yield from _together(manifest, Batch(mine, tuple(questions[i] for i in mine), None), small)


def _together(manifest: Manifest, batch: Batch, small: Small) -> Iterator[Batch]:
    """The questions in as few queries as are quick; each alone when no plan answers several."""
    if len(batch.places) == 1:
        yield from batch.alone
        return
    planned = plan_each(manifest, [_query(batch, split) for split in batch.splits])
    plans = {
        split: _wanted(batch, split, p) for split, p in zip(batch.splits, planned, strict=True) if isinstance(p, Plan)
    }
    if len(plans) < len(planned):
        yield from batch.alone
        return
    for splits in _sharing(plans, small):
        yield batch.only(splits, stacked([plans[split] for split in splits], beyond=True))


def _query(batch: Batch, split: Split) -> Query:
    """All metrics of the batch by one split, so that every plan sees the same rows."""
    first = next(one.question for one in batch.asked if one.question.by == split)
    metrics = dict.fromkeys(one.question.metric for one in batch.asked)
    return replace(query_of(first), metrics=tuple(fragment(metric) for metric in metrics))


def _wanted(batch: Batch, split: Split, plan: Plan) -> Plan:
    """The plan with the columns of the metrics that are asked for by this split."""
    metrics = (one.question.metric for one in batch.asked if one.question.by == split)
    names = {f"{metric}{ending}" for metric in metrics for ending in EVIDENCE}
    return replace(plan, outputs=tuple(o for o in plan.outputs if o.name in names))


def _sharing(plans: Mapping[Split, Plan], small: Small) -> list[list[Split]]:
    """The splits whose plans add up the same rows: all together where few groups come of all group-bys at once, else
    those that are coarser than one of them."""
    stack = stacked(tuple(plans.values()), beyond=True)
    if _adds_up(stack) and all(small(_listing(part)) for part in stack.shared):
        return [list(plans)]
    found: list[list[Split]] = []
    for split in sorted(plans, key=len, reverse=True):
        finer = (group for group in found if _adds_up(stacked([plans[group[0]], plans[split]])))
        home = next(finer, None)
        if home is None:
            found.append([split])
        else:
            home.append(split)
    return found


def _adds_up(stack: Stack) -> bool:
    return any(part.rolls_up for plan in stack.plans for part in plan.parts)


def _listing(part: Part) -> Plan:
    """A plan that lists a part's groups, as far as one of its longest periods has rows of them."""
    assert isinstance(part.frame, InPeriods), "only windows are shared"
    longest = max(part.frame.looks or part.frame.periods, key=lambda period: period.end - period.start)
    seen = TimeRange(part.frame.time, longest.start, step(longest.end, 1, Grain.DAY))
    alone = replace(part, aggregates=(), frame=Direct(), where=(*part.where, seen))
    return Plan(tuple(key.name for key in part.keys), (alone,), (), limit=MANY + 1, kind="values")
