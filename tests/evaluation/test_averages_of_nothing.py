"""An average over rows that hold no value says so, as a sum does; without rows it says that there are none."""

from pathlib import Path

from tests.evaluation.made_project import made


def test_rows_without_values_are_told_from_no_rows(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals(
        {"on": "2026-10-20", "days": 5},
        {"on": "2026-10-27", "days": 3, "segment": "Enterprise"},
        {"on": "2026-11-12", "amount": None},
    )
    rule = {"red": "above 30", "by": "segment"}
    project.contract("cycle_days", rule, unit="days")
    project.contract("revenue", rule, unit="usd")
    found = {(f.metric, f.segment[0][1]): (f.status, f.reason) for f in project.evaluate().findings}
    assert found == {
        ("cycle_days", "SMB"): ("no_data", "no values, only NULL"),
        ("revenue", "SMB"): ("no_data", "no values, only NULL"),
        ("cycle_days", "Enterprise"): ("no_data", "no rows"),
        ("revenue", "Enterprise"): ("no_data", "no rows"),
    }
    assert {f.reason for f in project.evaluate("2026-11-22").findings} == {"no rows"}
