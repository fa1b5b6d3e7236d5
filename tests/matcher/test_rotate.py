import hashlib
from collections import Counter
from datetime import date, timedelta

from matcher.search.ranked import Ranked
from matcher.search.rotate import CAP, NEAR, rotate
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


def firsts(feedback: dict[str, float], days: int = 400, cap: float = CAP) -> Counter[str]:
    """Count which of two near ties comes first over many days."""
    tied = ranked(("A", 0.3), ("B", 0.3 - NEAR / 2))
    queries = [Query("贷款", today=DAY + timedelta(days=day)) for day in range(days)]
    return Counter(rotate(tied, query, feedback, cap)[0].id for query in queries)


def test_ratings_shift_the_chances_among_near_ties_and_no_further() -> None:
    # 1.5 : 0.5, so three of four days; the deviation over 400 days is below 9.
    best = firsts({"A": -1.0, "B": 1.0})
    assert 270 < best["B"] < 330
    assert 270 < firsts({"A": -9.0, "B": 9.0})["B"] < 330  # capped
    assert 210 < firsts({"B": 1.0})["B"] < 270  # 1.5 : 1, so three of five
    assert firsts({"A": -1.0, "B": 1.0}, cap=0.0) == firsts({})


def test_ratings_are_logged_and_never_lift_over_a_better_answer() -> None:
    better = ranked(("A", 0.3), ("B", 0.3 - NEAR * 1.5), ("C", 0.3 - NEAR * 2))
    for day in range(100):
        turned = rotate(better, Query("贷款", today=DAY + timedelta(days=day)), {"A": -1.0, "B": 1.0, "X": 0.5})
        assert turned[0].id == "A"
        assert {one.id: one.scores.get("feedback") for one in turned} == {"A": None, "B": 1.0, "C": None}


def test_without_ratings_the_order_is_that_of_the_hashes() -> None:
    tied = ranked(*((name, 0.3) for name in "ABCDEF"))
    for day in range(50):
        query = Query("贷款", today=DAY + timedelta(days=day))
        need = f"{query.today}|{query.text}|"
        hashes = {one.id: hashlib.sha256(f"{need}{one.id}".encode()).digest() for one in tied}
        assert [one.id for one in rotate(tied, query)] == sorted(hashes, key=lambda name: hashes[name])
        assert [one.id for one in rotate(tied, query, {"X": 1.0})] == sorted(hashes, key=lambda name: hashes[name])
