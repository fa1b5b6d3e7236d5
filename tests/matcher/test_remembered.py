"""What is remembered of a catalogue is computed once, is forgotten when there is too much, and never outlives a change."""

from dataclasses import replace
from datetime import date

from matcher.engine import Matcher
from matcher.index.build import build
from matcher.index.remembered import Kept
from matcher.index.update import updated
from matcher.types import Query
from tests.matcher.fakes import FakeEncoder, offer

ENCODER = FakeEncoder({})
DAY, LATER = date(2026, 11, 23), date(2027, 1, 2)
OLD = offer("P1", "稳岗返还补贴办法", kind="policy", valid_until="2026-12-31")
NEW = offer("P2", "稳岗返还补贴办法细则", kind="policy", valid_until="2027-12-31")


def test_computed_once_until_there_are_too_many() -> None:
    kept, asked = Kept[str](2), list[str]()

    def get(key: str) -> str:
        return kept.get(key, lambda: asked.append(key) or key.upper())

    assert [get(key) for key in ("a", "b", "a")] == ["A", "B", "A"]
    assert asked == ["a", "b"]
    assert [get(key) for key in ("c", "c", "a")] == ["C", "C", "A"]
    assert asked == ["a", "b", "c", "a"]


def found(matcher: Matcher, today: date) -> list[str]:
    return [result.item_id for result in matcher.match(Query("稳岗返还补贴办法", today=today)).results]


def test_every_day_has_its_own() -> None:
    matcher = Matcher(build([OLD, NEW], ENCODER, []), ENCODER)
    for _ in range(2):
        assert found(matcher, DAY) == ["P1", "P2"]
        assert found(matcher, LATER) == ["P2", "P1"]  # P1 is over, and told because it was asked for by its name


def test_a_change_is_seen_at_once() -> None:
    index = build([OLD, NEW], ENCODER, [])
    assert found(Matcher(index, ENCODER), LATER) == ["P2", "P1"]
    longer = replace(OLD, valid_until=date(2027, 12, 31))
    assert found(Matcher(updated(index, [longer], [], ENCODER), ENCODER), LATER) == ["P1", "P2"]
    renamed = replace(OLD, name="出口信用保险办法")
    assert found(Matcher(updated(index, [renamed], [], ENCODER), ENCODER), LATER) == ["P2"]
    assert found(Matcher(updated(index, [], ["P1"], ENCODER), ENCODER), LATER) == ["P2"]
