"""Plans whose joins are known to repeat no row: what they read may be read together with what others read."""

from collections.abc import Callable, Collection

from metricops.evaluate.values import CheckResult, Status
from metricops.pipeline import reading
from metricops.pipeline.checking import CheckRun, unique_keys
from metricops.plan import Plan

Sound = Callable[[Plan], bool]


def without_joins(plan: Plan) -> bool:
    """What is known of a plan without any check."""
    return not any(scan.joins for scan in reading.scans(plan))


def proven(checks: CheckRun) -> Sound:
    """Whether every key that a plan's joins rely on was found unique in this run, in all rows."""
    clean = {result.check for result in checks.results if _is_clean(result)}
    return lambda plan: _is_proven(plan, clean)


def _is_proven(plan: Plan, clean: Collection[str]) -> bool:
    joins = [join for scan in reading.scans(plan) for join in scan.joins]
    known = reading.joins(plan)
    keys = [key.name for join in known for key in unique_keys([join])]
    return len(keys) == len(known) == len(joins) and all(key in clean for key in keys)


def _is_clean(result: CheckResult) -> bool:
    """Whether a check held for every row of its table: a rule of the user's may be weaker than its name."""
    rule = result.declared
    whole = rule is not None and rule.kind == "unique" and rule.where is None and rule.mostly == 1
    return whole and result.status is Status.OK and not result.violations and not result.waived
