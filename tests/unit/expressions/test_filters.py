"""Filters: templates taken out of the SQL without moving a word, references with their places, and refusals."""

import pytest

from metricops.errors import QueryError
from metricops.expressions import Reference, ReferenceKind, parse_filter, parse_reference
from metricops.periods import DatePart
from metricops.source import fragment


def references(text: str) -> tuple[Reference, ...]:
    return parse_filter(fragment(text)).references


@pytest.mark.parametrize(
    ("text", "names", "bare"),
    [
        ("{{ Dimension('a__b') }} = 'x'", ["a__b"], []),
        ("{{Dimension('a__b')}}='x'", ["a__b"], []),
        ("{{ Dimension('A__B') }} = 'x' and {{ Entity('c') }} > 1", ["a__b", "c"], []),
        ("metric_time__month > '2024-01-01'", [], ["metric_time__month"]),
        ("{{ Dimension('a__b') }} = c", ["a__b"], ["c"]),
        ("{{ Dimension('a__b') }} in ('{', '}', '{x}')", ["a__b"], []),
        ("not {{ Dimension('a__b') }}", ["a__b"], []),
        ("{{ Metric('m', group_by=['c']) }} > 1", ["m"], []),
        ("true", [], []),
    ],
)
def test_templates_and_bare_names_are_told_apart(text: str, names: list[str], bare: list[str]) -> None:
    parsed = parse_filter(fragment(text))
    assert [reference.name for reference in parsed.references] == names
    assert [use.name for use in parsed.columns] == bare


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dimension('a__b')", {"kind": ReferenceKind.DIMENSION, "name": "a__b"}),
        ("Dimension(name='a__b')", {"name": "a__b"}),
        ("Dimension('b', entity_path=['a'])", {"entity_path": ("a",)}),
        ("Dimension('b', ['A', 'c'])", {"entity_path": ("a", "c")}),
        ("Dimension('b', entity_path='a')", {"entity_path": ("a",)}),
        ("TimeDimension('t', 'MONTH')", {"kind": ReferenceKind.TIME, "grain": "month"}),
        ("TimeDimension('t', grain='week')", {"grain": "week"}),
        ("TimeDimension('t', time_granularity_name='week')", {"grain": "week"}),
        ("TimeDimension(time_dimension_name='t', time_granularity='week')", {"name": "t", "grain": "week"}),
        ("TimeDimension('t', date_part_name='dow')", {"date_part": DatePart.DOW}),
        ("TimeDimension('t', 'day', ['a'])", {"grain": "day", "entity_path": ("a",)}),
        ("Dimension('t').grain('year')", {"grain": "year"}),
        ("Dimension('t').date_part('DOY')", {"date_part": DatePart.DOY}),
        ("Dimension('t').grain('year').descending(True)", {"grain": "year", "descending": True}),
        ("Entity(entity_name='c')", {"kind": ReferenceKind.ENTITY, "name": "c"}),
        ("Metric('m', group_by=['c', 'D'])", {"kind": ReferenceKind.METRIC, "group_by": ("c", "d")}),
        ("Metric('m', ('c',))", {"group_by": ("c",)}),
        ("Metric(metric_name='m', group_by='c')", {"name": "m", "group_by": ("c",)}),
        ("  Dimension(\n  'a__b'\n)  ", {"name": "a__b"}),
    ],
)
def test_a_call_is_read_as_syntax(text: str, expected: dict[str, object]) -> None:
    found = parse_reference(text, fragment(text))
    assert {name: getattr(found, name) for name in expected} == expected


def test_places_survive_templates_other_letters_and_lines() -> None:
    text = "größe = 'ä' and\n  {{ TimeDimension(\n    'metric_time', 'mönat') }} > x"
    parsed = parse_filter(fragment(text))
    (reference,) = parsed.references
    assert reference.grain_span is not None
    assert text[reference.span.start : reference.span.end] == "'metric_time'"
    assert text[reference.grain_span.start : reference.grain_span.end] == "'mönat'"
    assert (reference.grain_span.line, reference.grain_span.column) == (3, 20)
    assert [(use.name, use.span.line, use.span.column) for use in parsed.columns] == [("größe", 1, 1), ("x", 3, 34)]


