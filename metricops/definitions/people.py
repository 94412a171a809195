"""People behind roles, the forums they meet in, and what they asked not to be told for a while."""

from typing import ClassVar

from metricops.definitions.entry import Entry
from metricops.definitions.fields import Day, OneOrMany, Pairs, Said, Text


class PersonEntry(Entry):
    """Who holds a role now; a bare text is the name."""

    short: ClassVar[str] = "name"

    name: str
    email: str = ""


class RightEntry(Entry):
    """Which role may decide something; a bare text is the role."""

    short: ClassVar[str] = "role"

    role: Text


class ForumEntry(Entry):
    """A meeting and the KPIs it looks at; `agenda` maps an item to its minutes."""

    kpis: OneOrMany[Text] = ()
    facilitator: Text | None = None
    agenda: Pairs[int] = ()


class SilenceEntry(Entry):
    """Findings that are known and not told until a day; `match` names the metric and segments."""

    match: Pairs[Text]
    reason: Said
    owner: Text
    until: Day
