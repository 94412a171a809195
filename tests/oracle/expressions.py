"""The little SQL that definitions contain, read and evaluated with three-valued logic."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.oracle.dates import moment

TOKEN = re.compile(r"\s*(\{\{.*?\}\}|'(?:[^']|'')*'|\d+(?:\.\d+)?|\w+|<>|<=|>=|!=|[-+*/(),=<>])", re.DOTALL)
RESERVED = {"and", "or", "not", "is", "in", "between", "null", "true", "false", "case", "when", "then", "else", "end"}
Value = Any
Names = Callable[["Node"], Value]


@dataclass(frozen=True)
class Node:
    """An operation with its operands; `name` and `template` leaves are looked up by whoever evaluates."""

    kind: str
    text: str = ""
    parts: tuple["Node", ...] = ()
    value: Value = None


def parse(text: str) -> Node:
    """The tree of an expression; raises ValueError when it is not in the small language."""
    reader = Reader(tokens(text))
    tree = reader.disjunction()
    if reader.tokens:
        raise ValueError(f"left over in {text}: {reader.tokens}")
    return tree


def tokens(text: str) -> list[str]:
    """The words and signs of the text, templates in one piece."""
    found, at = [], 0
    while match := TOKEN.match(text, at):
        found.append(match[1])
        at = match.end()
    if text[at:].strip():
        raise ValueError(f"not understood: {text[at:]}")
    return found


def leaves(node: Node) -> Iterator[Node]:
    """Every name and template in the tree."""
    if node.kind in ("name", "template"):
        yield node
    for part in node.parts:
        yield from leaves(part)


class Reader:
    """A recursive descent over the tokens, loosest operator first."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens

    def next_is(self, *words: str) -> bool:
        return [t.lower() for t in self.tokens[: len(words)]] == list(words)

    def accept(self, *words: str) -> bool:
        if self.next_is(*words):
            del self.tokens[: len(words)]
            return True
        return False

    def expect(self, word: str) -> None:
        if not self.accept(word):
            raise ValueError(f"expected {word} before {self.tokens}")

    def disjunction(self) -> Node:
        left = self.conjunction()
        while self.accept("or"):
            left = Node("or", parts=(left, self.conjunction()))
        return left

    def conjunction(self) -> Node:
        left = self.negation()
        while self.accept("and"):
            left = Node("and", parts=(left, self.negation()))
        return left

    def negation(self) -> Node:
        return Node("not", parts=(self.negation(),)) if self.accept("not") else self.comparison()

    def comparison(self) -> Node:
        left = self.sum()
        if self.accept("is", "not", "null"):
            return Node("not", parts=(Node("is null", parts=(left,)),))
        if self.accept("is", "null"):
            return Node("is null", parts=(left,))
        if self.accept("not"):
            return Node("not", parts=(self.membership(left),))
        if self.tokens and self.tokens[0] in ("=", "<>", "!=", "<", "<=", ">", ">="):
            return Node("compare", self.tokens.pop(0), (left, self.sum()))
        return self.membership(left) if self.next_is("in") or self.next_is("between") else left

    def membership(self, left: Node) -> Node:
        if self.accept("between"):
            low = self.sum()
            self.expect("and")
            return Node("and", parts=(Node("compare", ">=", (left, low)), Node("compare", "<=", (left, self.sum()))))
        self.expect("in")
        return Node("in", parts=(left, *self.arguments()))

    def arguments(self) -> list[Node]:
        self.expect("(")
        found = [self.disjunction()]
        while self.accept(","):
            found.append(self.disjunction())
        self.expect(")")
        return found

    def sum(self) -> Node:
        left = self.product()
        while self.tokens and self.tokens[0] in "+-":
            left = Node("arithmetic", self.tokens.pop(0), (left, self.product()))
        return left

    def product(self) -> Node:
        left = self.atom()
        while self.tokens and self.tokens[0] in "*/":
            left = Node("arithmetic", self.tokens.pop(0), (left, self.atom()))
        return left

    def atom(self) -> Node:
        if self.accept("("):
            inside = self.disjunction()
            self.expect(")")
            return inside
        if self.accept("-"):
            return Node("arithmetic", "-", (Node("value", value=0), self.atom()))
        if self.accept("case"):
            return self.case()
        token = self.tokens.pop(0)
        if token.lower() in ("null", "true", "false"):
            return Node("value", value={"null": None, "true": True, "false": False}[token.lower()])
        if token.startswith("{{"):
            return Node("template", token[2:-2].strip())
        if token.startswith("'"):
            return Node("value", value=token[1:-1].replace("''", "'"))
        if token[0].isdigit():
            return Node("value", value=float(token) if "." in token else int(token))
        if token.lower() in RESERVED or not token[0].isalpha():
            raise ValueError(f"unexpected {token}")
        return Node("call", token.lower(), tuple(self.arguments())) if self.next_is("(") else Node("name", token)

    def case(self) -> Node:
        branches: list[Node] = []
        while self.accept("when"):
            branches.append(self.disjunction())
            self.expect("then")
            branches.append(self.disjunction())
        branches.append(self.disjunction() if self.accept("else") else Node("value"))
        self.expect("end")
        return Node("case", parts=tuple(branches))


def evaluate(node: Node, names: Names) -> Value:
    """The value of the tree; None is NULL and unknown."""
    if node.kind == "value":
        return node.value
    if node.kind in ("name", "template"):
        return names(node)
    if node.kind == "case":
        return chosen(node, names)
    values = [evaluate(part, names) for part in node.parts]
    match node.kind:
        case "and":
            return False if False in values else None if None in values else True
        case "or":
            return True if True in values else None if None in values else False
        case "not":
            return None if values[0] is None else not values[0]
        case "is null":
            return values[0] is None
        case "in":
            equal = [compare("=", values[0], v) for v in values[1:]]
            return True if True in equal else None if None in equal else False
        case "compare":
            return compare(node.text, *values)
        case "arithmetic":
            return arithmetic(node.text, *values)
        case "call":
            return FUNCTIONS[node.text](*values)
    raise ValueError(node.kind)


def chosen(node: Node, names: Names) -> Value:
    """The first branch of a CASE whose condition is true."""
    *branches, otherwise = node.parts
    for condition, result in zip(branches[::2], branches[1::2], strict=True):
        if evaluate(condition, names) is True:
            return evaluate(result, names)
    return evaluate(otherwise, names)


def compare(operator: str, a: Value, b: Value) -> bool | None:
    """A comparison; text beside a time is read as a time."""
    if a is None or b is None:
        return None
    if isinstance(a, datetime) or isinstance(b, datetime):
        a, b = moment(a), moment(b)
    match operator:
        case "=":
            return bool(a == b)
        case "<>" | "!=":
            return bool(a != b)
        case "<":
            return bool(a < b)
        case "<=":
            return bool(a <= b)
        case ">":
            return bool(a > b)
    return bool(a >= b)


def arithmetic(operator: str, a: Value, b: Value) -> Value:
    """Arithmetic in which NULL stays NULL; `/` is never whole-number division."""
    if a is None or b is None:
        return None
    match operator:
        case "+":
            return a + b
        case "-":
            return a - b
        case "*":
            return a * b
    return a / b


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "nullif": lambda a, b: None if compare("=", a, b) else a,
    "coalesce": lambda *values: next((v for v in values if v is not None), None),
    "abs": lambda a: None if a is None else abs(a),
}
