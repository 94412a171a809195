"""The table that a run prints, line by line as cases end."""

from benchmarks.case import Case, Outcome

HEAD = f"{'case':52} {'against':22} {'value':>9} {'goal':>8}  {'met':7} {'peak MB':>7}  CPU s: ours / reference"


def met(case: Case, outcome: Outcome) -> str:
    """Whether a goal is met; empty where there is none."""
    if outcome.failed:
        return "failed"
    if outcome.skipped:
        return "skipped"
    if case.must:
        return "yes"
    if case.goal is None or outcome.value is None:
        return ""
    return "yes" if outcome.value <= case.goal else "no"


def goal(case: Case) -> str:
    """What the case must reach, in words."""
    return case.must or (f"≤ {case.goal:g} {case.unit}" if case.goal is not None else "")


def number(value: float | None, unit: str = "") -> str:
    """A number with as many digits as it deserves."""
    if value is None:
        return ""
    size = abs(value)
    digits = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 0.1 else 4
    return f"{value:,.{digits}f} {unit}".strip()


def spent(outcome: Outcome) -> str:
    """The CPU seconds behind a ratio."""
    return " / ".join(number(seconds) for seconds in (outcome.ours, outcome.reference) if seconds is not None)


def line(case: Case, outcome: Outcome) -> str:
    """A case on the terminal."""
    value = number(outcome.value, case.unit)
    told = outcome.failed or outcome.skipped or outcome.note
    text = f"{case.title:52} {case.against:22} {value:>9} {goal(case):>8}  {met(case, outcome):7}"
    return f"{text} {number(outcome.peak):>7}  {spent(outcome)}  {told}".rstrip()
