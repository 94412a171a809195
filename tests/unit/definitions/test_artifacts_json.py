"""JSON as nodes: the same values as Python's own reader gives, each with its place."""

import json
from json import JSONDecodeError
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metricops.definitions.artifacts_json import DEEPEST, node_at
from metricops.definitions.nodes import Mapping, Node, Sequence
from metricops.definitions.scalars import Scalar, Source

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


def read(text: str) -> Node:
    return node_at(Source("a.json", text))


def plain(node: Node) -> Any:
    """Every scalar as the text it is."""
    if isinstance(node, Mapping):
        return {str(key): plain(value) for key, value in node.items()}
    return [plain(item) for item in node] if isinstance(node, Sequence) else node


def as_texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: as_texts(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_texts(item) for item in value]
    return value if value is None or isinstance(value, str) else json.dumps(value)


@given(VALUES, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_any_json_is_read_as_python_reads_it(value: Any, indent: int | str | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    assert plain(read(f" \n{text}")) == as_texts(value)


def test_every_scalar_knows_its_place() -> None:
    node = read('{"a": {"b": ["x", 12, true]},\n  "c": "d\\u00e9f"}')
    assert isinstance(node, Mapping)
    inner, last = node.at("a"), node.at("c")
    assert isinstance(inner, Mapping)
    assert str(inner.span) == "a.json:1:3"  # its key
    items = inner.at("b")
    assert isinstance(items, Sequence)
    assert [str(item.span) for item in items if isinstance(item, Scalar)] == [f"a.json:1:{n}" for n in (15, 19, 23)]
    assert isinstance(last, Scalar)
    assert [str(last.fragment.at(n, n + 1)) for n in range(3)] == [f"a.json:2:{n}" for n in (9, 10, 16)]


def test_half_a_pair_of_code_units_is_replaced() -> None:
    assert read('"\\ud83d"') == "\ufffd"
    assert read('"\\ud83d\\ude00"') == "😀"


@pytest.mark.parametrize(
    "text", ["", "{", "[1", '{"a"', '{"a" 1}', '{"a": }', "{1: 2}", '"open', "[1 2]", "nil", '{"a": 1,', "[" * 5_000]
)
def test_what_is_not_json_is_refused_with_a_place(text: str) -> None:
    with pytest.raises(JSONDecodeError) as refused:
        read(text)
    assert refused.value.pos <= len(text)


def test_values_may_be_nested_as_deep_as_any_definition_is() -> None:
    assert plain(read("[" * DEEPEST + "]" * DEEPEST)) is not None
    with pytest.raises(JSONDecodeError, match="nested"):
        read("[" * (DEEPEST + 2) + "]" * (DEEPEST + 2))
