"""Values of the evaluator: observations, series, findings and the outcomes of checks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from metricops.manifest import Action, Check, ConfidenceLevel, Scope, Silence, Waiver
from metricops.periods import Period
from metricops.source import Span

Number = int | float | Decimal
Observed = Number | str | None | tuple["Observed", ...]
Segment = tuple[tuple[str, str | None], ...]  # (dimension as written in `by`, value as text), in the order of `by`


class Status(StrEnum):
    """The outcome of one judgement; NULL never passes and grey is not green."""

    BREACH = "breach"
    NOT_JUDGED = "not_judged"
    WATCH = "watch"
    NO_DATA = "no_data"
    UNDEFINED = "undefined"
    TOO_FEW = "too_few"
    OK = "ok"


class State(StrEnum):
    """What the history of an instance adds to its status."""

    NEW = "new"
    PENDING = "pending"
    ONGOING = "ongoing"
    RECOVERING = "recovering"
    RESOLVED = "resolved"
    NEW_SEGMENT = "new_segment"
    VANISHED_SEGMENT = "vanished_segment"
    RESTATED = "restated"
    NONE = ""


class Observation(NamedTuple):
    """A metric's value for one segment over one period; `n` is the sample behind it (0: no rows).

    For a ratio numerator and denominator are its parts and `n` counts the denominator's rows. (A tuple, because a
    replay makes hundreds of thousands, and a frozen dataclass takes three times as long.)
    """

    period: Period
    value: Number | None
    n: int
    numerator: Number | None = None
    denominator: Number | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """All observations of one metric for one segment; `first` is the day of the segment's first row."""

    metric: str
    segment: Segment
    observations: Mapping[Period, Observation]
    first: date | None


@dataclass(frozen=True, slots=True)
class Question:
    """What thresholds need to see: a metric by these names where these hold, over each period, in one query."""

    metric: str
    by: tuple[str, ...]
    where: tuple[Scope, ...]
    periods: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A question's series; `failed` says why its query could not be run, and then there are none."""

    question: Question
    series: tuple[Series, ...] = ()
    failed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The outcome of judging one threshold on one segment; field names are those of the JSON.

    Value, baseline and limit are in the metric's unit; the limit of a change is the share it may change by.
    """

    fingerprint: str
    metric: str
    threshold: str
    segment: Segment
    period: Period
    status: Status
    state: State = State.NONE
    value: Number | None = None
    n: int = 0
    numerator: Number | None = None
    denominator: Number | None = None
    baseline: Number | None = None
    limit: Number | None = None
    sentence: str = ""
    owner: str = ""
    action: tuple[Action, ...] = ()
    due: date | None = None
    at_stake: Number | None = None
    confidence: ConfidenceLevel | None = None
    span: Span
    reason: str = ""  # of a grey status
    tier: int = 2
    provisional: bool = False
    failed: bool = False  # exits 1 whatever the tier: the query failed, or there are too many instances
    favourable: bool = False  # a breach in the metric's good direction, of a rule that looks both ways: a win
    ignored: bool = False  # no rows, and the threshold says `on_no_data: ignore`
    rostered: bool = False  # its segment must be there: a roster lists it
    unlisted: bool = False  # not judged only because a roster does not list its segment
    about: tuple[str, ...] = ()  # the other metrics whose findings this one contradicts
    silence: Silence | None = None  # known, and needs nobody until its day
    excess: float = 0.0  # how far beyond the limit, relative to it


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The outcome of one check: ok, breach, or not_judged with a reason.

    `rows` meet the check's condition, `eligible` of them were judged; a rule on an aggregate judges one thing, the
    `observed` value. Records that break it and are `waived` are counted apart from `violations`, `by_waiver` for each
    waiver of the declared check. `reason` also says what was found where a bare count would not.
    """

    check: str
    tier: int
    table: str
    status: Status
    eligible: int
    violations: int
    owner: str
    fix: str
    span: Span
    reason: str = ""
    rows: int = 0
    observed: Observed = None
    declared: Check | None = None
    waived: int = 0
    by_waiver: tuple[int, ...] = ()
    judged_by: str = ""  # who judged, if it was not metricops


@dataclass(frozen=True, slots=True)
class SilenceUse:
    """What became of a silence in a run: how many findings it matches, and how many of those it set apart."""

    silence: Silence
    matched: int
    silenced: int
    ended: bool

    @property
    def told(self) -> str:
        """What someone should know of it; nothing of one that does its work."""
        if self.ended:
            return f"the silence of {self.silence} ended on {self.silence.until}: its findings count again"
        return "" if self.matched else f"the silence of {self.silence} matches no finding"


@dataclass(frozen=True, slots=True)
class WaiverUse:
    """What a waiver does in a run as of a day: how many records it lets pass, None when its check could not say."""

    waiver: Waiver
    records: int | None
    as_of: date
    unfit: bool = False  # it does not fit the table of its check

    @property
    def days_left(self) -> int:
        """Days from the run's to the last one on which it counts; negative after it ended."""
        return (self.waiver.until - self.as_of).days

    @property
    def told(self) -> str:
        """What someone should know of it; nothing of one that does its work."""
        if self.days_left < 0:
            return f'the waiver for "{self.waiver.check}" ended on {self.waiver.until}'
        if self.records == 0 and not self.unfit:  # why it does not fit stands in the outcome of its check
            return f'the waiver for "{self.waiver.check}" lets nothing pass: no record that breaks the check matches it'
        return ""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a number came from: fingerprints of its definition, SQL and calendar, and how far its data was loaded.

    `watermark` is the newest row of the table that is furthest behind, among those whose freshness is checked.
    """

    definition: str = ""
    sql: str = ""
    calendar: str = ""
    watermark: str = ""


@dataclass(frozen=True, slots=True)
class Restatement:
    """A closed window that had the value `before` as of a day and has `now` another.

    `cause` is data, definition, calendar, both of these, or not known; `crossed` when that makes or ends a breach.
    """

    metric: str
    threshold: str
    segment: Segment
    period: Period
    before: Number | None
    now: Number | None
    as_of: date
    cause: str
    crossed: bool


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One run: every finding, worst first, every check, how many there are of each status, and the exit code.

    `silences` and `waivers` tell what became of each, `restatements` which closed windows have other values than
    earlier runs saw, `origins` by metric and threshold what the numbers came from.
    """

    as_of: date
    run: str
    findings: tuple[Finding, ...]
    checks: tuple[CheckResult, ...]
    summary: Mapping[Status, int]
    exit: int
    silences: tuple[SilenceUse, ...] = ()
    waivers: tuple[WaiverUse, ...] = ()
    restatements: tuple[Restatement, ...] = ()
    origins: Mapping[tuple[str, str], Origin] = field(default_factory=dict)
