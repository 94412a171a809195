"""A diagnostic as a person sees it: place, message, source line, caret, hint."""

from collections.abc import Iterable, Mapping

from metricops.diagnostics.diagnostic import Diagnostic
from metricops.source import Span

WIDEST = 160


def pictures(diagnostics: Iterable[Diagnostic], texts: Mapping[str, str]) -> str:
    """All diagnostics in the order of their places; `texts` maps file names to their contents."""
    return "\n\n".join(picture(d, texts) for d in sorted(diagnostics, key=_order))


def picture(diagnostic: Diagnostic, texts: Mapping[str, str]) -> str:
    """One diagnostic over several lines, without colour."""
    lines = [str(diagnostic)]
    if diagnostic.span is not None:
        lines += _excerpt(diagnostic.span, texts)
    lines += [f"  {r.message} at {r.span}" for r in diagnostic.related]
    if diagnostic.hint:
        lines.append(f"  hint: {diagnostic.hint}")
    return "\n".join(lines)


def _order(diagnostic: Diagnostic) -> tuple[str, int, str, str]:
    span = diagnostic.span
    return (span.file if span else "", span.start if span else 0, diagnostic.code, diagnostic.message)


def _excerpt(span: Span, texts: Mapping[str, str]) -> list[str]:
    lines = (span.text or texts.get(span.file, "")).splitlines()
    if not 0 < span.line <= len(lines):
        return []
    text, at = lines[span.line - 1], span.column - 1
    left = max(at - WIDEST // 2, 0)
    shown = "".join(c if c.isprintable() else " " for c in text[left : left + WIDEST])
    width = max(min(span.end - span.start, len(text) - at, WIDEST - (at - left)), 1)
    gutter = f"{span.line} | "
    return [f"  {gutter}{shown}", "  " + " " * (len(gutter) - 2) + "| " + " " * (at - left) + "^" * width]
