"""A progress display on stderr: only on a terminal, gone when the work is done."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from metricops.cli.terminal import is_terminal

Progress = Callable[[str], None]


@contextmanager
def progress(task: str) -> Iterator[Progress | None]:
    """A function that is told what is being done; None where nobody watches."""
    if not is_terminal(sys.stderr):
        yield None
        return
    from rich.console import Console  # noqa: PLC0415  rich is loaded only where there is a terminal

    spinner, more = ("dots", "…") if "utf" in (sys.stderr.encoding or "").lower() else ("line", "...")
    with Console(stderr=True).status(f"{task} {more}", spinner=spinner) as status:
        yield lambda text: status.update(f"{task}: {text}")


def counted(told: Progress | None) -> Callable[[int, int, str], None]:
    """The same for work that knows how much of it is done."""

    def tell(done: int, of: int, text: str) -> None:
        if told is not None:
            told(f"{done} of {of}, {text}")

    return tell
