"""Policy on contested words and forums: versions exist, serve a use, and the canonical one is among them."""

from collections.abc import Iterator

from metricops.diagnostics import Diagnostic, did_you_mean, error, warning
from metricops.manifest import Definition, Manifest
from metricops.resolve.lint_contracts import is_unknown
from metricops.source import Span


def unknown_versions(manifest: Manifest) -> Iterator[Diagnostic]:
    """W040: a version is a metric that computes it."""
    for definition in manifest.definitions.values():
        for version in definition.versions:
            if is_unknown(version.metric, manifest):
                message = f'version "{version.metric}" of "{definition.term}" is not a metric'
                yield error("W040", message, version.span, did_you_mean(version.metric, manifest.metrics))


def without_use(manifest: Manifest) -> Iterator[Diagnostic]:
    """W041: a version says what it is for."""
    for definition in manifest.definitions.values():
        for version in definition.versions:
            if not version.serves:
                message = f'version "{version.metric}" of "{definition.term}" has no use'
                yield warning("W041", message, version.span, "serves: the decision it is for")


def canonical(manifest: Manifest) -> Iterator[Diagnostic]:
    """W042: what is canonical, or held in an open question, is one of the versions."""
    for definition in manifest.definitions.values():
        versions = [version.metric for version in definition.versions]
        for name in _named(definition):
            if name not in versions:
                message = f'"{name}" is not a version of "{definition.term}"'
                yield error("W042", message, _place(definition, name), did_you_mean(name, versions))


def unused_versions(manifest: Manifest) -> Iterator[Diagnostic]:
    """W043: a version that is canonical nowhere and in no open question can be retired."""
    for definition in manifest.definitions.values():
        named = set(_named(definition))
        for version in definition.versions:
            known = version.serves and not is_unknown(version.metric, manifest)  # else another rule has spoken
            if definition.canonical and known and version.metric not in named:
                message = f'version "{version.metric}" of "{definition.term}" is canonical nowhere'
                yield warning("W043", message, version.span, "name the use it is canonical for, or retire it")


def unknown_kpis(manifest: Manifest) -> Iterator[Diagnostic]:
    """W044: forums look at metrics that exist."""
    for forum in manifest.forums:
        for name, span in forum.places:
            if is_unknown(name, manifest):
                message = f'"{name}" in forum "{forum.name}" is not a metric'
                yield warning("W044", message, span, did_you_mean(name, manifest.metrics))


def _named(definition: Definition) -> Iterator[str]:
    yield from (version for _, version in definition.canonical)
    yield from (version for question in definition.unresolved for _, version in question.positions)


def _place(definition: Definition, name: str) -> Span:
    return dict(definition.places).get(name, definition.span)
