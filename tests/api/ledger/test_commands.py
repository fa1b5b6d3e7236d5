"""``qifu evaluate``: figures on labelled files and on the ledger, another model beside, and the gate."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from api.ledger import evaluation
from api.matches import events
from api.matches.models import Match, MatchFailure, Verdict
from api.settings import ROOT, Settings
from tests.api.conftest import Service, StartService
from tests.api.test_cli import fails


def figures_of(output: str) -> dict[str, str]:
    """Return the figures of an output, by name."""
    rows = [line.split() for line in output.splitlines()]
    return {row[0]: row[1] for row in rows if len(row) == 2}


def test_evaluate(qifu: Any, tmp_path: Path) -> None:
    file = tmp_path / "labelled.jsonl"
    rows = [
        {"id": "1", "text": "叉车司机培训取证", "relevant": {"H-train": 2}},
        {"id": "2", "text": "合同审查", "relevant": {"E-finance": 1}},
        {"id": "3", "text": "今天天气", "scope": "out"},
    ]
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    figures = dict(line.split() for line in qifu("evaluate", file).output.splitlines())
    assert (figures["count"], figures["hit_1"], figures["mrr"]) == ("2.000", "0.500", "0.500")
    assert figures["false_refusal"] == "0.000"
    other = qifu("evaluate", file, "--against", str(ROOT / "build" / "models" / "encoder")).output
    assert "\n另一个：\n" in other
    assert "前三条有变化的需求 2／3：" in other
    assert other.splitlines()[-1].startswith("3 今天天气：")
    assert other.splitlines()[-1].endswith(" → （不作答）")  # the trained model declines, the test's own has no judges
    fails(qifu("evaluate", tmp_path / "missing.jsonl"), "missing.jsonl")
    for text in ("{", '{"id": "1"}', '{"id": "1", "text": "a", "scope": "x"}'):
        file.write_text(text, encoding="utf-8")
        fails(qifu("evaluate", file))


def test_gate(qifu: Any, tmp_path: Path) -> None:
    file = tmp_path / "labelled.jsonl"
    file.write_text('{"id": "1", "text": "叉车司机培训取证", "relevant": {"H-train": 2}}', encoding="utf-8")
    assert qifu("evaluate", file, "--require", "hit_5=0.9", "--require", "false_refusal=0").exit_code == 0
    closed = qifu("evaluate", file, "--require", "hit_1=1", "--require", "true_refusal_out=0.8")
    assert closed.exit_code == 3
    assert closed.output.splitlines()[-1] == "✗ true_refusal_out ≥ 0.8, measured nan"
    fails(qifu("evaluate", file, "--require", "recall=1"), "recall")
    assert qifu("evaluate").exit_code == 2
    assert qifu("evaluate", file, "--ledger").exit_code == 2


def test_another_setting(qifu: Any, tmp_path: Path) -> None:
    file = tmp_path / "labelled.jsonl"
    row = {"id": "1", "text": "叉车司机培训取证", "relevant": {"H-train": 2}, "style": "short", "category": "hr"}
    file.write_text(json.dumps(row), encoding="utf-8")
    same = qifu("evaluate", file, "--against-setting", "dense_weight=0.1").output
    assert same.splitlines()[-1] == "前三条有变化的需求 0／1："
    assert same.count("category=hr") == same.count("style=short") == 2  # both sides by group
    # One candidate of each search instead of a hundred: fewer than three are left to show.
    less = qifu("evaluate", file, "--against-setting", "depth=1", "--against-setting", "lexicon=off")
    assert "前三条有变化的需求 1／1：" in less.output
    assert less.output.splitlines()[-1].startswith("1 叉车司机培训取证：H-train、")
    closed = qifu("evaluate", file, "--against-setting", "depth=1", "--require", "hit_1=1.1")
    assert closed.exit_code == 3
    fails(qifu("evaluate", file, "--against-setting", "bm25=1"), "bm25", "lexical_weight", "local_weight")


def judge_past(settings: Settings, start: StartService) -> Service:
    """Fill a ledger: one match of which the second is used, one of which nothing is wanted, one undecided, a failure."""
    service = start(settings)
    for text in ("叉车司机培训取证", "合同审查", "贷款担保"):
        body = {"text": text, "top_k": 3}
        assert service.client.post("/api/v1/match", json=body, headers=service.user("agent")).status_code == 200
    with service.session(write=True) as session:
        used, unwanted, _ = session.exec(select(Match).order_by(col(Match.created_at)))
        events.record(session, used, [used.shown[1]], Verdict.USED, "the-agent")
        events.record(session, unwanted, unwanted.shown, Verdict.REJECTED, "the-agent")
        session.add(MatchFailure(channel="api", text="贷款", error="OSError", detail=""))
    return service


def test_ledger(qifu: Any, settings: Settings, start: StartService) -> None:
    service = judge_past(settings, start)
    with service.session() as session:
        past = evaluation.read(session)
        assert evaluation.read(session, since=date(2999, 1, 1)).judged == ()
    first = past.judged[0]
    assert list(first.need.relevant.values()) == [0, 2, 0]
    assert (first.need.scope, past.judged[1].need.scope, past.judged[2].need.relevant) == ("in", "unknown", {})
    taken = evaluation.acceptance(past)
    assert (taken.shown, taken.decided, taken.at_1, taken.at_3) == (3, 2, 0.0, 0.5)
    then, now = qifu("evaluate", "--ledger").output.split("按现在的模型和目录重放：")
    assert then.splitlines()[:3] == ["当时：", "ok 3（1.000）", "系统故障 1（0.250）"]
    assert (figures_of(then)["at_3"], figures_of(now)["hit_1"], figures_of(now)["hit_5"]) == ("0.500", "0.000", "1.000")
    assert "version=pairs@1" in then


def test_ledger_through_another_model(qifu: Any, settings: Settings, start: StartService) -> None:
    judge_past(settings, start)
    model = str(ROOT / "build" / "models" / "encoder")
    closed = qifu("evaluate", "--ledger", "--against", model, "--require", "hit_1=1")
    assert closed.exit_code == 3
    assert "前三条有变化的需求 " in closed.output
    assert "贷款担保：" in closed.output  # undecided, and replayed all the same
    empty = qifu("evaluate", "--ledger", "--since", "2999-01-01", "--require", "hit_1=0.1")
    assert empty.exit_code == 3
    assert qifu("evaluate", "--ledger", "--since", "gestern").exit_code == 2


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_replay_asks_what_was_asked(service: Service) -> None:
    service.submit(service.open()[0])
    with service.session() as session:
        past = evaluation.read(session)
    asked = past.labelled[-1].asked
    assert asked is not None
    assert list(asked.per_kind.items()) == [("service", 4), ("institution", 2), ("expert", 2), ("policy", 2)]
    assert (asked.text, asked.slots["region"]) == ("小微企业贷款，没有抵押物", "430112")
    assert past.labelled[-1].groups["region"] == "长沙市"
