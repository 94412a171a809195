"""Which filters stand in the grouping key, and what is then asked of it."""

import pytest
import sqlglot
from sqlglot import exp

from metricops.sql.atoms import atoms, either, exclusive
from metricops.sql.signatures import signature


def read(text: str) -> exp.Expr:
    return sqlglot.parse_one(text, dialect="duckdb")


def told(*wanted: str, only_wanted: bool = False) -> dict[str, str]:
    """The columns of a signature for aggregates with these conditions."""
    own = [tuple(atoms(read(one))) for one in wanted]
    return {one.name: one.tree.sql() for one in signature(own, only_wanted, ())}


def test_values_of_one_column_share_one_column() -> None:
    assert told("kind = 'a'", "kind = 'b'", "kind IN ('b', 'c')") == {
        "kind_is": "CASE WHEN kind = 'a' THEN 1 WHEN kind = 'b' THEN 2 WHEN kind = 'c' THEN 3 ELSE 0 END"
    }


def test_what_is_asked_of_the_column_says_the_same() -> None:
    wanted = [tuple(atoms(read(one))) for one in ("kind = 'a'", "kind IN ('b', 'a')")]
    (one,) = signature(wanted, False, ())
    assert [test.sql() for test in one.tests.values()] == ["kind_is = 1", "kind_is IN (2, 1)"]


def test_rows_that_all_have_one_of_the_values_keep_it() -> None:
    assert told("kind = 'a'", "kind = 'b' AND size > 3", only_wanted=True)["kind"] == "kind"


def test_a_column_that_not_every_aggregate_asks_for_is_not_kept() -> None:
    assert "kind" not in told("kind = 'a'", "kind = 'b'", "size > 3", only_wanted=True)


@pytest.mark.parametrize("pair", [("'A'", "'a'"), ("'1'", "'01'"), ("'yes'", "'true'"), ("1.0", "1"), ("'1'", "1")])
def test_values_that_may_be_equal_do_not_exclude_each_other(pair: tuple[str, str]) -> None:
    found = [read(one) for one in pair]
    assert not exclusive(one for one in found if isinstance(one, exp.Literal))
    assert list(told(*(f"kind = {one}" for one in pair))) == ["filter_1", "filter_2"]


def test_conditions_of_few_values_are_many_combinations_only_when_they_are_of_different_columns() -> None:
    of_one = told(*(f"size > {n}" for n in range(12)))
    of_many = told(*(f"size_{n} > 0" for n in range(12)))
    assert (len(of_one), len(of_many)) == (12, 10)


def test_what_may_fail_alone_stays_with_what_guards_it() -> None:
    assert [one.sql() for one in atoms(read("a = 1 AND b > 2"))] == ["a = 1", "b > 2"]
    (whole,) = atoms(read("kind = 'number' AND CAST(text AS INT) > 2"))
    assert isinstance(whole, exp.And)


def test_names_that_are_taken_are_numbered() -> None:
    wanted = [(read("kind = 'a'"),), (read("kind = 'b'"),)]
    assert [one.name for one in signature(wanted, False, ["kind_is"])] == ["kind_is_2"]


def test_alternatives_of_one_column_are_a_list() -> None:
    assert either([read("a = 1"), read("a IN (2, 1)")]).sql() == "a IN (1, 2)"
    assert either([read("a = 1"), read("b = 2")]).sql() == "a = 1 OR b = 2"
