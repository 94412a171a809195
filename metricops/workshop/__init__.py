"""The papers of a workshop that settles contested words: agenda, board, decision table, rollout note."""

from metricops.workshop.kit import kit, limited
from metricops.workshop.values import Contested, Kit, Standpoint

__all__ = ["Contested", "Kit", "Standpoint", "kit", "limited"]
