from datetime import date

from matcher.engine import Matcher
from matcher.index.build import build
from matcher.message import MAX_TEXT, interleave, read_query, serve, split
from matcher.types import Match, MatchOutcome, Query
from tests.matcher.fakes import FakeEncoder, offer

TODAY = date(2026, 11, 23)
TWO = "长沙的厂，一是想贷款五百万，二是想找律师做合同审查，要十个人培训"


def outcome(*items: str, answerable: bool = True) -> MatchOutcome:
    results = tuple(Match(item, "service", item, "", 0.5) for item in items)
    return MatchOutcome(results, answerable, (), (), "m@1", "i", 1.0)


def test_facts_are_read_from_the_text() -> None:
    assert read_query(Query("长沙想贷款５００万", today=TODAY)).slots == {"region": "430100", "amount_cny": 5_000_000}


def test_each_need_keeps_its_own_facts_and_shares_the_rest() -> None:
    first, second = split(read_query(Query(TWO, {}, today=TODAY)))
    assert (first.text, second.text) == ("想贷款五百万", "想找律师做合同审查，要十个人培训")
    assert first.slots == {"region": "430100", "amount_cny": 5_000_000}
    assert second.slots == {"region": "430100", "headcount": 10}


def test_a_category_of_the_whole_message_is_dropped_where_needs_are_several() -> None:
    assert [one.slots for one in split(Query("一是想办贷款担保，二是想招两个人", {"category": "hr"}, today=TODAY))] == [
        {},
        {"headcount": 2},
    ]
    assert split(Query("想招两个会计", {"category": "hr"}))[0].slots == {"category": "hr"}


def test_one_need_is_its_own_text_normalised_and_cut() -> None:
    (one,) = split(Query("貸款" * MAX_TEXT))
    assert one.text == ("贷款" * MAX_TEXT)[:MAX_TEXT]


def test_best_of_each_first_and_every_item_once() -> None:
    outcomes = [outcome("A", "B", "C"), outcome("X", "A", "Y", "Z")]
    assert [match.item_id for match in interleave(outcomes, Query(""))] == ["A", "X", "B", "C", "Y", "Z"]
    assert [match.item_id for match in interleave(outcomes, Query("", top_k=3))] == ["A", "X", "B"]
    assert len(interleave(outcomes, Query("", top_k=3, per_kind={"service": 6}))) == 6


def test_what_nothing_answers_gives_way_to_what_is_answered() -> None:
    outcomes = [outcome("A", "B", answerable=False), outcome("X")]
    assert [match.item_id for match in interleave(outcomes, Query(""))] == ["X"]
    refused = [outcome("A", answerable=False), outcome("X", answerable=False)]
    assert [match.item_id for match in interleave(refused, Query(""))] == ["A", "X"]


def test_each_need_is_served() -> None:
    encoder = FakeEncoder({})
    matcher = Matcher(build([offer("A", "合同审查"), offer("B", "贷款担保")], encoder, []), encoder)
    served = serve(matcher, Query("一是想办贷款担保，二是想做合同审查", today=TODAY, top_k=2))
    assert [one.outcome.results[0].item_id for one in served] == ["B", "A"]
    assert sorted(item for one in served for item in one.shown) == ["A", "A", "B", "B"]
    (whole,) = serve(matcher, Query("一是想办贷款担保，二是想做合同审查"), several=False)
    assert whole.query.text == "一是想办贷款担保，二是想做合同审查"


def test_what_is_searched_is_what_is_wanted() -> None:
    """Slips put right, sums as money, what is denied left out, English in Chinese."""
    said = ("贷50万买机床", "不要培训要猎头", "we need a bank loan")
    assert [split(Query(text))[0].text.strip() for text in said] == ["贷款买机床", "要猎头", "想贷款"]
