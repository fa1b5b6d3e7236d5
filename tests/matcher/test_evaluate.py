import math
from pathlib import Path

import pytest

from matcher.engine import Matcher
from matcher.evaluate import Labelled, by_group, changed, evaluate, hit, judge, ndcg, read_labelled, reciprocal_rank
from matcher.index.build import build
from tests.matcher.fakes import FakeEncoder, offer


def test_figures_by_hand() -> None:
    got, relevant = ["x", "a", "b"], {"a": 2, "b": 1, "c": 1}
    assert [hit(got, relevant, k) for k in (1, 2)] == [False, True]
    assert reciprocal_rank(got, relevant) == 0.5
    gained = 3 / math.log2(3) + 1 / math.log2(4)
    assert ndcg(got, relevant) == pytest.approx(gained / (3 + 1 / math.log2(3) + 1 / math.log2(4)))
    assert ndcg(got, {}) == 0.0


def test_a_partly_relevant_offer_is_no_hit() -> None:
    assert hit(["a"], {"a": 1}, 5) is False
    assert reciprocal_rank(["a"], {"a": 1}) == 0.0


def test_a_whole_run() -> None:
    encoder = FakeEncoder({})
    matcher = Matcher(build([offer("A", "合同审查"), offer("B", "贷款")], encoder, []), encoder)
    needs = [
        Labelled("1", "合同审查", {"A": 2}),
        Labelled("2", "贷款", {"A": 2, "B": 1}),
        Labelled("3", "天气", {}, "out"),
        Labelled("4", "贷款展期", {}, "unsupplied"),
    ]
    figures = evaluate(matcher, needs)
    assert figures.count == 2
    assert (figures.hit_1, figures.hit_5) == (0.5, 1.0)
    assert figures.mrr == 0.75
    assert figures.ndcg_10 == pytest.approx((1 + (1 + 3 / math.log2(3)) / (3 + 1 / math.log2(3))) / 2)
    assert (figures.false_refusal, figures.true_refusal_unsupplied, figures.true_refusal_out) == (0.0, 0.0, 0.0)


def test_reading_a_labelled_file(tmp_path: Path) -> None:
    path = tmp_path / "needs.jsonl"
    path.write_text(
        '{"id": 1, "text": "贷款", "relevant": {"A": 2}, "scope": "in"}\n\n{"id": "2", "text": "天气"}\n',
        encoding="utf-8",
    )
    assert read_labelled(path) == [Labelled("1", "贷款", {"A": 2}), Labelled("2", "天气", {})]


def test_figures_by_group_and_what_changed() -> None:
    encoder = FakeEncoder({})
    matcher = Matcher(build([offer("A", "合同审查"), offer("B", "贷款")], encoder, []), encoder)
    other = Matcher(build([offer("A", "合同审查"), offer("B", "车间")], encoder, []), encoder)
    needs = [
        Labelled("1", "合同审查", {"A": 2}, groups={"style": "short"}),
        Labelled("2", "贷款", {"A": 2}, groups={"style": "long"}),
    ]
    before, after = judge(matcher, needs), judge(other, needs)
    assert {style: figures.hit_1 for style, figures in by_group(before, "style").items()} == {"long": 0.0, "short": 1.0}
    assert by_group(before, "category") == {}
    assert changed(before, before) == []
    assert [(one.need.id, one.before, one.after) for one in changed(before, after)] == [("2", ("B", "A"), ("A", "B"))]


def test_labels_to_group_by_are_read(tmp_path: Path) -> None:
    path = tmp_path / "needs.jsonl"
    path.write_text('{"id": 1, "text": "贷款", "style": "短", "category": ["finance", "legal"]}\n', encoding="utf-8")
    assert read_labelled(path)[0].groups == {"style": "短", "category": "finance"}
