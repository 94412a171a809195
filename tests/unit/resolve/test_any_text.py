"""Resolving, lint and the comparison with the warehouse end without raising, whatever the words of a file are."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from resolving import ORDERS

from metricops.definitions import read_texts
from metricops.diagnostics.codes import CODES
from metricops.resolve import check_columns, lint, resolve

PROJECT = (
    ORDERS
    + """
metrics:
  - name: aov
    type: ratio
    numerator: {name: revenue, filter: "{{ Dimension('order__status') }} = 'paid'"}
    denominator: orders
    config: {meta: {metricops: {owner: CRO, unit: usd, thresholds: [{red: below 3 for two windows, by: status}]}}}
  - {name: running, type: cumulative, input_metric: revenue, window: 7 days}
  - {name: growth, type: derived, expr: revenue - aov, input_metrics: [revenue, aov]}
  - {name: back, type: conversion, entity: customer, base_metric: orders, conversion_metric: orders, window: 7 days}
contracts: {revenue: {excludes: none, confidence: low}}
checks: [{on: fct_orders, require: amount, when: status = 'paid'}]
tiers: {fct_orders: {1: amount}}
definitions: [{term: revenue, versions: {aov: {serves: deck}}, canonical: {deck: aov}}]
"""
)
TOKENS = re.split(r"(\W+)", PROJECT)
WORDS = sorted({token for token in TOKENS if token.strip()})
SWAPS = st.lists(st.tuples(st.integers(0, len(TOKENS) - 1), st.sampled_from(["", "__", *WORDS])), max_size=5)


@settings(max_examples=60, deadline=None)
@given(SWAPS)
def test_any_words_resolve_or_are_faults(swaps: list[tuple[int, str]]) -> None:
    tokens = list(TOKENS)
    for at, word in swaps:
        tokens[at] = word
    outcome = resolve(read_texts({"f.yml": "".join(tokens)}))
    tables = {model.relation: ("amount",) for model in outcome.manifest.models.values()}
    found = (*outcome.diagnostics, *lint(outcome.manifest), *check_columns(outcome.manifest, tables))
    assert {diagnostic.code for diagnostic in found} <= CODES.keys()


def test_the_project_itself_is_sound() -> None:
    definitions = read_texts({"f.yml": PROJECT})
    assert (definitions.diagnostics, resolve(definitions).diagnostics) == ((), ())
