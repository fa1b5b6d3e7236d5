import hashlib
import random
from collections import Counter
from datetime import date, timedelta

from matcher.search.diversify import LOOKED_AT, diversify
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


def test_what_nobody_reads_takes_no_turns_and_what_is_read_the_same() -> None:
    dice = random.Random(3)  # noqa: S311 - no secret is made of it
    for number in range(30):
        rows = [(f"{place:03d}", 0.3 - place * NEAR / dice.choice((3, 30))) for place in range(120)]
        kinds = dice.choices(("service", "expert", "policy"), (7, 1, 2), k=len(rows))
        pool = [one for row, kind in zip(rows, kinds, strict=True) for one in ranked(row, kind=kind)]
        pool.sort(key=lambda one: -one.score)
        query, feedback = Query(f"贷款{number}", today=DAY), {"003": 1.0, "050": -1.0}
        whole, read = rotate(pool, query, feedback), rotate(pool, query, feedback, depth=20)
        assert seen(diversify(read)[:20]) == seen(diversify(whole)[:20])
        policies = [one for one in read[20:] if one.kind == "policy"]
        assert sum("rotated" in one.scores for one in policies) <= len(policies) // 2
        for kind in ("service", "expert"):
            first = [[one for one in order if one.kind == kind][:LOOKED_AT] for order in (read, whole)]
            assert seen(first[0]) == seen(first[1])


def seen(rows: list[Ranked]) -> list[tuple[str, dict[str, float]]]:
    """Return what is read of some candidates."""
    return [(one.id, one.scores) for one in rows]
