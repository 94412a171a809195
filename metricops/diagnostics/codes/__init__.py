"""The code table: every diagnostic's code with its title and what to do about it, by family."""

from metricops.diagnostics.codes.build import BUILD
from metricops.diagnostics.codes.lint import LINT
from metricops.diagnostics.codes.load import LOAD
from metricops.diagnostics.codes.plan import PLAN
from metricops.diagnostics.codes.quality import QUALITY
from metricops.diagnostics.codes.rehearsal import REHEARSAL
from metricops.diagnostics.codes.resolve import RESOLVE
from metricops.diagnostics.codes.settings import SETTINGS

CODES: dict[str, tuple[str, str]] = {**SETTINGS, **LOAD, **RESOLVE, **PLAN, **LINT, **QUALITY, **REHEARSAL, **BUILD}
