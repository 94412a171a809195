"""Reads `{{ env_var('NAME', 'default') }}` in a setting; nothing is executed."""

import re
from collections.abc import Mapping

TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
ENV_VAR = re.compile(
    r"""\{\{-?\s*env_var\(\s*(?P<q>['"])(?P<name>\w+)(?P=q)\s*
        (?:,\s*(?:(?P<d>['"])(?P<text>.*?)(?P=d)|(?P<bare>[\w.]+))\s*)?\)\s*
        (?:\|\s*(?:int|as_number|as_text|as_bool|as_native)\s*)?-?\}\}""",
    re.VERBOSE,
)


class TemplateError(Exception):
    """A template that cannot be read; `code` says why."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


def expand(text: str, env: Mapping[str, str]) -> str:
    """The text with its environment variables put in. Raises TemplateError for anything but env_var."""
    return TEMPLATE.sub(lambda found: _value(found, env), text)


def _value(found: re.Match[str], env: Mapping[str, str]) -> str:
    call = ENV_VAR.fullmatch(found[0])
    if call is None:
        raise TemplateError("S011", f'"{found[0]}" is not understood here; only env_var is')
    value = env.get(call["name"], call["text"] if call["d"] else call["bare"])
    if value is None:
        raise TemplateError("S010", f'environment variable "{call["name"]}" is not set and has no default')
    return value
