"""Causes are few, ranked, and say "not known" when nothing can be computed."""

from fractions import Fraction as F

from metricops.explain import Part, explain
from metricops.explain.causes import Cuts
from metricops.explain.values import Parts

SEGMENT: tuple[Parts, Parts] = (
    {"Enterprise": Part(10, 50), "SMB": Part(25, 50)},
    {"Enterprise": Part(25, 50), "SMB": Part(25, 50)},
)
REGION: tuple[Parts, Parts] = (
    {"East": Part(12, 40), "West": Part(12, 40), "North": Part(11, 20)},
    {"East": Part(20, 40), "West": Part(20, 40), "North": Part(10, 20)},
)


def test_the_segment_that_moved_is_named_with_its_share() -> None:
    told = explain("win_rate", {"segment": SEGMENT})
    assert (told.now, told.before, told.change) == (F(35, 100), F(1, 2), F(-15, 100))
    assert [(c.subject, c.effect, c.amount, c.share) for c in told.causes] == [
        ("Enterprise", "rate", F(-15, 100), F(1))
    ]


def test_the_dimension_that_explains_most_with_fewest_segments_wins() -> None:
    told = explain("win_rate", {"region": REGION, "segment": SEGMENT})
    assert told.dimension == "segment"
    assert len(told.causes) == 1


def test_segments_that_pull_the_other_way_are_not_causes_of_the_change() -> None:
    cuts: Cuts = {"segment": ({"a": Part(0), "b": Part(9)}, {"a": Part(10), "b": Part(4)})}
    told = explain("bookings", cuts)
    assert [c.subject for c in told.causes] == ["a"]
    assert told.causes[0].share == 2
    assert {c.segment: c.total for c in told.contributions} == {"a": -10, "b": 5}


def test_at_most_three_causes_are_named() -> None:
    before: Parts = {str(i): Part(10) for i in range(10)}
    now: Parts = {str(i): Part(9) for i in range(10)}
    told = explain("bookings", {"rep": (now, before)})
    assert [c.subject for c in told.causes] == ["0", "1", "2"]


def test_rows_without_a_segment_can_be_a_cause() -> None:
    told = explain("bookings", {"rep": ({None: Part(1), "a": Part(1)}, {None: Part(5), "a": Part(1)})})
    assert told.causes[0].subject == "(none)"


def test_a_ratio_names_its_parts() -> None:
    told = explain("win_rate", {"segment": SEGMENT}, names=("won", "closed"))
    assert [(c.subject, c.share) for c in told.formula] == [("won", F(1)), ("closed", F(0))]
    assert explain("win_rate", {"segment": SEGMENT}).formula == ()
    assert explain("bookings", {"s": ({"a": Part(1)}, {"a": Part(2)})}, names=("a", "b")).formula == ()


def test_what_cannot_be_computed_is_not_known() -> None:
    assert explain("x", {}).reason == "not known: there is no value now"
    assert explain("x", {"s": ({"a": Part(1, 1)}, {"a": Part(1, 0)})}).reason == "not known: there is no value before"
    assert explain("x", {}, (Part(1), Part(1))).reason == "no change"
    one = explain("x", {"s": ({"a": Part(1)}, {"a": Part(2)})})
    assert one.reason == "not known: no dimension splits it into segments"
    assert one.causes == ()
