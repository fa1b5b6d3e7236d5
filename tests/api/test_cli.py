"""The command: what it prints, what it leaves, and one line with exit status 1 for every error."""

from __future__ import annotations

import json
import re
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
    told = "新增 1，更新 0，未变 0，由提供单位生成机构 1\n"
    head, first, second = dry.output.partition("\n")[0], *dry.output.splitlines()[1:]
    assert (dry.exit_code, head) == (0, f"（试运行）{told}".strip())
    assert first == "新增 N1 新服务"
    assert re.fullmatch("新增 ORG-[0-9a-f]{12} 新机构", second)
    assert qifu("import", file).output == told + "导入编号 1，整批撤销：qifu undo-import 1\n"
    assert qifu("import", file).output == "新增 0，更新 0，未变 1，由提供单位生成机构 0\n"
    assert "N1" in qifu("match", "新服务").output


def test_a_table_from_the_template_to_its_undoing(qifu: Any, tmp_path: Path) -> None:
    template = tmp_path / "模板.xlsx"
    assert qifu("template", template).output == f"模板已写到 {template}\n"
    fails(qifu("template", tmp_path / "模板.csv"), "模板是 .xlsx 文件")
    assert "跳过样例 6 行" in qifu("import", template, "--dry-run").output
    file = tmp_path / "名单.csv"
    file.write_text("编号,姓名,职称,从业年数\nE-law,罗律师,主任,\nE9,李某,教授,很久\n", encoding="gb18030")
    fails(qifu("import", file), "看不出是哪一类条目")
    fails(qifu("import", file, "--kind", "飞船"), "种类只能是")
    dry = qifu("import", file, "--kind", "专家", "--dry-run")
    assert dry.exit_code == 1
    assert "更新 E-law 罗律师：" in dry.output
    assert "名单 第 3 行“从业年数”列：要写 0 以上的整数，不能是“很久”" in dry.output
    fails(qifu("import", file, "--kind", "专家"), "名单.csv 有 1 处不合格，什么都没有导入")
    file.write_text(file.read_text(encoding="gb18030").replace("很久", "20"), encoding="gb18030")
    assert "新增 1，更新 1" in qifu("import", file, "--kind", "专家").output
    assert re.match(r"1  \S+  cli  名单.csv  新增 1，更新 1，未变 0\n", qifu("imports").output)
    assert qifu("undo-import", 1).output == "导入 1（名单.csv）已撤销：删除 1，恢复 1\n"
    assert "已由 cli 于" in qifu("imports").output
    fails(qifu("undo-import", 1), "导入 1 已经撤销过了")
    fails(qifu("undo-import", 7), "没有编号为 7 的导入")
    for name in ("旧.xls", "宏.xlsm"):
        (tmp_path / name).write_bytes(b"x")
        fails(qifu("import", tmp_path / name), "不导入；请另存为 .xlsx 或 .csv")


def test_what_is_exported_as_a_workbook_imports_unchanged(qifu: Any, tmp_path: Path) -> None:
    file = tmp_path / "目录.xlsx"
    assert qifu("export", "catalogue", file).output == f"导出 14 行到 {file}\n"
    assert qifu("import", file).output.startswith("新增 0，更新 0，未变 14，由提供单位生成机构 0\n")
    assert sorted(one.name for one in tmp_path.iterdir() if one.suffix == ".tmp") == []


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
    fails(qifu("user", "zuoxi03", "--window", "W-nowhere", "--password", PASSWORD), "没有编号为 W-nowhere 的窗口")


def test_users_are_listed_and_changed(qifu: Any) -> None:
    assert qifu("user", "zuoxi04", "--password", PASSWORD).exit_code == 0
    assert "zuoxi04  坐席  全网\n" in qifu("users").output
    fails(qifu("change-user", "zuoxi04", "--window", "W-nowhere"), "没有编号为 W-nowhere 的窗口")
    fails(qifu("change-user", "zuoxi04", "--role", "institution"), "哪家服务机构")
    fails(qifu("change-user", "nobody", "--inactive"), "没有用户“nobody”")
    assert qifu("change-user", "zuoxi04", "--role", "viewer").output == "zuoxi04  只读人员  全网\n"
    assert qifu("change-user", "zuoxi04", "--window", "-", "--inactive").output == "zuoxi04  只读人员  全网  已停用\n"
    new = "another-long-1\nanother-long-1\n"
    assert "zuoxi04  只读人员" in qifu("change-user", "zuoxi04", "--password", input=new).output


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
