from knowledge.catalogue import Offer
from matcher.search.diversify import NEAR, diversify
from matcher.search.ranked import Ranked
from tests.matcher.fakes import offer, ranked


def ids(order: list[Ranked]) -> list[str]:
    return [one.id for one in order]


def of(id: str, provider: str, name: str = "", kind: str = "service") -> Offer:  # noqa: A002
    return offer(id, name or id, kind=kind, provider=provider)


def test_the_third_of_one_provider_lets_another_nearly_as_good_pass() -> None:
    rows = ranked((of("A", "一家"), 0.30), (of("B", "一家"), 0.29), (of("C", "一家"), 0.28), (of("D", "另一家"), 0.275))
    turned = diversify(rows)
    assert ids(turned) == ["A", "B", "D", "C"]
    assert turned[2].scores == {"final": 0.275, "diverse": 1.0}
    assert turned[3].scores == {"final": 0.28}


def test_nothing_moves_for_an_answer_clearly_worse() -> None:
    far = 0.28 - NEAR - 0.001
    rows = ranked((of("A", "一家"), 0.30), (of("B", "一家"), 0.29), (of("C", "一家"), 0.28), (of("D", "另一家"), far))
    assert ids(diversify(rows)) == ["A", "B", "C", "D"]


def test_one_service_listed_twice_is_shown_once_among_the_first() -> None:
    rows = ranked(
        (of("A", "一家", "代理记账"), 0.30), (of("B", "一家", "代理 记账"), 0.30), (of("C", "另一家", "代账"), 0.29)
    )
    assert ids(diversify(rows)) == ["A", "C", "B"]


def test_kinds_are_varied_apart_and_issuers_not_at_all() -> None:
    rows = ranked(
        (of("P1", "工信厅", kind="policy"), 0.4),
        (of("A", "一家"), 0.30),
        (of("P2", "工信厅", kind="policy"), 0.3),
        (of("B", "一家"), 0.29),
        (of("P3", "工信厅", kind="policy"), 0.29),
        (of("C", "一家"), 0.28),
        (of("P4", "财政厅", kind="policy"), 0.28),
        (of("D", "另一家"), 0.28),
    )
    assert ids(diversify(rows)) == ["P1", "A", "P2", "B", "P3", "D", "P4", "C"]


def test_offers_without_provider_repeat_nothing() -> None:
    rows = ranked(*((of(name, "", "同名"), 0.3) for name in "ABCD"))
    assert ids(diversify(rows)) == ["A", "B", "C", "D"]
