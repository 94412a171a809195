"""Whether a parsed text is one value of a row: no query, no statement, nothing that has no value yet."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlglot import exp, tokenize

from metricops.diagnostics import Diagnostic, error
from metricops.source import Fragment, Span

VALUES = (exp.Condition, exp.AtTimeZone)
QUERIES = (exp.Query, exp.Subquery, exp.Values)
QUOTES = "'\""
OPENING = ("SELECT", "FROM", "WITH", "VALUES")
LISTS = ("expressions", "query", "unnest", "field")
DEEPEST = 150  # deeper trees cannot be rendered within the limits of recursion
ROWS = "write 1 to count rows, or count(*)"
MODEL = "move the query into a model"


@dataclass(frozen=True, slots=True)
class Written:
    """A text as it was parsed: of the length of its fragment, so that places in it are places in the file."""

    text: str
    fragment: Fragment
    dialect: str

    def word(self, wanted: Collection[str] = ()) -> tuple[str, Span]:
        """The first of these words outside of quotes, or else the very first word."""
        tokens = tokenize(self.text, read=self.dialect)
        plain = (t for t in tokens if t.text.upper() in wanted and self.text[t.start] not in QUOTES)
        for token in [*plain, *tokens[:1]]:
            return token.text, self.fragment.at(token.start, token.end + 1)
        return self.text, self.fragment.span

    def span(self, word: str) -> Span:
        """The place of a sign."""
        return self.word((word,))[1]


def not_scalar(tree: exp.Expr, written: Written) -> Diagnostic | None:
    """What keeps an expression from being one value, or None."""
    if _depth(tree) >= DEEPEST:
        return too_deep(written.fragment)
    for node in tree.walk():
        if isinstance(node, QUERIES):
            word, span = written.word(OPENING)
            return error("P011", f'"{word}" begins a query where an expression is needed', span, MODEL)
        if isinstance(node, exp.Placeholder | exp.Parameter):
            word, span = written.word(("?", "$", ":", "@"))
            return error("P011", f'"{word}" stands for a value that is not given', span, "write the value itself")
        if isinstance(node, exp.Star) and not isinstance(node.parent, exp.Count):
            return error("P011", '"*" is no value of a row', written.span("*"), ROWS)
        if isinstance(node, exp.In) and not any(node.args.get(key) for key in LISTS):
            word, span = written.word(("IN",))
            return error("P010", f'a list is missing after "{word}"', span, "such as in ('a', 'b')")
    return None if isinstance(tree, VALUES) else _not_a_value(tree, written)


def too_deep(fragment: Fragment) -> Diagnostic:
    """The fault of an expression that no person wrote."""
    return error("P010", "the SQL is nested too deeply to be read", fragment.span)


def aggregated(tree: exp.Expr, written: Written) -> Diagnostic | None:
    """What in a filter is computed over many rows, which a filter of single rows cannot hold; or None."""
    found = tree.find(exp.AggFunc, exp.Window)
    if found is None:
        return None
    names = type(found).sql_names() if isinstance(found, exp.Func) else ("OVER",)
    message = "a filter looks at one row: neither aggregates nor windows can stand in it"
    return error("P011", message, written.word(names)[1], "{{ Metric('name', group_by=['entity']) }} can")


def _not_a_value(tree: exp.Expr, written: Written) -> Diagnostic:
    if isinstance(tree, exp.Alias):
        word, span = written.word((tree.alias.upper(),))
        return error("P010", f'"{word}" stands after the end of the expression', span)
    if isinstance(tree, exp.Block):
        message = 'one expression is needed, and ";" begins something else'
        return error("P011", message, written.span(";"))
    if isinstance(tree, exp.Tuple):
        return error("P011", "several values stand where one is needed", written.fragment.span)
    word, span = written.word()
    return error("P011", f'"{word}" begins a statement where an expression is needed', span)


def _depth(tree: exp.Expr) -> int:
    """How deeply nodes are nested, up to the limit; long chains of AND and OR are not."""
    level, depth = [tree], 0
    while level and depth < DEEPEST:
        level, depth = [child for node in level for child in _children(node)], depth + 1
    return depth


def _children(node: exp.Expr) -> Iterator[exp.Expr]:
    return node.flatten(unnest=False) if isinstance(node, exp.Connector) else node.iter_expressions()
