"""A progress display on stderr: only on a terminal, gone when the work is done."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Progress = Callable[[str], None]


@contextmanager
def progress(task: str) -> Iterator[Progress | None]:
    """A function that is told what is being done; None where nobody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415  rich is loaded only where there is a terminal

    with Console(stderr=True).status(f"{task} …") as status:
        yield lambda text: status.update(f"{task}: {text}")


def counted(told: Progress | None) -> Callable[[int, int, str], None]:
    """The same for work that knows how much of it is done."""

    def tell(done: int, of: int, text: str) -> None:
        if told is not None:
            told(f"{done} of {of}, {text}")

    return tell
