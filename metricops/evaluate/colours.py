"""A status as people see it: a colour, a shape beside it so that colour is never the only sign, and a word."""

from metricops.evaluate.values import State, Status

COLOURS = {
    Status.BREACH: "red",
    Status.WATCH: "yellow",
    Status.OK: "green",
    Status.TOO_FEW: "grey",
    Status.NO_DATA: "grey",
    Status.UNDEFINED: "grey",
    Status.NOT_JUDGED: "grey",
}
SHAPES = {"red": "▼", "yellow": "▲", "green": "●", "grey": "○"}


def status_text(status: Status, state: State = State.NONE) -> str:
    """`▼ red new`, `○ grey too_few`: shape, colour, and the word that says more than the colour."""
    colour = COLOURS[status]
    more = status.value if colour == "grey" else state.value
    return f"{SHAPES[colour]} {colour} {more}".rstrip()
