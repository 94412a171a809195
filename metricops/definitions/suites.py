"""Suites of Great Expectations: its JSON read as checks of a table, every expectation with its place in the file."""

from collections.abc import Iterator
from dataclasses import replace

from metricops.definitions.compose import Document, compose
from metricops.definitions.decode import decode
from metricops.definitions.definitions import Definitions
from metricops.definitions.nodes import Mapping, Node, Sequence
from metricops.definitions.scalars import Scalar
from metricops.diagnostics import error
from metricops.source import Span

OURS = "metricops"  # the key under `meta` where an exported suite says what else a check has
SKIPPED = ("batch_id", "result_format", "catch_exceptions", "condition_parser", "meta")
NEEDED, NO_TABLE = 'it has a list "expectations"', "an expectation does not say which table it is about"
KEPT = ("owner", "fix", "tier", "keys", "require_rows")


def read_suite(file: str, text: str, on: str | None = None) -> Definitions:
    """The checks of a suite, or of several under `suites`; a table that an expectation does not name is `on`.

    Whatever is wrong stands in `diagnostics`; never raises for what a text holds.
    """
    document = compose(file, text)
    if not document.readable:
        return decode([document])
    whole = Mapping(document.sections, document.source.span(0))
    listed = whole.at("suites")
    suites = [suite for suite in (listed if isinstance(listed, Sequence) else (whole,)) if _is_suite(suite)]
    if not suites:
        return _refused(document, "L040", f'"{file}" is no suite of Great Expectations', NEEDED, whole.span)
    items = [item for suite in suites for item in _expectations(suite)]
    homeless = next((item for item in items if on is None and _table(item) is None), None)
    if homeless is not None:
        return _refused(document, "L041", NO_TABLE, "name it with --on TABLE", homeless.span)
    checks = Sequence([_check(item, on) for item in items], whole.span)
    return decode([replace(document, sections=((document.sections[0][0].saying("checks"), checks),))])


def _refused(document: Document, code: str, message: str, hint: str, span: Span) -> Definitions:
    faults = (*document.faults, error(code, message, span, hint))
    return Definitions(diagnostics=faults, texts={document.source.file: document.source.text})


def _is_suite(node: Node) -> bool:
    return isinstance(node, Mapping) and isinstance(node.at("expectations"), Sequence)


def _expectations(suite: Node) -> Iterator[Mapping]:
    found = suite.at("expectations") if isinstance(suite, Mapping) else None
    return (item for item in (found if isinstance(found, Sequence) else ()) if isinstance(item, Mapping))


def _check(item: Mapping, on: str | None) -> Mapping:
    """An expectation with the keys of a check: ours are under its `meta`."""
    own, kwargs = _ours(item), item.at("kwargs")
    kind = item.at("type") or item.at("expectation_type")
    given = {key: each for key, each in kwargs.items() if key not in SKIPPED} if isinstance(kwargs, Mapping) else {}
    like = next(iter(item))
    table = _table(item) if on is None else like.saying(on)
    written: dict[str, Node] = {"on": table, "expectation": kind, "kwargs": Mapping(given, item.span)}
    written |= {"name": own.at("check"), **{key: own.at(key) for key in KEPT}}
    if written["tier"] is None:
        written["severity"] = item.at("severity")
    return Mapping({like.saying(key): each for key, each in written.items() if each is not None}, item.span)


def _ours(item: Mapping) -> Mapping:
    meta = item.at("meta")
    own = meta.at(OURS) if isinstance(meta, Mapping) else None
    return own if isinstance(own, Mapping) else Mapping({}, item.span)


def _table(item: Mapping) -> Scalar | None:
    table = _ours(item).at("on")
    return table if isinstance(table, Scalar) and table else None
