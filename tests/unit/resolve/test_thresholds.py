"""Thresholds: names, structured forms, limits, actions and windows."""

from dataclasses import replace
from decimal import Decimal

import pytest
from resolving import ORDERS, manifest_of, resolved

from metricops.expressions.sentence import parse_sentence
from metricops.manifest import Action, Sentence, Threshold
from metricops.periods import Grain, Window
from metricops.source import fragment


def thresholds(yaml: str) -> tuple[Threshold, ...]:
    manifest = manifest_of(ORDERS, f"contracts:\n  revenue:\n    thresholds: {yaml}\n")
    contract = manifest.metrics["revenue"].contract
    assert contract is not None
    return contract.thresholds


def test_default_names_are_the_kinds_of_rules_and_hold_no_limit() -> None:
    rules = ("below 3", "above 9", "falls 10% vs last year", "between 1 and 2", "outside limits", "outside 3 mads")
    yaml = "[" + ", ".join(f"red: {rule}" for rule in rules) + ", {name: own, red: below 4}, red: below 5]"
    names = [t.name for t in thresholds(yaml)]
    assert names == ["level", "level_2", "change", "band", "limits", "limits_2", "own", "level_3"]


def test_tuning_a_limit_keeps_the_name() -> None:
    assert thresholds("[red: below 3]")[0].name == thresholds("[red: at least 4]")[0].name


@pytest.mark.parametrize(
    ("structure", "sentence"),
    [
        ("{rule: below, level: 3.0}", "below 3.0"),
        ("{rule: at least, level: 95%}", "at least 95%"),
        ("{rule: below, level: 90% of target}", "below 90% of target"),
        ("{rule: between, low: 1, high: $2k}", "between 1 and $2k"),
        ("{rule: outside, low: 1, high: 2, for: 2}", "outside 1 and 2 for 2 windows"),
        (
            "{rule: falls, by: 15%, vs: trailing 8w, sample: 30, for: 1}",
            "falls 15% vs trailing 8w with at least 30 rows",
        ),
        (
            "{rule: rises, by: 10%, vs: previous 4 weeks, for: two windows}",
            "rises 10% vs previous 4 weeks for two windows",
        ),
        ("{rule: moves, by: 10%, vs: last year, guard: 2 points}", "moves 10% vs last year and by at least 2 points"),
        ("{rule: falls, by: 1%, vs: target, sample: 30 deals}", "falls 1% vs target with at least 30 deals"),
        ("{rule: outside limits}", "outside limits"),
        ("{rule: outside limits, points: 20}", "outside limits of 20 points"),
        ("{rule: outside mads, mads: 3}", "outside 3 mads"),
        ("{rule: outside mads, mads: 3, points: 20}", "outside 3 mads of 20 points"),
        (
            '{rule: below, level: 3, for: 3 of 4, scope: {segment: North "A", order__status: open}, until: 2026-12-14}',
            'below 3 for 3 of 4 for segment = "North ""A""" and order__status = open by 2026-12-14',
        ),
        ("revenue below 3", "below 3"),
    ],
)
def test_structures_say_the_same_as_sentences(structure: str, sentence: str) -> None:
    red = thresholds(f"[red: {structure}]")[0].red
    expected = parse_sentence(fragment(sentence))
    assert isinstance(expected, Sentence)
    assert replace(red, text=expected.text) == expected


def test_every_setting_arrives() -> None:
    threshold = thresholds(
        "[{red: below 3, yellow: below 3.3, by: [Order__Status], limits: {Enterprise: 3.5, SMB: 40%}, window: 4w, "
        "every: 1 month, within: 1 week, keep: 1 window, clear: above 3.2, on_no_data: hold, judge: final, "
        "max_instances: 7, worth: amount, then: {investigate: Why?, escalate: {do: Help., to: CRO}}}]"
    )[0]
    assert threshold.by == ("order__status",)
    assert threshold.limits == (("Enterprise", Decimal("3.5")), ("SMB", Decimal("0.4")))
    assert (threshold.window, threshold.every) == (Window(4, Grain.WEEK), Window(1, Grain.MONTH))
    assert (threshold.within, threshold.keep) == (Window(1, Grain.WEEK), 1)
    assert (threshold.on_no_data, threshold.final_only, threshold.max_instances) == ("hold", True, 7)
    assert threshold.clear is not None
    assert threshold.worth is not None
    assert threshold.actions == (Action("investigate", "Why?"), Action("escalate", "Help.", "CRO"))


def test_a_bad_threshold_costs_no_other() -> None:
    yaml = "contracts: {revenue: {thresholds: [red: drops 3%, red: below 3, red: below nothing_known]}}"
    manifest, faults = resolved(ORDERS, yaml)
    contract = manifest.metrics["revenue"].contract
    assert contract is not None
    assert [t.name for t in contract.thresholds] == ["level"]
    assert [f.code for f in faults] == ["Q001", "R003"]
    assert manifest.left_out == {"revenue.threshold", "revenue.level_2"}


def test_the_place_of_a_threshold_is_its_sentence() -> None:
    manifest = manifest_of(ORDERS, "contracts:\n  revenue:\n    thresholds:\n      - by: order\n        red: below 3\n")
    contract = manifest.metrics["revenue"].contract
    assert contract is not None
    assert (contract.thresholds[0].span.place, contract.thresholds[0].places[0][1].line) == ("1.yml:5", 4)
