"""Alerts of a run beside what earlier runs told, and the messages that owners get of them."""

import os
from collections.abc import Sequence
from datetime import UTC, date, datetime

from metricops.api import Project
from metricops.cli.terminal import message, plural
from metricops.errors import LedgerError
from metricops.evaluate.values import Evaluation
from metricops.exception_list import Alert, alerts, fingerprint_of, subjects_of
from metricops.ledger import Ledger, Told
from metricops.notify import Message, messages, send
from metricops.pipeline.telling import Delivery, tell, unfinished, unsent


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


def notify(project: Project, alerts: Sequence[Alert], as_of: date, sends: bool) -> None:
    """Tells owners what changed, or shows what they would be told; neither stops the run."""
    if project.settings is None or not project.settings.notify:
        message("nobody is notified: metricops.yml names no channels under notify:")
        return
    ledger, told = Ledger(project.settings.ledger), messages(alerts, project.settings.notify)
    try:
        for event in unfinished(ledger):
            begun = f"{event.at:%Y-%m-%d %H:%M} UTC"
            first = event.text.splitlines()[0]
            message(f'warning: a message to {event.owner} was begun on {begun} and may not have arrived: "{first}"')
        if sends:
            for delivery in tell(ledger, told, os.environ, send, as_of, datetime.now(UTC)):
                message(_became(delivery))
        else:
            _show(unsent(ledger, told))
    except LedgerError as fault:
        message(f"warning: nobody was notified: {fault}")


def _show(left: Sequence[Message]) -> None:
    for one in left:
        indented = "\n".join(f"  {line}".rstrip() for line in one.body.splitlines())
        message(f"to {one.owner} through {one.channel or 'no channel'}: {one.title}\n{indented}\n")
    sending = "--notify send sends them" if left else "nothing is new to anybody"
    message(f"{plural(len(left), 'message')} would be sent; {sending}")


def _became(delivery: Delivery) -> str:
    one = delivery.message
    if delivery.fault:
        return f"warning: {one.owner} was not notified: {delivery.fault}; the next run tries again"
    if not one.lines:
        return f"{one.owner} is being notified by another run"
    return f"notified {one.owner} of {plural(len(one.lines), 'change')} through {one.channel}"