def test_every_name_of_a_group_by_has_its_place() -> None:
    text = "{{ Metric('m', group_by=['c', 'dd']) }} > 1"
    (reference,) = references(text)
    assert [text[span.start : span.end] for span in reference.group_spans] == ["'c'", "'dd'"]


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [
        ("", "P010", ""),
        ("  ", "P010", ""),
        ("{{ }}", "P012", ""),
        ("{{ 1 + 1 }} = 2", "P012", "1 + 1"),
        ("{{ 'a' }} = 'a'", "P012", "'a'"),
        ("{{ Dimension }} = 'a'", "P012", "Dimension"),
        ("{{ Dimension('a' }} = 'a'", "P012", "Dimension('a'"),
        ("{{ Dimension(a) }} = 'a'", "P012", "a"),
        ("{{ Dimension(f'a') }} = 'a'", "P012", "f'a'"),
        ("{{ Dimension('a' + 'b') }} = 'a'", "P012", "'a' + 'b'"),
        ("{{ Dimension(*['a']) }} = 'a'", "P012", "*['a']"),
        ("{{ Dimension(**{'name': 'a'}) }} = 'a'", "P012", "**"),
        ("{{ Dimension(1) }} = 'a'", "P012", "1"),
        ("{{ Dimension('a').upper() }} = 'a'", "P012", "upper"),
        ("{{ Dimension('a').grain() }} = 'a'", "P012", "grain"),
        ("{{ Dimension('a').grain('day', 'x') }} = 'a'", "P012", "grain"),
        ("{{ Dimension('a').grain(grain='day') }} = 'a'", "P012", "grain"),
        ("{{ Dimension('a').grain }} = 'a'", "P012", "Dimension('a').grain"),
        ("{{ Dimension('a', 'b', 'c') }} = 'a'", "P012", "'c'"),
        ("{{ Dimension(colour='a') }} = 'a'", "P012", "colour"),
        ("{{ Metric('m', group_by=[1]) }} > 1", "P012", "1"),
        ("{{ Dimension('a', entity_path=3) }} > 1", "P012", "3"),
        ("{{ env_var('X') }} = 'a'", "P013", "env_var"),
        ("{{ dimension('a') }} = 'a'", "P013", "dimension"),
        ("{{ config.get('a') }} = 'a'", "P012", "config"),
        ("{{ __import__('os').system('ls') }} = 'a'", "P013", "__import__"),
        ("{{ (lambda: 1)() }} = 'a'", "P013", "lambda: 1"),
        ("{{ Dimension('a').date_part('hour') }} = 1", "P014", "'hour'"),
        ("{% if true %} a = 1 {% endif %}", "P012", "{%"),
        ("{# a #} a = 1", "P012", "{#"),
        ("a = 1 }}", "P012", "}}"),
        ("{{ Dimension('a') = 1", "P012", "{{"),
        ("{{ Dimension('a') }} = ", "P010", "="),
        ("{{ Dimension('a') }} = (select 1)", "P011", "select"),
        ("{{ Dimension('a') }}; drop table t", "P011", ";"),
        ("max({{ Dimension('a') }}) > 1", "P011", "max"),
        ("lag(a) over () > 1", "P011", "over"),
        ("t.a = 1", "P023", "t.a"),
        ("a = 1 and x.y.z = 2", "P023", "x.y.z"),
    ],
)
def test_anything_else_is_refused_where_it_stands(text: str, code: str, word: str) -> None:
    with pytest.raises(QueryError) as refused:
        parse_filter(fragment(text))
    (fault,) = refused.value.diagnostics
    assert fault.code == code
    assert fault.span is not None
    if word:
        assert text[fault.span.start : fault.span.end] == word


@pytest.mark.parametrize("depth", [10, 1000, 100_000])
def test_no_depth_of_brackets_or_methods_is_a_crash(depth: int) -> None:
    for text in ("(" * depth + ")" * depth, "Dimension('a')" + ".grain('day')" * depth):
        with pytest.raises(QueryError):
            parse_filter(fragment(f"{{{{ {text} }}}} = )"))


def test_the_same_text_is_the_same_filter() -> None:
    assert parse_filter(fragment("a = 1")) == parse_filter(fragment("a = 1", "b.yml"))
    assert parse_filter(fragment("a = 1")) != parse_filter(fragment("a = 2"))
