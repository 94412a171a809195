"""What is wrong in the user's text, where, and what might help."""

from metricops.diagnostics.diagnostic import Diagnostic, Related, Severity, did_you_mean, error, nearest, warning
from metricops.diagnostics.picture import picture, pictures

__all__ = ["Diagnostic", "Related", "Severity", "did_you_mean", "error", "nearest", "picture", "pictures", "warning"]
