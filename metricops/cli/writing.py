"""Files that commands write, named when they cannot be written."""

from pathlib import Path

from metricops.errors import MetricopsError


def write(path: Path, content: str | bytes) -> None:
    """Writes a file and the folders above it. Raises MetricopsError with the file's name and the reason."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    except OSError as fault:
        raise MetricopsError(f'"{path}" cannot be written: {(fault.strerror or str(fault)).lower()}') from fault
