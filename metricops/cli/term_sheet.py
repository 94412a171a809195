"""A contested word's sheet: its versions, which use means which, and what nobody has decided yet."""

from collections.abc import Iterator

from metricops.manifest import Definition


def term_text(definition: Definition) -> str:
    """The sheet for a terminal."""
    return "\n".join(_lines(definition)) + "\n"


def _lines(definition: Definition) -> Iterator[str]:
    owner = f", changes approved by {definition.owner}" if definition.owner else ""
    yield f"{definition.term}: a contested word{owner}, {definition.span.place}"
    yield ""
    yield from (f"{v.metric}: {v.team}, for {v.serves} ({v.report})" for v in definition.versions)
    yield ""
    yield from (f'--use "{use}" means {metric}' for use, metric in definition.canonical)
    for question in definition.unresolved:
        by = f" by {question.by}" if question.by else ""
        yield f"undecided: {question.question} {question.decides} decides{by}."
        yield from (f"  {team} says {metric}" for team, metric in question.positions)
        if question.cost:
            yield f"  cost: {question.cost}"
