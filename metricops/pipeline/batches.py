"""Questions of a run that one query can answer: the same rows, whatever the metrics, the periods and the segments."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from metricops.manifest import Manifest, RatioMetric, SimpleMetric
from metricops.pipeline import reading
from metricops.pipeline.asked import Asked
from metricops.pipeline.batch import MANY, Batch, Split, listing, planned
from metricops.pipeline.soundness import Sound
from metricops.pipeline.spans import Groups, over_periods
from metricops.plan import Plan
from metricops.plan.splitting import adds_up

MOST = 50
"""Metrics in one query; more make SQL that nobody can read and no planner likes."""


def batches(manifest: Manifest, questions: Sequence[Asked], sound: Sound, groups: Groups) -> Iterator[Batch]:
    """Questions that look at the same rows; any other question stands alone.

    `sound` says of a plan whether its joins are known to repeat no row; what others read must not meet any other.
    `groups` says how many groups a plan lists, up to `MANY` and one more.
    """
    alike: dict[tuple[object, ...], list[int]] = {}
    for i, one in enumerate(questions):
        alike.setdefault(_reading(manifest, one, sound) or (i,), []).append(i)
    for places in alike.values():
        batch = Batch(tuple(places), tuple(questions[i] for i in places))
        for some in over_periods(manifest, batch, groups):
            yield from _of(manifest, some, groups)


def _reading(manifest: Manifest, one: Asked, sound: Sound) -> tuple[object, ...]:
    """What a question looks at, the same for questions that can be answered together; empty when it stands alone."""
    if one.plan is None or not _is_plain(manifest, one.question.metric):
        return ()
    question, plan = one.question, one.plan
    tables = frozenset(part.scan.source.name for part in plan.parts)
    apart = None if sound(plan) else (question.by, frozenset(model.name for model in reading.models(plan)))
    return question.where, tables, apart


def _is_plain(manifest: Manifest, name: str) -> bool:
    """Whether a metric says beside others just what it says alone: formulas of the user's may fill in for rows that
    only the others have."""
    metric = manifest.metrics[name]
    if isinstance(metric, RatioMetric):
        return all(_is_plain(manifest, given.name) for given in (metric.numerator, metric.denominator))
    return isinstance(metric, SimpleMetric) and metric.fill_nulls_with is None


def _of(manifest: Manifest, batch: Batch, groups: Groups) -> Iterator[Batch]:
    """Batches of up to `MOST` metrics, each with all the questions about them."""
    metrics = list(dict.fromkeys(one.question.metric for one in batch.asked))
    for start in range(0, len(metrics), MOST):
        some = set(metrics[start : start + MOST])
        mine = batch.of([one for one in batch.asked if one.question.metric in some])
        yield from _together(manifest, mine, groups)


def _together(manifest: Manifest, batch: Batch, groups: Groups) -> Iterator[Batch]:
    """The questions in as few queries as are quick; each alone when no plan answers several."""
    plan = planned(manifest, batch) if len(batch.places) > 1 else None
    if plan is not None and (len(batch.splits) == 1 or _is_quick(plan, groups)):
        yield replace(batch, plan=plan)
    elif len(batch.splits) == 1:
        yield from batch.alone
    else:
        for some in _apart(batch) if plan is None else map(batch.only, _nested(batch.splits)):
            yield from _together(manifest, some, groups)


def _apart(batch: Batch) -> Iterator[Batch]:
    """What adds up and what does not; where all are of one kind, each split by itself."""
    adding = [one.question for one in batch.asked if one.plan is not None and all(map(adds_up, one.plan.parts))]
    if 0 < len(adding) < len(batch.asked):
        yield batch.where(lambda one: one.question in adding)
        yield batch.where(lambda one: one.question not in adding)
    else:
        yield from (batch.only([split]) for split in batch.splits)


def _is_quick(plan: Plan, groups: Groups) -> bool:
    """Whether a split is asked for that has all keys, or few groups come of all keys together."""
    return all(
        any(len(split) == len(part.keys) for split in part.splits) or groups(listing(part)) <= MANY
        for part in plan.parts
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
