"""Codes of the family T: scenarios of thresholds. Each entry is code: (title, what it means and what to do)."""

REHEARSAL: dict[str, tuple[str, str]] = {
    "T001": (
        "A series that cannot be read",
        "A series is cells with blanks between them, oldest first: a value (3.2, 40%, $500k), two parts (12/40), null, "
        "or _ for no rows. @40 gives a cell's sample, x8 repeats it, and | n: 40 gives the sample of all of them.",
    ),
    "T002": (
        "An outcome that cannot be read",
        "An outcome is a status (ok, watch, breach, too_few, no_data, undefined, not_judged) or a colour (green, "
        "yellow, red, grey), a state (new, pending, ongoing, recovering, resolved), or one of each: breach new. "
        "Outcomes stand between commas, x8 repeats one, and _ expects nothing.",
    ),
    "T003": (
        "A scenario about something that is not there",
        "The metric, its threshold, or the segment is not known: a segment that is expected something of needs a "
        "series, and a series under with is of a metric that the threshold compares with.",
    ),
    "T004": (
        "Parts of a scenario that do not fit",
        "A threshold that goes by segments needs a series and outcomes for each of them; one that compares with "
        "another metric needs a series of it under with; a metric with several thresholds needs the name of one; "
        "outcomes speak of cells that are there.",
    ),
}
