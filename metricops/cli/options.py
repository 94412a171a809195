"""Options that every command shares; they may stand before or after the command's name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any

import click

FORMATS = ("table", "json", "jsonl", "csv", "markdown", "html", "junit", "gx", "alertmanager")
STAGES = ("nodes", "definitions", "manifest", "plan", "sql", "result", "observations", "findings")
PROJECT = "The project's folder; found upwards from here by default."
YEARS = range(1900, 3000)  # that a day to look from may lie in; others are slips of the keyboard


@dataclass(frozen=True, slots=True)
class Scope:
    """What a command is told besides its own arguments; `as_of` is None when not given."""

    project: str
    as_of: date | None
    format: str
    stage: str | None


def filled(context: click.Context, parameter: click.Parameter, given: Any) -> Any:
    """Refuses an empty text: it is a variable of a script that was not set, never a wish."""
    if given is not None and not all(text.strip() for text in ((given,) if isinstance(given, str) else given)):
        raise click.BadParameter("a text is needed; it is empty", context, parameter)
    return given


def text_option(*names: str, **more: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """An option that holds a text."""
    return click.option(*names, callback=filled, **more)


ROWS = "metricops.rows"


def partials_optional(function: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a command `--no-partials`, which `reads_rows` tells of."""

    def remember(context: click.Context, _: click.Parameter, given: bool) -> None:
        context.meta[ROWS] = given

    said = "Read the rows, also where partials are kept of them."
    return click.option("--no-partials", is_flag=True, expose_value=False, callback=remember, help=said)(function)


def reads_rows() -> bool:
    """Whether the command was told to read no partials."""
    return bool(click.get_current_context().meta.get(ROWS))


def day(context: click.Context, parameter: click.Parameter, text: str | None) -> date | None:
    """A date written as YYYY-MM-DD; anything else is refused with the form that is needed."""
    try:
        found = None if text is None else date.fromisoformat(text)
    except ValueError as fault:
        raise click.BadParameter(f'"{text}" is not a date; needed as YYYY-MM-DD', context, parameter) from fault
    if found and found.year not in YEARS:
        message = f'"{text}" is not between the years {YEARS[0]} and {YEARS[-1]}'
        raise click.BadParameter(message, context, parameter)
    return found


def shared_parameters(formats: Sequence[str] = FORMATS, stages: Sequence[str] = STAGES) -> list[click.Parameter]:
    """The shared options; a command may offer fewer formats and stages."""
    parameters = [
        click.Option(["--project"], callback=filled, metavar="DIR", help=PROJECT),
        click.Option(["--as-of"], callback=day, metavar="DATE", help="The day to look from, as YYYY-MM-DD."),
    ]
    if formats:
        parameters.append(click.Option(["--format"], type=click.Choice(formats), help="How to print the result."))
    if stages:
        parameters.append(click.Option(["--stage"], type=click.Choice(stages), help="Print a stage's value and stop."))
    debug = click.Option(["--debug"], is_flag=True, expose_value=False, help="Show the traceback of an internal error.")
    return [*parameters, debug]


def shared(formats: Sequence[str] = FORMATS, stages: Sequence[str] = ()) -> Callable[[Callable[..., Any]], Any]:
    """Gives a command the shared options, bundled as its first argument, a Scope."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def command(**arguments: Any) -> Any:
            return function(_scope(arguments, formats, stages), **arguments)

        # click reads a plain function's parameters from this list, the last one first
        own = getattr(function, "__click_params__", [])
        command.__click_params__ = shared_parameters(formats, stages)[::-1] + own  # type: ignore[attr-defined]
        return command

    return decorate


def _scope(arguments: dict[str, Any], formats: Sequence[str], stages: Sequence[str]) -> Scope:
    """The shared options of the command, and where it has none those given before its name."""
    context = click.get_current_context()
    before = context.find_root().params
    given = {name: arguments.pop(name, None) for name in ("project", "as_of", "format", "stage")}
    given = {name: before.get(name) if value is None else value for name, value in given.items()}
    _refuse(context, "--format", given["format"], formats)
    _refuse(context, "--stage", given["stage"], stages)
    return Scope(given["project"] or ".", given["as_of"], given["format"] or "table", given["stage"])


def _refuse(context: click.Context, option: str, value: str | None, allowed: Sequence[str]) -> None:
    if value is not None and value not in allowed and (allowed or option == "--stage"):
        choices = f"; it has: {', '.join(allowed)}" if allowed else ""
        raise click.UsageError(f'"{context.info_name}" has no {option} {value}{choices}', context)
