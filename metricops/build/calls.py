"""Reads one template call with plain values, such as `var('start', 3)`; nothing is executed."""

import ast
from dataclasses import dataclass

KNOWN = ("ref", "source", "var", "config")
WORDS = {"true": True, "false": False, "none": None}
LONGEST = 40

Value = str | int | float | bool | None | tuple["Value", ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A call's name, its arguments in order and its keywords."""

    name: str
    arguments: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]


class NotRunError(Exception):
    """Something other than a known call with plain values; its text names it."""


def call(expression: str) -> Call:
    """The call that stands between `{{` and `}}`. Raises NotRunError."""
    try:
        tree = ast.parse(f"({expression.strip()}\n)", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise NotRunError(_short(expression)) from None
    if not (isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id in KNOWN):
        raise NotRunError(_construct(tree))
    return Call(
        tree.func.id,
        tuple(_value(argument) for argument in tree.args if not isinstance(argument, ast.Dict)),
        tuple(pair for node in (tree, *tree.args) for pair in _keywords(node)),
    )


def _keywords(node: ast.expr) -> list[tuple[str, Value]]:
    """`config(a=1)` and `config({'a': 1})` mean the same."""
    if isinstance(node, ast.Call):
        return [(word.arg or "**", _value(word.value)) for word in node.keywords]
    if isinstance(node, ast.Dict):
        return [(str(_value(key or node)), _value(value)) for key, value in zip(node.keys, node.values, strict=True)]
    return []


def _value(node: ast.expr) -> Value:
    match node:
        case ast.Constant(str() | int() | float() | None as value):
            return value
        case ast.Name(name) if name in WORDS:
            return WORDS[name]
        case ast.UnaryOp(ast.USub(), ast.Constant(int() | float() as value)):
            return -value
        case ast.List(items) | ast.Tuple(items):
            return tuple(_value(item) for item in items)
        case ast.Dict(keys, values):
            return tuple((_value(key or node), _value(value)) for key, value in zip(keys, values, strict=True))
    raise NotRunError(_construct(node))


def _construct(node: ast.expr) -> str:
    match node:
        case ast.BinOp(_, ast.BitOr(), ast.Name() | ast.Call() as name):
            return f"| {ast.unparse(name)}"
        case ast.Call(function):
            return f"{_short(ast.unparse(function))}()"
    return _short(ast.unparse(node))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"
