"""CSV, JSON lines, Markdown and JUnit of the same values."""

import csv
import json
from datetime import date
from decimal import Decimal
from io import StringIO
from xml.etree import ElementTree

from made_evaluation import BREACH, CHECKS, EVALUATION, FINE, TOO_FEW

from metricops.engines.result import Result, ResultColumn
from metricops.output.csv import checks_csv, findings_csv, rows_csv
from metricops.output.jsonl import jsonl
from metricops.output.junit import checks_junit, evaluation_junit
from metricops.output.markdown import markdown
from metricops.output.records import finding_record, row_records
from metricops.output.table import Column, Table

ROWS = Result(
    (ResultColumn("rep", "VARCHAR"), ResultColumn("amount", "DECIMAL(18,2)", "usd")),
    (("Ana, B", Decimal("10.50")), ('say "x"', None), (None, Decimal("1E+2"))),
    "SELECT 1",
)


def test_findings_have_one_plain_value_per_column() -> None:
    rows = list(csv.DictReader(StringIO(findings_csv([BREACH, TOO_FEW, FINE]))))
    assert [row["status"] for row in rows] == ["breach", "too_few", "ok"]
    assert rows[0]["segment"] == "segment=Enterprise"
    assert (rows[0]["period_start"], rows[0]["period_end"]) == ("2026-11-09", "2026-11-15")
    assert rows[0]["action"] == "investigate: Which source stopped?; reallocate to CRO: Move SDRs."
    assert rows[0]["numerator"] == "2410000"
    assert rows[1]["segment"] == "segment=(none)"
    assert rows[2]["at_stake"] == ""
    assert rows[2]["provisional"] == "false"


def test_checks_have_a_line_each() -> None:
    rows = list(csv.DictReader(StringIO(checks_csv(CHECKS))))
    assert [(row["check"], row["violations"], row["span"]) for row in rows] == [
        ("commit_needs_a_date", "3", "checks/crm.yml:8"),
        ("lost_deals_say_why", "0", "checks/crm.yml:20"),
    ]


def test_rows_are_quoted_and_missing_values_empty() -> None:
    assert rows_csv(ROWS) == 'rep,amount\n"Ana, B",10.5\n"say ""x""",\n,100\n'


def test_json_lines_are_one_object_each() -> None:
    lines = jsonl(row_records(ROWS)).splitlines()
    assert json.loads(lines[0]) == {"rep": "Ana, B", "amount": 10.5}
    assert len(lines) == 3
    assert json.loads(jsonl([finding_record(FINE)]))["segment"] == {}


def test_markdown_escapes_what_would_break_the_table() -> None:
    table = Table((Column("a"), Column("b", right=True)), (("x|y\nz", "1"), ("<b>", "2")))
    assert markdown(table) == "| a | b |\n| --- | ---: |\n| x\\|y<br>z | 1 |\n| &lt;b&gt; | 2 |\n"


def test_junit_fails_breaches_skips_grey_and_reports_errors() -> None:
    root = ElementTree.fromstring(evaluation_junit(EVALUATION))
    thresholds, checks = root.findall("testsuite")
    assert thresholds.attrib == {"name": "thresholds", "tests": "3", "failures": "1", "errors": "0", "skipped": "1"}
    assert checks.attrib == {"name": "checks", "tests": "2", "failures": "1", "errors": "1", "skipped": "0"}
    case = thresholds.find("testcase")
    assert case is not None
    assert case.attrib["name"] == "level [segment=Enterprise]"
    failure = case.find("failure")
    assert failure is not None
    assert failure.attrib["message"] == BREACH.sentence


def test_junit_of_a_tier_2_violation_does_not_fail_a_build() -> None:
    from dataclasses import replace

    coached = replace(CHECKS[0], tier=2)
    suite = ElementTree.fromstring(checks_junit([coached])).find("testsuite")
    assert suite is not None
    assert suite.attrib["failures"] == "0"


def test_junit_drops_characters_that_xml_forbids() -> None:
    from dataclasses import replace

    ElementTree.fromstring(checks_junit([replace(CHECKS[1], reason="bad \x1b byte")]))


def test_dates_have_iso_form_in_csv() -> None:
    result = Result((ResultColumn("day", "DATE"),), ((date(2026, 11, 9),),), "")
    assert rows_csv(result) == "day\n2026-11-09\n"
