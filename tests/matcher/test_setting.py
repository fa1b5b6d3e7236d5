"""Two settings of one matcher, scores worked by hand."""

import math

import pytest

from knowledge.lexicon import expand
from matcher.engine import Matcher
from matcher.index.build import build
from matcher.models import with_setting
from matcher.search.rank import WEIGHTS
from matcher.setting import SHIPPED, Setting, read_setting, values
from matcher.types import MatchOutcome, Query
from tests.matcher.fakes import FakeEncoder, offer

ENCODER = FakeEncoder({"甲乙": [0.6, 0.8], "甲": [1, 0], "丙": [1, 0], "丁": [0, 1]})
MATCHER = Matcher(build([offer("A", "甲乙"), offer("B", "丙"), offer("C", "丁")], ENCODER, []), ENCODER)
WORDS = 1 / math.sqrt(3)  # of the three runs of A the need has one


def outcome(*changes: str, query: Query = Query("甲")) -> MatchOutcome:  # noqa: B008 - frozen
    return with_setting(MATCHER, read_setting(changes)).match(query)


def test_what_is_shipped_changes_nothing() -> None:
    assert read_setting([]) == SHIPPED == Setting()
    assert read_setting(f"{name}={_text(value)}" for name, value in values().items()) == SHIPPED
    assert outcome().results == MATCHER.match(Query("甲")).results


def _text(value: float | bool) -> str:
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else repr(value)


def test_weights_of_the_searches_by_hand() -> None:
    # Words alone: A; sense alone: B, whose vector is the need's own, before A at cosine 0.6.
    words = outcome("dense_weight=0", "types_weight=0")
    assert [(match.item_id, match.score) for match in words.results] == [
        ("A", pytest.approx(WORDS, abs=1e-5)),
        ("B", 0.0),
        ("C", 0.0),
    ]
    sense = outcome("lexical_weight=0", "types_weight=0", "dense_weight=0.5")
    assert [match.item_id for match in sense.results] == ["B", "A", "C"]
    assert [match.score for match in sense.results] == pytest.approx([1.0, 0.6, 0.0], abs=1e-5)


def test_depth_is_how_many_each_search_gives() -> None:
    # The nearest by words is A, by sense B: one of each is all that is ranked.
    assert [match.item_id for match in outcome("depth=1").results] == ["A", "B"]


def test_weight_of_a_feature_by_hand() -> None:
    offers = [offer("far", "财税代办"), offer("near", "财税代办", region_served=["430112"])]
    index, query = build(offers, ENCODER, []), Query("财税代办", slots={"region": "430112"})
    off = Matcher(index, ENCODER, setting=read_setting(["local_weight=0"])).match(query).results
    assert [match.item_id for match in off] == ["far", "near"]  # alike but for the place, so by id
    twice = Matcher(index, ENCODER, setting=read_setting([f"local_weight={2 * WEIGHTS['local']}"])).match(query)
    near, far = twice.results
    assert (near.item_id, far.item_id) == ("near", "far")
    assert near.score == pytest.approx(far.score + 2 * WEIGHTS["local"], abs=1e-5)


def test_the_lexicon_can_be_left_out() -> None:
    text = "找人代账"
    formal = next(iter(expand(text))).mean[0]
    index = build([offer("A", formal), offer("B", "丁")], ENCODER, [])
    on, off = (
        Matcher(index, ENCODER, setting=read_setting([f"lexicon={state}"])).match(Query(text))
        for state in ("on", "off")
    )
    scores = [{one.item_id: one.scores["lexical"] for one in found.candidates}.get("A", 0.0) for found in (on, off)]
    assert scores[0] > scores[1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("bm25=1", "no setting 'bm25'; there are lexicon, lexicon_gain, .*dense_weight, .*depth, local_weight"),
        ("depth", "depth is a whole number from 1, found ''"),
        ("depth=0", "depth is a whole number"),
        ("depth=2.5", "depth is a whole number"),
        ("dense_weight=viel", "dense_weight is a number from 0, found 'viel'"),
        ("dense_weight=-1", "dense_weight is a number from 0"),
        ("dense_weight=nan", "dense_weight is a number from 0"),
        ("lexicon=0", "lexicon is on or off"),
    ],
)
def test_what_is_refused(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_setting([text])


def test_one_search_must_weigh_something() -> None:
    with pytest.raises(ValueError, match="above 0"):
        read_setting(["lexical_weight=0", "dense_weight=0", "types_weight=0"])
