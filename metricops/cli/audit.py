"""`metricops check --audit`: a sample of what the checks judged, in a file for people to fill in."""

from collections.abc import Sequence
from pathlib import Path

from metricops.api import Project
from metricops.api.auditing import audit
from metricops.cli.faults import faults_shown
from metricops.cli.options import Scope
from metricops.cli.progress import progress
from metricops.cli.tables import show
from metricops.cli.terminal import data, message, plural
from metricops.cli.writing import write
from metricops.errors import MetricopsError
from metricops.output.audits import audit_csv, audit_table


def write_audit(project: Project, scope: Scope, file: Path, names: Sequence[str], tier: int | None, seed: str) -> bool:
    """Writes the sample and says what was drawn; whether every check could be sampled.

    Raises MetricopsError rather than write over what people filled in.
    """
    with faults_shown(project.texts), progress("sampling"):
        samples = audit(project, names=names, tier=tier, as_of=scope.as_of, seed=seed)
    text = audit_csv(samples)
    if file.exists() and file.read_bytes() != text.encode():
        raise MetricopsError(
            f'"{file}" is there already, and an audit is not written over: people may have filled it in'
        )
    show(audit_table(samples))
    drawn = sum(len(sample.rows) for sample in samples)
    data(f"\n{plural(drawn, 'record')} of {plural(len(samples), 'check')} to look at: is the check right about each?\n")
    write(file, text)
    message(f"written: {file}")
    return not any(sample.failed for sample in samples)
