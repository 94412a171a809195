"""JUnit XML: a test suite of the thresholds and one of the checks, as build servers read it."""

from collections.abc import Iterable
from xml.etree import ElementTree as xml

from metricops.evaluate.values import CheckResult, Evaluation, Finding, Status
from metricops.output.records import segment_text
from metricops.output.table import clean

SKIPPED = frozenset({Status.TOO_FEW, Status.NO_DATA, Status.UNDEFINED})


def evaluation_junit(evaluation: Evaluation) -> str:
    """Breaches fail, what could not be judged is an error, grey is skipped and never passed."""
    root = xml.Element("testsuites", name="metricops", id=evaluation.run)
    add_suite(root, "thresholds", [_finding_case(finding) for finding in evaluation.findings])
    add_suite(root, "checks", [_check_case(check) for check in evaluation.checks])
    return junit_text(root)


def checks_junit(checks: Iterable[CheckResult]) -> str:
    """The checks alone."""
    root = xml.Element("testsuites", name="metricops")
    add_suite(root, "checks", [_check_case(check) for check in checks])
    return junit_text(root)


def _finding_case(finding: Finding) -> xml.Element:
    segment = segment_text(dict(finding.segment))
    name = f"{finding.threshold} [{segment}]" if segment else finding.threshold
    text = finding.reason or finding.sentence or finding.status.value
    silence, status = finding.silence, Status.OK if finding.silence else finding.status
    case = _case(finding.metric, name, finding.span.file, finding.span.line, status, text)
    if silence:
        known = f"{finding.status.value}, silenced until {silence.until}: {silence.reason} {text}"
        xml.SubElement(case, "skipped", message=clean(known))
    return case


def _check_case(check: CheckResult) -> xml.Element:
    text = check.reason or f"{check.violations} of {check.eligible} rows violate it. {check.fix}".rstrip()
    status = Status.WATCH if check.status is Status.BREACH and check.tier > 1 else check.status
    case = _case(check.table, check.check, check.span.file, check.span.line, status, text)
    if check.waived and case.find("system-out") is None:
        xml.SubElement(case, "system-out").text = f"waived: {check.waived:,}"
    return case


def _case(group: str, name: str, file: str, line: int, status: Status, text: str) -> xml.Element:
    case = xml.Element("testcase", classname=clean(group), name=clean(name), file=clean(file), line=str(line))
    if status is Status.BREACH:
        xml.SubElement(case, "failure", type=status.value, message=clean(text))
    elif status is Status.NOT_JUDGED:
        xml.SubElement(case, "error", type=status.value, message=clean(text))
    elif status in SKIPPED:
        xml.SubElement(case, "skipped", message=clean(text))
    elif status is Status.WATCH:
        xml.SubElement(case, "system-out").text = clean(text)
    return case


def add_suite(root: xml.Element, name: str, cases: list[xml.Element]) -> None:
    """Adds a suite of these cases with their counts."""
    counts = {word: str(sum(case.find(word) is not None for case in cases)) for word in ("failure", "error", "skipped")}
    suite = xml.SubElement(root, "testsuite", name=name, tests=str(len(cases)))
    suite.set("failures", counts["failure"])
    suite.set("errors", counts["error"])
    suite.set("skipped", counts["skipped"])
    suite.extend(cases)


def junit_text(root: xml.Element) -> str:
    """The document as text."""
    xml.indent(root)
    return xml.tostring(root, encoding="unicode", xml_declaration=False) + "\n"
