"""The exception list: red first, grey apart and never counted as green, one line that sums it up."""

from dataclasses import replace

from made_evaluation import CHECKS, EVALUATION

from metricops.evaluate.values import Status
from metricops.exception_list import triage
from metricops.output.exceptions import exceptions_markdown, exceptions_table, grey_table, summary_line

LISTED = triage(EVALUATION)


def test_what_needs_someone_and_what_could_not_be_told_stand_apart() -> None:
    assert [row[0] for row in exceptions_table(LISTED).rows] == ["▼ red new"]
    assert [row[0] for row in grey_table(LISTED).rows] == ["○ grey too_few"]


def test_the_summary_counts_every_colour_and_says_why_grey() -> None:
    assert summary_line(EVALUATION, LISTED) == (
        "As of 2026-11-15: 1 red, 0 yellow, 1 grey (1 too_few), 1 green; tier 1 checks: 1 violated."
    )


def test_a_quiet_week_is_one_short_line() -> None:
    quiet = replace(EVALUATION, findings=EVALUATION.findings[2:], checks=(), summary={Status.OK: 1})
    assert summary_line(quiet, triage(quiet)) == "As of 2026-11-15: 0 red, 0 yellow, 0 grey, 1 green."
    assert exceptions_markdown(quiet, triage(quiet)).count("##") == 0


def test_a_check_that_could_not_run_is_said_apart() -> None:
    blind = replace(EVALUATION, checks=(replace(CHECKS[1], tier=1),))
    assert summary_line(blind, triage(blind)).endswith("tier 1 checks: 1 could not run.")


def test_the_page_has_a_table_for_each_part() -> None:
    page = exceptions_markdown(EVALUATION, LISTED)
    assert page.startswith("# Exceptions as of 2026-11-15\n\nAs of")
    assert [line for line in page.splitlines() if line.startswith("##")] == [
        "## Needs someone",
        "## Could not be judged either way",
        "## Tier 1 checks",
    ]
    assert "<br>→ investigate: Which source stopped?<br>" in page
