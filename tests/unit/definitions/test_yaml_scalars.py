"""Every character of a scalar knows its place in the file, in whatever style it is written."""

import re

import pytest
import yaml
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from metricops.definitions import scalars
from metricops.definitions.compose import compose
from metricops.definitions.nodes import Sequence
from metricops.definitions.scalars import Scalar
from metricops.source import Fragment

BREAKS = "\n\r\x85\u2028\u2029"
LETTERS = st.sampled_from(list("ab\"'\\:#-{}[]|>%@!&*,?= \n\té😀~"))
TEXTS = st.one_of(st.text(LETTERS, min_size=1, max_size=60), st.text(st.characters(codec="utf-8"), min_size=1))
STYLES = [None, "'", '"', "|", ">"]


def scalar_in(file_text: str) -> Scalar:
    """The value of the only key of a file, or the first of its values."""
    value = compose("f.yml", file_text).sections[0][1]
    value = value[0] if isinstance(value, Sequence) else value
    assert isinstance(value, Scalar)
    return value


def fragment_in(file_text: str) -> Fragment:
    return scalar_in(file_text).fragment


def dumped(text: str, style: str | None, width: int, unicode: bool) -> str:
    scalar = yaml.ScalarNode("tag:yaml.org,2002:str", text, style=style)
    key = yaml.ScalarNode("tag:yaml.org,2002:str", "key")
    node = yaml.MappingNode("tag:yaml.org,2002:map", [(key, scalar)])
    return yaml.serialize(node, width=width, allow_unicode=unicode)


def assert_every_character_in_place(fragment: Fragment, file_text: str, style: str) -> None:
    lines = re.split("\r\n|[\n\r\x85\u2028\u2029]", file_text)
    for i, character in enumerate(fragment.text):
        span = fragment.at(i, i + 1)
        there = file_text[span.start]
        folded = character in " \n" and (there in BREAKS or there in " \t")
        escaped = style == '"' and there == "\\"
        assert there == character or folded or escaped
        if there not in BREAKS:
            assert lines[span.line - 1][span.column - 1] == there


@pytest.mark.parametrize("style", STYLES)
@settings(deadline=None)
@given(text=TEXTS, width=st.sampled_from([5, 20, 80]), unicode=st.booleans())
@example(text="a b c d e f g h", width=5, unicode=True)
@example(text="  a\n\n   b\n\n", width=5, unicode=True)
def test_dumped_texts(style: str | None, text: str, width: int, unicode: bool) -> None:
    file_text = dumped(text, style, width, unicode)
    assume(compose("f.yml", file_text).readable)  # the dumper writes some texts that no parser takes
    scalar = scalar_in(file_text)
    assert [scalar] == [event.value for event in yaml.parse(file_text) if isinstance(event, yaml.ScalarEvent)][1:]
    assert_every_character_in_place(scalar.fragment, file_text, scalar.style)


@pytest.mark.parametrize("style", STYLES)
@settings(deadline=None)
@given(text=st.text(LETTERS, min_size=1, max_size=60), width=st.sampled_from([5, 20, 80]))
def test_dumped_texts_are_aligned_line_by_line(style: str | None, text: str, width: int) -> None:
    """The search for the nearest same character is a last resort that ordinary texts never need."""
    scalar = scalar_in(dumped(text, style, width, True))
    assert scalars._aligned(scalar, lines_of(scalar))


def lines_of(scalar: Scalar) -> list[scalars._Line]:
    return scalars._block_lines(scalar) if scalar.style in scalars.BLOCKS else scalars._flow_lines(scalar)


@settings(deadline=None)
@given(body=st.text("ab \n", min_size=1, max_size=30), style=st.sampled_from(["|", ">", "|-", ">+"]))
def test_blocks_written_by_hand(body: str, style: str) -> None:
    lines = "\n".join("  " + line for line in ("x" + body).split("\n"))
    file_text = f"key: {style}\n{lines}\n"
    scalar = scalar_in(file_text)
    assert_every_character_in_place(scalar.fragment, file_text, scalar.style)


@pytest.mark.parametrize(
    ("file_text", "word", "line", "column"),
    [
        ("key: amount > 3\n", "amount", 1, 6),
        ("key: 'it''s amount'\n", "amount", 1, 13),
        ('key: "a\\tb amount"\n', "amount", 1, 12),
        ('key: "a \\"q\\" amount"\n', "amount", 1, 15),
        ('key: "a \\\n    amount"\n', "amount", 2, 5),
        ("key: one\n  two\n\n  amount\n", "amount", 4, 3),
        ("key: |\n  one\n  two amount\n", "amount", 3, 7),
        ("key: |2\n    one\n  amount\n", "amount", 3, 3),
        ("key: >-  # why\n\n   one\n   two\n\n     more amount\n   last\n", "amount", 6, 11),
        ("key: >\n  one\n  amount\n", "amount", 3, 3),
        ("key: |\r\n  one\r\n  amount\r\n", "amount", 3, 3),
        ("key:\n  - 'x\n\n    amount'\n", "amount", 4, 5),
        ("key: |\n  é😀 amount\n", "amount", 2, 6),
    ],
)
def test_a_word_is_underlined_where_it_stands(file_text: str, word: str, line: int, column: int) -> None:
    fragment = fragment_in(file_text)
    start = fragment.text.index(word)
    span = fragment.at(start, start + len(word))
    assert (span.line, span.column) == (line, column)
    assert file_text[span.start : span.end] == word


@pytest.mark.parametrize("file_text", ["key: ''\n", 'key: ""\n', "key: |\n\nnext: 1\n", "key: >\n"])
def test_an_empty_text_has_a_place(file_text: str) -> None:
    fragment = fragment_in(file_text)
    assert fragment.text.strip() == ""
    assert fragment.at(0, 1).line >= 1


def test_the_span_of_a_block_is_its_first_line_of_content() -> None:
    fragment = fragment_in("key: |\n\n  amount > 3\n  and true\n")
    assert (fragment.span.line, fragment.span.column, fragment.span.end - fragment.span.start) == (3, 3, 10)


def test_the_span_of_a_quoted_text_leaves_out_the_quotes() -> None:
    span = fragment_in("key: 'amount'\n").span
    assert (span.column, span.end - span.start) == (7, 6)
