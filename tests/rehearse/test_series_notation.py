"""The notation of scenarios: what every form of a cell and of an outcome means, and what is refused."""

from decimal import Decimal

import pytest

from metricops.errors import DefinitionsError
from metricops.evaluate.values import State, Status
from metricops.rehearse.notation import LONGEST, cells, outcomes
from metricops.rehearse.scenario import Cell
from metricops.source import fragment

D = Decimal


def value(text: str, n: int | None = None) -> Cell:
    return Cell(D(text), n=n)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("3.2", [value("3.2")]),
        ("-3", [value("-3")]),
        ("40%", [value("0.40")]),
        ("$500k", [value("500000")]),
        ("$1.25M", [value("1250000")]),
        ("2bn", [value("2000000000")]),
        ("3.2x", [value("3.2")]),  # a multiple, as coverage is written
        ("3.2x2", [value("3.2")] * 2),
        ("3.2xx2", [value("3.2")] * 2),
        ("3.2 x 2", [value("3.2")] * 2),
        ("3.2 ×2 1", [value("3.2"), value("3.2"), value("1")]),
        ("1, 2,3", [value("1"), value("2"), value("3")]),
        ("1\n  2", [value("1"), value("2")]),
        ("12/40", [Cell(D(12), D(40), parts=True)]),
        ("$9.0M/$3.0M x2", [Cell(D(9_000_000), D(3_000_000), parts=True)] * 2),
        ("null/40", [Cell(None, D(40), parts=True)]),
        ("null", [Cell(None)]),
        ("null@4", [Cell(None, n=4)]),
        ("_x2", [Cell(None, n=0, empty=True)] * 2),
        ("0.31@40", [value("0.31", 40)]),
        ("0.31@40x2", [value("0.31", 40)] * 2),
        ("1 2@7 | n: 40", [value("1", 40), value("2", 7)]),
        ("1e3", [value("1E+3")]),
    ],
)
def test_cells(written: str, expected: list[Cell]) -> None:
    assert list(cells(fragment(written))) == expected


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("3..2", "3..2"),
        ("1 2-3", "2-3"),
        ("12//40", "12//40"),
        ("1/2/3", "1/2/3"),
        ("1 abc 2", "abc"),
        ("1@", "1@"),
        ("1@2.5", "1@2.5"),
        ("1x2x3", "1x2x3"),
        ("5kg", "5kg"),
        ("1 | n: many", " n: many"),
        ("1 | 2", " 2"),
        (f"1x{LONGEST} 1", "1"),
        ("", ""),
    ],
)
def test_what_is_no_cell_is_underlined(written: str, word: str) -> None:
    with pytest.raises(DefinitionsError) as refusal:
        cells(fragment(written))
    (fault,) = refusal.value.diagnostics
    assert fault.code == "T001"
    assert fault.span is not None
    assert written[fault.span.start : fault.span.end] == word


def test_outcomes() -> None:
    first, second, nothing, state, colour, last = outcomes(fragment("ok x2, _ , recovering, Grey, breach new"))
    assert first == second
    assert first is not None
    assert first.statuses == {Status.OK}
    assert first.state is None
    assert nothing is None
    assert state is not None
    assert (state.statuses, state.state) == (frozenset(Status), State.RECOVERING)
    assert colour is not None
    assert colour.statuses == {Status.TOO_FEW, Status.NO_DATA, Status.UNDEFINED, Status.NOT_JUDGED}
    assert last is not None
    assert (last.text, last.statuses, last.state) == ("breach new", {Status.BREACH}, State.NEW)


def test_a_status_alone_takes_any_state_and_a_state_any_status() -> None:
    breach, new = outcomes(fragment("breach, new"))
    assert breach is not None
    assert new is not None
    assert breach.allows(Status.BREACH, State.ONGOING)
    assert not breach.allows(Status.OK, State.NONE)
    assert new.allows(Status.BREACH, State.NEW)
    assert not new.allows(Status.BREACH, State.ONGOING)


@pytest.mark.parametrize("written", ["brech", "ok watch", "new ongoing", "ok,,brech"])
def test_what_is_no_outcome(written: str) -> None:
    with pytest.raises(DefinitionsError) as refusal:
        outcomes(fragment(written))
    assert refusal.value.diagnostics[0].code == "T002"
