"""The command: what it prints, what it leaves, and one line with exit status 1 for every error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from api import cli
from api.accounts import tokens
from api.catalogue import encoders
from api.settings import Settings
from tests.api.conftest import OFFERS, PASSWORD
from tests.api.fakes import PairEncoder


def fails(result: Result, *parts: str) -> None:
    """Check that the command ended with one line."""
    assert result.exit_code == 1, result.output
    assert result.output.startswith("✗ ")
    assert "Traceback" not in result.output
    for part in parts:
        assert part in result.output


def test_import(qifu: Any, tmp_path: Path) -> None:
    file = tmp_path / "new.jsonl"
    file.write_text('{"id": "N1", "kind": "service", "name": "新服务", "provider": "新机构"}\n', encoding="utf-8")
    dry = qifu("import", file, "--dry-run")
    assert (dry.exit_code, dry.output) == (0, "（试运行）新增 1，更新 0，未变 0，由提供单位生成机构 1\n")
    assert qifu("import", file).output == "新增 1，更新 0，未变 0，由提供单位生成机构 1\n"
    assert qifu("import", file).output == "新增 0，更新 0，未变 1，由提供单位生成机构 0\n"
    assert "N1" in qifu("match", "新服务").output


def test_import_of_faults(qifu: Any, tmp_path: Path) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text('{"id": "N1", "kind": "service", "name": "好"}\nbad\n', encoding="utf-8")
    fails(qifu("import", file), "bad.jsonl 有 1 行不合格，什么都没有导入", "第 2 行：")
    fails(qifu("import", tmp_path / "missing.jsonl"), "missing.jsonl")
    fails(qifu("import", tmp_path))
    (tmp_path / "bytes.jsonl").write_bytes(b"\xff\xfe")
    fails(qifu("import", tmp_path / "bytes.jsonl"), "bytes.jsonl")
    (tmp_path / "half.jsonl").write_text('{"id": "N2", "kind": "service", "name": "\\ud800"}', encoding="utf-8")
    fails(qifu("import", tmp_path / "half.jsonl"))


def test_reindex(qifu: Any) -> None:
    result = qifu("reindex")
    assert result.exit_code == 0
    assert result.output.startswith("索引 ")
    assert "（模型 pairs@1）已启用" in result.output


def names(qifu: Any) -> dict[str, str]:
    """Return the role of each saved index."""
    rows = [line.split() for line in qifu("index", "list").output.splitlines()]
    return {row[0]: row[-1] for row in rows}


def test_indexes_are_built_beside_switched_and_rolled_back(qifu: Any, tmp_path: Path) -> None:
    (first,) = names(qifu)
    file = tmp_path / "labelled.jsonl"
    file.write_text('{"id": "1", "text": "叉车司机培训取证", "relevant": {"H-train": 2}}\n', encoding="utf-8")
    output = qifu("reindex", "--beside", "--evaluate", file).output
    assert "已建好，未启用" in output
    assert output.count("mrr") == 2
    (second,) = names(qifu).keys() - {first}
    assert names(qifu)[first] == "在用"
    assert qifu("index", "switch", second).output == f"索引 {second} 已启用\n"
    assert names(qifu) == {first: "可退回", second: "在用"}
    assert qifu("index", "rollback").output == f"已退回索引 {first}\n"
    assert names(qifu) == {first: "在用", second: "可退回"}
    fails(qifu("index", "switch", "nothing"), "没有名为 nothing 的索引")
    assert qifu("index", "check").output == "一致：14 条\n"


def test_rollback_without_a_way_back(qifu: Any) -> None:
    fails(qifu("index", "rollback"), "没有可以退回的索引")


def test_another_model_is_switched_to_and_kept(qifu: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(model: str, *_: object) -> tuple[PairEncoder, None]:
        encoder = PairEncoder()
        encoder.version = "other@1" if model == "other" else "pairs@1"
        return encoder, None

    monkeypatch.setattr(encoders, "load_model", load)
    assert "（模型 other@1）已启用" in qifu("reindex", "--model", "other").output
    assert "other@1  在用" in qifu("index", "list").output  # the next processes keep it
    assert "pairs@1  可退回" in qifu("index", "list").output
    assert qifu("index", "rollback").exit_code == 0
    assert "pairs@1  在用" in qifu("index", "list").output


def test_match(qifu: Any) -> None:
    lines = qifu("match", "叉车司机培训", "--top-k", "2").output.splitlines()
    assert lines[0].startswith("可以办（")
    assert lines[1].startswith(" 1. [服务] 叉车司机培训取证（湘潭职业培训学校）")
    assert lines[1].endswith("H-train")
    found = json.loads(qifu("match", "贷款", "--kinds", "policy", "--json").output)
    assert [result["item_id"] for result in found] == ["P-interest"]


def test_match_badly(qifu: Any) -> None:
    fails(qifu("match", "贷款", "--kinds", "car"), "car")
    assert qifu("match", "贷款", "--top-k", "0").exit_code == 2


def test_token_and_user(qifu: Any, settings: Settings) -> None:
    claim = tokens.read(settings.resolved_secret(), qifu("token", "the-agent").output.strip())
    assert (claim.username, claim.version) == ("the-agent", 0)
    made = qifu("user", "zuoxi02", "--role", "maintainer", "--password", PASSWORD)
    assert (made.exit_code, made.output) == (0, "用户 zuoxi02（maintainer）已建好\n")
    assert qifu("token", "zuoxi02").exit_code == 0
    fails(qifu("token", "nobody"), "没有用户“nobody”")
    fails(qifu("user", "zuoxi02", "--password", PASSWORD), "已被使用")
    fails(qifu("user", "zuoxi03", "--password", "short"), "password")
    fails(qifu("user", "a b", "--password", PASSWORD), "username")
    assert qifu("user", "zuoxi03", "--role", "boss", "--password", PASSWORD).exit_code == 2


def test_unlock(qifu: Any) -> None:
    assert qifu("unlock", "the-agent").output == "用户 the-agent 可以再试了\n"
    fails(qifu("unlock", "nobody"), "没有用户“nobody”")


def test_tables_alone_need_no_model(qifu: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.catalogue.index.MatcherHolder.prepare", lambda _: pytest.fail("the index was opened"))
    assert qifu("token", "the-agent").exit_code == 0


def test_export(qifu: Any, tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    assert qifu("export", "catalogue", file).output == f"导出 14 行到 {file}\n"
    kept = {json.loads(line)["id"] for line in file.read_text(encoding="utf-8").splitlines()}
    assert kept == {json.loads(line)["id"] for line in OFFERS.read_text(encoding="utf-8").splitlines()}
    assert qifu("import", file).output == "新增 0，更新 0，未变 14，由提供单位生成机构 0\n"
    fails(qifu("export", "catalogue", tmp_path / "no" / "folder.jsonl"))


def test_settings_that_make_no_sense(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QIFU_PORT", "abc")
    fails(CliRunner().invoke(cli.app, ["reindex"]), "port")
    fails(CliRunner().invoke(cli.app, ["run"]), "port")


def test_database_that_cannot_be_reached(qifu: Any, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.database_url = "postgresql://nobody@127.0.0.1:1/none?connect_timeout=2"
    fails(qifu("reindex"))


def test_help_names_every_command(qifu: Any) -> None:
    output = qifu("--help").output
    for name in (
        "run",
        "import",
        "reindex",
        "match",
        "evaluate",
        "token",
        "user",
        "export",
        "worker",
        "outbox",
        "followups",
    ):
        assert name in output
