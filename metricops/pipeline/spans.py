"""Questions over different periods in one query, as long as few numbers come with it that nobody asked for."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from metricops.manifest import Manifest
from metricops.periods import Period
from metricops.pipeline.asked import Asked
from metricops.pipeline.batch import MANY, Batch, listing, planned
from metricops.plan import Plan
from metricops.plan.splitting import adds_up

IN_VAIN = 100_000
"""Numbers that nobody asked for, for each query less: bringing them takes about as long as a query of a small table."""
Groups = Callable[[Plan], int]


@dataclass(frozen=True, slots=True)
class Span:
    """Questions over the same periods, or over several lists of them."""

    periods: frozenset[Period]
    metrics: frozenset[str]
    asked: tuple[Asked, ...]
    adds: bool  # whether what is known of pieces of time says what is to be known of all periods

    @property
    def numbers(self) -> int:
        """How many numbers a query brings for each group."""
        return len(self.periods) * len(self.metrics)

    def beside(self, other: "Span") -> "Span":
        """The questions of both."""
        metrics, asked = self.metrics | other.metrics, self.asked + other.asked
        return Span(self.periods | other.periods, metrics, asked, self.adds and other.adds)


def over_periods(manifest: Manifest, batch: Batch, groups: Groups) -> Iterator[Batch]:
    """The questions of a batch in fewer batches than they have lists of periods; `groups` counts what a plan lists."""
    spans = list(_spans(batch.asked))
    several = len({span.periods for span in spans if span.adds}) > 1
    for span in _joined(spans, _groups(manifest, batch, groups) if several else 0):
        yield batch.of(span.asked)


def _spans(asked: Sequence[Asked]) -> Iterator[Span]:
    """Questions with the same periods, those apart that need the rows of each period."""
    alike: dict[tuple[tuple[Period, ...], bool], list[Asked]] = {}
    for one in asked:
        adds = one.plan is not None and all(map(adds_up, one.plan.parts))
        alike.setdefault((one.question.periods, adds), []).append(one)
    for (periods, adds), its in alike.items():
        yield Span(frozenset(periods), frozenset(one.question.metric for one in its), tuple(its), adds)


def _joined(spans: Sequence[Span], groups: int) -> list[Span]:
    """Each span beside the first to which it adds little, the largest first; what does not add up only beside the
    same periods."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda one: (not one.adds, -one.numbers)):
        at = next((i for i, home in enumerate(found) if _joins(home, span, groups)), None)
        if at is None:
            found.append(span)
        else:
            found[at] = found[at].beside(span)
    return found


def _joins(home: Span, span: Span, groups: int) -> bool:
    if home.periods == span.periods:
        return True
    return home.adds and span.adds and _in_vain(home, span) * groups <= IN_VAIN


def _in_vain(one: Span, other: Span) -> int:
    return one.beside(other).numbers - one.numbers - other.numbers


def _groups(manifest: Manifest, batch: Batch, groups: Groups) -> int:
    """How many groups the splits of a batch have at most; too many to join anything where that is not known."""
    if not any(batch.splits):
        return 1
    plan = planned(manifest, batch.where(lambda one: one is batch.asked[0]), batch.names)
    if plan is None:
        return IN_VAIN + 1
    most = max(groups(listing(replace(part, where=()))) for part in plan.parts)
    return most * len(batch.splits) if most <= MANY else IN_VAIN + 1
