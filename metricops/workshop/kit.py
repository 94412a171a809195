"""The kit: one set of papers for one to three contested words."""

from collections.abc import Sequence
from datetime import date, time

from metricops.errors import MetricopsError
from metricops.workshop.agenda import agenda
from metricops.workshop.board import board
from metricops.workshop.decision_table import decision_table
from metricops.workshop.rollout_note import rollout_note
from metricops.workshop.values import Contested, Kit

MOST = 3


def kit(contested: Sequence[Contested], start: time, as_of: date | None = None) -> Kit:
    """The papers of one workshop; the same words, numbers and start give the same text.

    Raises MetricopsError for no word or more than three: ninety minutes settle no more.
    """
    limited(contested)
    files = (
        ("agenda.md", agenda(contested, start)),
        ("board.md", board(contested, as_of)),
        ("decision-table.md", decision_table(contested)),
        ("rollout-note.md", rollout_note(contested)),
    )
    return Kit(tuple(one.definition.term for one in contested), as_of, files)


def limited(terms: Sequence[object]) -> None:
    """Raises MetricopsError unless there are one to three terms."""
    if not 1 <= len(terms) <= MOST:
        raise MetricopsError(f"a workshop settles one to three terms, not {len(terms)}; pick one to three")
