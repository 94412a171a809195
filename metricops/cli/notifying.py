"""Alerts of a run beside what earlier runs told, for formats and messages."""

from metricops.api import Project
from metricops.cli.terminal import message
from metricops.errors import LedgerError
from metricops.evaluate.values import Evaluation
from metricops.exception_list import Alert, alerts, fingerprint_of, subjects_of
from metricops.ledger import Ledger, Told


def open_and_over(project: Project, evaluation: Evaluation) -> tuple[Alert, ...]:
    """What is open and what is over since it was told; without a ledger everything open is new."""
    told: tuple[Told, ...] = ()
    try:
        if project.settings is not None:
            names = (fingerprint_of(each) for each in subjects_of(evaluation))
            told = Ledger(project.settings.ledger).told(names, evaluation.as_of)
    except LedgerError as fault:
        message(f"warning: what was told before is not known: {fault}")
    return alerts(evaluation, told)
