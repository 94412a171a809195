"""Reading: text to nodes with places, and nothing a text can hold makes it raise."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metricops.definitions import read_texts
from metricops.definitions.compose import Document, compose
from metricops.definitions.composer import DEEPEST, UNFOLDED
from metricops.definitions.nodes import Mapping, Sequence
from metricops.diagnostics import pictures


def codes(document: Document) -> list[str]:
    return [fault.code for fault in document.faults]


def root(text: str) -> dict[str, object]:
    document = compose("f.yml", text)
    assert codes(document) == []
    return dict(document.sections)


def test_scalars_stay_text() -> None:
    words = ["yes", "on", "1:30", "0123", "1e3", "2026-11-30", "0x1F", ".inf", "=", "<"]
    values = root("values:\n" + "".join(f"  - {word}\n" for word in words))["values"]
    assert values == words


def test_nothing_is_none_unless_it_is_quoted() -> None:
    assert root("a: null\nb: ~\nc:\nd: 'null'\ne: ''\nf: !!null x\ng: none\n") == {
        "a": None, "b": None, "c": None, "d": "null", "e": "", "f": None, "g": "none",
    }  # fmt: skip


def test_tags_of_yaml_itself_change_nothing() -> None:
    assert root("a: !!str 1\nb: !!int '2'\nc: !!map {d: !!seq [e]}\n") == {"a": "1", "b": "2", "c": {"d": ["e"]}}


def test_aliases_repeat_and_merges_fill_in() -> None:
    text = "x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}\nz: {<<: [*x, {c: 4}], a: 5}\nw: *x\nq: {'<<': 1}\n"
    assert root(text) == {
        "x": {"a": "1", "b": "2"},
        "y": {"b": "3", "a": "1"},
        "z": {"a": "5", "b": "2", "c": "4"},
        "w": {"a": "1", "b": "2"},
        "q": {"<<": "1"},
    }


def test_a_collection_stands_at_its_key_or_its_first_line() -> None:
    metrics = root("metrics:\n  - name: revenue  # in usd\n    config: {meta: {}}\n")["metrics"]
    assert isinstance(metrics, Sequence)
    metric = metrics[0]
    assert isinstance(metric, Mapping)
    config = metric.at("config")
    assert isinstance(config, Mapping)
    assert (metrics.span.line, metrics.span.column) == (1, 1)
    assert (metric.span.line, metric.span.column, metric.span.end - metric.span.start) == (2, 5, len("name: revenue"))
    assert (config.span.line, config.span.column, config.span.end - config.span.start) == (3, 5, len("config"))


@pytest.mark.parametrize("depth", [DEEPEST - 1, DEEPEST])
def test_depth_is_limited(depth: int) -> None:
    text = "a: " + "[" * (depth) + "]" * (depth)
    assert codes(compose("f.yml", text)) == ([] if depth < DEEPEST else ["L016"])


def test_endless_brackets_and_dashes_cost_little() -> None:
    start = time.process_time()
    assert codes(compose("f.yml", "[" * 200_000)) == ["L016"]
    assert codes(compose("f.yml", "- " * 200_000)) == ["L016"]
    assert time.process_time() - start < 2


def test_one_long_line_costs_little() -> None:
    start = time.process_time()
    assert codes(compose("f.yml", "a: [" + "{b: 1}, " * 20_000 + "]")) == []
    assert time.process_time() - start < 5


def test_a_file_that_is_no_text_is_not_told_byte_by_byte() -> None:
    assert codes(compose("f.yml", "\x00" * 100_000)) == ["L004"] * 6


def test_aliases_are_limited_by_what_they_stand_for() -> None:
    ten = ", ".join(["*{}"] * 10)
    lines = ["a0: &a0 [" + ", ".join("x" * 10) + "]"]
    lines += [f"a{i}: &a{i} [{ten.replace('{}', f'a{i - 1}')}]" for i in range(1, 30)]
    assert codes(compose("f.yml", "\n".join(lines))) == ["L015"]
    many = "x: &x 1\ny: [" + ", ".join(["*x"] * (UNFOLDED - 1)) + "]\n"
    assert codes(compose("f.yml", many)) == []


def test_an_alias_may_repeat_a_finished_value_but_not_an_open_one() -> None:
    assert codes(compose("f.yml", "a: &a [1, *a]\n")) == ["L014"]
    assert codes(compose("f.yml", "a: &a {b: {c: *a}}\n")) == ["L014"]
    assert codes(compose("f.yml", "a: &a [1]\nb: &a [*a]\n")) == ["L014"]
    assert root("a: &a [1]\nb: [*a, *a]\n") == {"a": ["1"], "b": [["1"], ["1"]]}


def test_both_places_of_a_duplicate_are_told() -> None:
    (fault,) = compose("f.yml", "a:\n  b: 1\n  c: 2\n  b: 3\n").faults
    assert fault.span is not None
    assert (fault.code, fault.span.line, fault.related[0].span.line) == ("L013", 4, 2)


def test_a_byte_order_mark_shifts_no_place() -> None:
    document = compose("f.yml", "\ufeffmetrics: x\n")
    assert codes(document) == ["L003"]
    key, value = document.sections[0]
    assert (key, key.column, value) == ("metrics", 1, "x")


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", "---\n", "---\n# nothing\n...\n", "null\n"])
def test_an_empty_file_is_a_warning(text: str) -> None:
    document = compose("f.yml", text)
    assert (codes(document), document.readable) == (["L005"], True)
    assert document.faults[0].severity == "warning"


@pytest.mark.parametrize("text", ["- a\n", "text\n", "'quoted'\n", "[]\n"])
def test_a_file_is_a_mapping(text: str) -> None:
    document = compose("f.yml", text)
    assert (codes(document), document.readable) == (["L022"], False)


SNIPPETS = ["metrics:\n", "  - name: x\n", "    ", "- ", "a: ", "&a ", "*a", "<<: ", "{", "}", "[", "]", "'", '"', "\t"]
SNIPPETS += [
    "|\n",
    ">-\n",
    "\n",
    "#",
    "!!int ",
    "!x ",
    "? ",
    ": ",
    "---\n",
    "...\n",
    "{{ Dimension('x') }}",
    "\x07",
    "é",
]
SNIPPETS += [
    "models:\n",
    "checks:\n",
    "contracts:\n",
    "thresholds:",
    "red: below 3\n",
    "\ufeff",
    "\x85",
    "\r",
    "%YAML 1.1\n",
]


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(st.sampled_from(SNIPPETS), max_size=25).map("".join)))
def test_reading_never_raises_and_every_place_is_in_the_file(text: str) -> None:
    definitions = read_texts({"f.yml": text})
    for fault in definitions.diagnostics:
        assert fault.span is not None
        assert 0 <= fault.span.start <= len(text)
    assert pictures(definitions.diagnostics, definitions.texts).count("[L") >= len(definitions.diagnostics)
