"""Names with double underscores: entity links, an element, and a grain or a date part."""

from collections.abc import Collection
from dataclasses import dataclass

from metricops.periods import DatePart, Grain

EXTRACT = "extract_"
GRAINS = frozenset(g.value for g in Grain)
PARTS = frozenset(p.value for p in DatePart)


@dataclass(frozen=True, slots=True)
class NameParts:
    """`customer__region__signup__month` taken apart."""

    links: tuple[str, ...]
    element: str
    grain: str | None = None
    date_part: DatePart | None = None

    @property
    def dunder(self) -> str:
        """The name without grain and date part."""
        return "__".join((*self.links, self.element))


def split_name(text: str, custom_grains: Collection[str] = ()) -> NameParts:
    """Take a name apart; a last part that is a grain or `extract_PART` counts as one, never the only part."""
    parts = text.strip().lower().split("__")
    last = parts[-1]
    if len(parts) > 1 and (last in custom_grains or last in GRAINS):
        return NameParts(tuple(parts[:-2]), parts[-2], grain=last)
    if len(parts) > 1 and last.startswith(EXTRACT) and last.removeprefix(EXTRACT) in PARTS:
        return NameParts(tuple(parts[:-2]), parts[-2], date_part=DatePart(last.removeprefix(EXTRACT)))
    return NameParts(tuple(parts[:-1]), last)
