"""Questions of a run that one query can answer: the same rows and periods, whatever the metrics and the segments."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from metricops.manifest import Manifest, RatioMetric, SimpleMetric
from metricops.periods import Grain, step
from metricops.pipeline import reading
from metricops.pipeline.asked import Asked, query_of
from metricops.pipeline.soundness import Sound
from metricops.plan import Plan, plan_each
from metricops.plan.ask import group_item
from metricops.plan.frames import Direct, InPeriods
from metricops.plan.plan import Part
from metricops.plan.rows import TimeRange
from metricops.plan.splitting import adds_up, in_splits
from metricops.source import fragment

MOST = 50
"""Metrics in one query; more make SQL that nobody can read and no planner likes."""
MANY = 2_000
"""Groups; with more of them adding up from finer groups may cost more than reading the rows again."""
Split = tuple[str, ...]
Small = Callable[[Plan], bool]


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

    def only(self, splits: Sequence[Split]) -> "Batch":
        """The questions with these group-bys."""
        return self.where(lambda one: one.question.by in splits)

    @property
    def alone(self) -> Iterator["Batch"]:
        """Each question by itself."""
        return (Batch((i,), (one,), one.plan) for i, one in zip(self.places, self.asked, strict=True))


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
        yield from _together(manifest, Batch(mine, tuple(questions[i] for i in mine)), small)


def _together(manifest: Manifest, batch: Batch, small: Small) -> Iterator[Batch]:
    """The questions in as few queries as are quick; each alone when no plan answers several."""
    plan = _planned(manifest, batch) if len(batch.places) > 1 else None
    if plan is not None and (len(batch.splits) == 1 or _is_quick(plan, small)):
        yield replace(batch, plan=plan)
    elif len(batch.splits) == 1:
        yield from batch.alone
    else:
        for some in _apart(batch) if plan is None else map(batch.only, _nested(batch.splits)):
            yield from _together(manifest, some, small)


def _apart(batch: Batch) -> Iterator[Batch]:
    """What adds up and what does not; where all are of one kind, each split by itself."""
    adding = [one.question for one in batch.asked if one.plan is not None and all(map(adds_up, one.plan.parts))]
    if 0 < len(adding) < len(batch.asked):
        yield batch.where(lambda one: one.question in adding)
        yield batch.where(lambda one: one.question not in adding)
    else:
        yield from (batch.only([split]) for split in batch.splits)


def _planned(manifest: Manifest, batch: Batch) -> Plan | None:
    """One plan for all metrics and splits of the batch; None when there is none."""
    metrics = dict.fromkeys(one.question.metric for one in batch.asked)
    names = tuple(dict.fromkeys(name for split in batch.splits for name in split))
    query = replace(
        query_of(batch.asked[0].question),
        metrics=tuple(fragment(metric) for metric in metrics),
        group_by=tuple(group_item(name) for name in names),
    )
    (plan,) = plan_each(manifest, [query])
    if not isinstance(plan, Plan):
        return None
    if len(batch.splits) == 1:
        return plan
    columns = dict(zip(names, plan.keys[len(plan.keys) - len(names) :], strict=True))
    return in_splits(plan, [[columns[name] for name in split] for split in batch.splits])


def _is_quick(plan: Plan, small: Small) -> bool:
    """Whether a split is asked for that has all keys, or few groups come of all keys together."""
    return all(
        any(len(split) == len(part.keys) for split in part.splits) or small(_listing(part)) for part in plan.parts
    )


def _nested(splits: Sequence[Split]) -> list[list[Split]]:
    """Each split beside those that are coarser."""
    found: list[list[Split]] = []
    for split in sorted(splits, key=len, reverse=True):
        home = next((group for group in found if set(split) <= set(group[0])), None)
        if home is None:
            found.append([split])
        else:
            home.append(split)
    return found


def _listing(part: Part) -> Plan:
    """A plan that lists a part's groups, as far as one of its longest periods has rows of them."""
    assert isinstance(part.frame, InPeriods), "only windows are split in several ways"
    longest = max(part.frame.looks or part.frame.periods, key=lambda period: period.end - period.start)
    seen = TimeRange(part.frame.time, longest.start, step(longest.end, 1, Grain.DAY))
    alone = replace(part, aggregates=(), frame=Direct(), where=(*part.where, seen), splits=())
    return Plan(tuple(key.name for key in part.keys), (alone,), (), limit=MANY + 1, kind="values")
