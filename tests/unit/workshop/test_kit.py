"""The kit quotes definitions, computes its times, and leaves blank what nobody decided."""

from datetime import date, time
from decimal import Decimal

import pytest

from metricops.errors import MetricopsError
from metricops.manifest import (
    Aggregation,
    Caveat,
    Contract,
    Definition,
    Measure,
    Required,
    SimpleMetric,
    Unresolved,
    Version,
)
from metricops.source import fragment
from metricops.workshop import Contested, Kit, Standpoint, kit
from metricops.workshop.agenda import clock
from metricops.workshop.rollout_note import sentences

TEXT = fragment("amount")
AS_OF = date(2026, 11, 15)


def metric(name: str, description: str = "", unit: str = "usd", contract: Contract | None = None) -> SimpleMetric:
    measure = Measure(Aggregation.SUM, TEXT, "day")
    label = name.replace("_", " ").title()
    return SimpleMetric(
        name=name,
        span=TEXT.span,
        label=label,
        description=description,
        unit=unit,
        contract=contract,
        model="fct_deals",
        measure=measure,
    )


def standpoint(team: str, given: SimpleMetric, value: int | Decimal | None) -> Standpoint:
    version = Version(given.name, team, f"{team} planning", f"{team} report", TEXT.span)
    return Standpoint(version, given, ("fct_deals",), "CRM", value)


FULL = Contract(
    TEXT.span,
    owner="Head of Sales",
    includes="Stage 2 or later.",
    excludes=("pilots", "renewals"),
    required=Required.BOARD_GRADE,
    caveats=(Caveat("EMEA is a day late."),),
)
SALES = standpoint("Sales", metric("qualified", "Open deals | stage 2\nor later.", contract=FULL), Decimal(310))
MARKETING = standpoint("Marketing", metric("sourced", "Deals we touched."), 220)


def pipeline(**changed: object) -> Contested:
    facts: dict[str, object] = {
        "term": "pipeline",
        "versions": (SALES.version, MARKETING.version),
        "canonical": (("forecast", "qualified"),),
        "unresolved": (Unresolved("Which goes in the deck?", (), "Nine days lost.", "CRO", date(2026, 12, 5)),),
        "owner": "RevOps",
        "span": TEXT.span,
    }
    definition = Definition(**{**facts, **changed})  # type: ignore[arg-type]
    return Contested(definition, (SALES, MARKETING), ("coverage",), "RevOps (Priya Nair)")


def cells(kit: Kit, name: str) -> dict[str, list[str]]:
    """The rows of a paper's tables by their first cell."""
    rows = [
        line.strip("| ").replace("\\|", "/").split(" | ") for line in dict(kit.files)[name].splitlines() if "|" in line
    ]
    return {row[0]: row[1:] for row in rows}


def test_the_times_are_computed_from_the_start() -> None:
    made = kit([pipeline()], time(14, 0))
    agenda = dict(made.files)["agenda.md"]
    assert list(cells(made, "agenda.md"))[2:] == ["14:00", "14:10", "14:25", "14:45", "15:05", "15:20"]
    assert "Ends at 15:30." in agenda
    assert clock(time(23, 30), 45) == "00:15"


def test_the_cost_is_told_in_numbers() -> None:
    agenda = dict(kit([pipeline()], time(9)).files)["agenda.md"]
    assert "- Gap: $90. 1 KPI and 2 reports depend on it.\n- KPI: coverage\n" in agenda
    assert "- Undecided: Which goes in the deck? CRO decides by 2026-12-05.\n- Cost so far: Nine days lost.\n" in agenda


@pytest.mark.parametrize(
    "others", [(), (standpoint("CS", metric("n", unit="deals"), 3),), (standpoint("CS", metric("n"), None),)]
)
def test_a_gap_needs_two_numbers_of_one_unit(others: tuple[Standpoint, ...]) -> None:
    one = Contested(pipeline().definition, (SALES, *others))
    assert "Gap: not known." in dict(kit([one], time(9)).files)["agenda.md"]


def test_the_board_quotes_every_version_as_submitted() -> None:
    board = cells(kit([pipeline()], time(9), AS_OF), "board.md")
    assert board["label"] == ["Qualified", "Sourced"]
    assert board["definition"] == ["Open deals / stage 2 or later.", "Deals we touched."]
    assert board["team"] == ["Sales", "Marketing"]
    assert board["number as of 2026-11-15"] == ["$310", "$220"]


def test_a_version_with_faults_keeps_its_column() -> None:
    faulty = Standpoint(SALES.version, None)
    made = kit([Contested(pipeline().definition, (faulty, MARKETING))], time(9))
    assert cells(made, "board.md")["definition"][0] == "left out: its definition has faults (metricops lint)"
    assert cells(made, "board.md")["number"] == ["no data", "$220"]
    assert cells(made, "decision-table.md")["2. What does it include?"][0] == "decide in the room"


def test_the_decision_table_is_filled_from_contracts_and_blank_elsewhere() -> None:
    table = cells(kit([pipeline()], time(9)), "decision-table.md")
    assert [row for head, row in table.items() if head[0].isdigit()] == [
        ["forecast", "decide in the room (serves Marketing planning)"],
        ["Stage 2 or later.", "Deals we touched."],
        ["pilots, renewals", "decide in the room"],
        ["fct_deals (source of truth: CRM)"] * 2,
        ["RevOps (Priya Nair)"] * 2,
        ["board-grade", "decide in the room"],
    ]


def test_the_rollout_note_is_six_sentences_in_under_150_words() -> None:
    said = sentences(pipeline())
    assert said == (
        '"pipeline" officially means "Qualified" for forecast.',
        "Read it in the Sales report.",
        'Valid, but official for no use: "Sourced" for Marketing planning.',
        "It is calculated in fct_deals, and the source of truth is CRM.",
        "Mind that EMEA is a day late; nobody has decided yet: Which goes in the deck?",
        "RevOps (Priya Nair) approves changes.",
    )
    assert len(" ".join(said).split()) < 150


def test_what_is_not_decided_is_said_so() -> None:
    bare = Contested(pipeline(canonical=(), unresolved=()).definition, (MARKETING,))
    assert sentences(bare)[0] == '"pipeline" has no official meaning yet.'
    assert sentences(bare)[1] == "No report is the official one yet."
    assert sentences(bare)[4:] == ("No caveats are known.", "Who approves changes is not decided yet.")


def test_one_to_three_terms() -> None:
    assert kit([pipeline()] * 3, time(9)).terms == ("pipeline",) * 3
    for n in (0, 4):
        with pytest.raises(MetricopsError, match="pick one to three"):
            kit([pipeline()] * n, time(9))
