"""Two answers to one question, side by side: where they agree, how far apart they are, what is only rounding."""

from metricops.compare.compare import compare
from metricops.compare.sentences import gap_text, sentence
from metricops.compare.tolerance import tolerance
from metricops.compare.values import Comparison, Keys, Pair, Standing

__all__ = ["Comparison", "Keys", "Pair", "Standing", "compare", "gap_text", "sentence", "tolerance"]
