from collections import Counter
from datetime import date, timedelta

from matcher.search.ranked import Ranked
from matcher.search.rotate import NEAR, rotate
from matcher.types import Query
from tests.matcher import fakes
from tests.matcher.fakes import offer

DAY = date(2026, 11, 23)


def ranked(
    *rows: tuple[str, float], kind: str = "service", types: tuple[str, ...] = ("finance.credit_loan",)
) -> list[Ranked]:
    return fakes.ranked(*((offer(name, name, kind=kind, service_types=list(types)), score) for name, score in rows))


def test_near_ties_take_turns_over_the_days_and_say_so() -> None:
    tied = ranked(("A", 0.3), ("B", 0.3 - NEAR / 2), ("C", 0.2))
    firsts = Counter[str]()
    for day in range(200):
        turned = rotate(tied, Query("贷款", today=DAY + timedelta(days=day)))
        firsts[turned[0].id] += 1
        assert turned[2].id == "C"
        moved = {one.id: one.scores.get("rotated") for one in turned}
        swapped = turned[0].id == "B"
        assert moved == {"A": -1.0 if swapped else None, "B": 1.0 if swapped else None, "C": None}
    assert 70 < firsts["A"] < 130
    assert firsts["A"] + firsts["B"] == 200


def test_the_same_need_on_the_same_day_gives_the_same_order() -> None:
    tied = ranked(*((name, 0.3) for name in "ABCDEF"))
    orders = {tuple(one.id for one in rotate(tied, Query("贷款", today=DAY))) for _ in range(5)}
    assert len(orders) == 1


def test_only_offers_of_one_kind_and_service_take_turns() -> None:
    alone = [
        *ranked(("A", 0.3)),
        *ranked(("B", 0.3), types=("legal.contract_review",)),
        *ranked(("C", 0.3), kind="expert"),
    ]
    for day in range(20):
        assert rotate(alone, Query("贷款", today=DAY + timedelta(days=day))) == alone
    tied = ranked(("A", 0.3), ("B", 0.3))
    assert rotate(tied, Query("贷款")) == tied
