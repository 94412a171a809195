"""The projects that `init` writes, as they lie in the package."""

from collections.abc import Sequence
from pathlib import Path

from metricops.cli.terminal import message, plural
from metricops.cli.writing import write
from metricops.errors import MetricopsError

PACKAGE = Path(__file__).parents[1]
STARTER = Path(__file__).parent / "starter"
DEMO_PARTS = ("metricops.yml", "dbt_project.yml", "profiles.yml", "models", "semantic", "checks", "scenarios")


def demo_template() -> Path:
    """The demo's folder: inside the installed package, or the repository when that is what is installed."""
    packed = PACKAGE / "demo" / "project"
    return packed if packed.is_dir() else PACKAGE.parent


def write_template(template: Path, root: Path, parts: Sequence[str] = ()) -> None:
    """Copies a template's files; raises MetricopsError, and writes nothing, when one of them is there already."""
    files = [file for part in parts or (".",) for file in _files(template / part)]
    targets = {root / file.relative_to(template): file for file in files}
    taken = [target for target in targets if target.exists()]
    if taken:
        more = f" and {plural(len(taken) - 1, 'more file')}" if len(taken) > 1 else ""
        raise MetricopsError(f'"{taken[0]}"{more} would be overwritten; an empty folder is needed')
    for target, file in targets.items():
        write(target, file.read_bytes())
    message(f"{plural(len(targets), 'file')} written to {root}")


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return sorted(file for file in path.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
