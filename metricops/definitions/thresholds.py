"""Thresholds: the sentence that says what is out of line, or its structured equal, and what follows."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from metricops.definitions.entry import Entry
from metricops.definitions.fields import Lower, OneOrMany, Pairs, Text, lacks

RuleWord = Literal[
    "below",
    "above",
    "at least",
    "at most",
    "between",
    "outside",
    "falls",
    "rises",
    "moves",
    "outside limits",
    "outside mads",
]


class ConditionEntry(Entry):
    """`falls 15% vs trailing 8w …`, or `{rule: falls, by: 15%, vs: trailing 8w, …}`.

    Either `sentence` or `rule` is given. `level` goes with below, above, at least and at most; `low` and `high` with
    between and outside; `by`, `vs` and `guard` with changes; `points` with limits and mads; `mads` is the sentence's N.
    `for` is the streak (`2`, `two windows`, `3 of 4`), `scope` the segment, `until` the sentence's closing date.
    """

    short: ClassVar[str] = "sentence"

    sentence: Text | None = None
    metric: Text | None = None
    rule: Annotated[RuleWord, Lower] | None = None
    level: Text | None = None
    low: Text | None = None
    high: Text | None = None
    by: Text | None = None
    vs: Text | None = None
    guard: Text | None = None
    sample: Text | None = None
    mads: Text | None = None
    points: Text | None = None
    streak: Text | None = Field(None, validation_alias="for")
    scope: Pairs[Text] = ()
    until: Text | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "ConditionEntry":
        if self.sentence is None and self.rule is None:
            raise lacks("rule")
        return self


class ActionEntry(Entry):
    """What to do after a breach; a bare text says what."""

    short: ClassVar[str] = "do"

    do: str
    to: Text | None = None
    play: str = ""
    checkpoints: str = ""


class ThresholdEntry(Entry):
    """One rule on a metric; `red` and `yellow` state the bad condition, `clear` what ends it."""

    red: ConditionEntry
    yellow: ConditionEntry | None = None
    clear: ConditionEntry | None = None
    name: Text | None = None
    tier: Annotated[int, Field(ge=1, le=3)] | None = None
    by: OneOrMany[Text] = ()
    limits: Pairs[Text] = ()
    for_each: Text | None = None
    window: Text | None = None
    every: Text | None = None
    worth: Text | None = None
    then: Pairs[ActionEntry] = ()
    within: Text | None = None
    keep: Text | None = None
    on_no_data: Annotated[Literal["grey", "breach", "hold", "ignore"], Lower] | None = None
    judge: Annotated[Literal["final"], Lower] | None = None
    max_instances: Annotated[int, Field(ge=1)] | None = None
