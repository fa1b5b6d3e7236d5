"""The commands ``qifu match`` and ``qifu evaluate``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from api.ledger import evaluation as past
from api.matches import service as matches
from api.matches.report import as_text, changes_text, figures_text, groups_text
from api.process import process
from api.state import AppState
from matcher.engine import Matcher
from matcher.evaluate import Judged, Labelled, judge, read_labelled, summarise
from matcher.gate import Limit, broken, read_limit
from matcher.models import with_model, with_setting
from matcher.setting import read_setting

GATE_CLOSED = 3  # apart from 1, an error, and 2, a command that was typed wrongly
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]


def match(
    text: str,
    top_k: Annotated[int, typer.Option(min=1, max=50)] = 10,
    kinds: Annotated[str, typer.Option(help="只要哪些种类，逗号分隔，如 service,policy")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """给一段话找服务、机构、专家和政策，并记入匹配台账；一段话里的几件事各有结果。"""
    with process() as state, state.database.session() as session:
        wanted = matches.Wanted(
            text=text, channel="cli", actor="cli", kinds=tuple(k for k in kinds.split(",") if k), top_k=top_k
        )
        found = matches.run(session, state.matcher, state.clock.today(), wanted)
        shown = matches.together(found, top_k)
        records = [one.record for one in found]
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=1) if as_json else as_text(records))


@dataclass(frozen=True)
class Material:
    """What is evaluated: labelled needs, and lines to print about where they come from."""

    labelled: Sequence[Labelled]
    lines: Iterable[str] = ()


def evaluate(
    file: Annotated[Path | None, typer.Argument(help="标注文件，一行一条")] = None,
    ledger: Annotated[bool, typer.Option("--ledger", help="用匹配台账：选中的算答对，展示了没要的算没答对")] = False,
    since: Day = None,
    until: Day = None,
    against: Annotated[str, typer.Option(help="另一个向量模型（文件夹或名称）：列出前三条有变化的需求")] = "",
    against_setting: Annotated[
        list[str] | None,
        typer.Option(help="另一套参数，可多次，如 lexicon=off、dense_weight=0.3、depth=50；可与 --against 合用"),
    ] = None,
    require: Annotated[
        list[str] | None, typer.Option(help="上线门槛，可多次，如 hit_5=0.9、false_refusal=0.05；不达标退出码 3")
    ] = None,
) -> None:
    """评测匹配：hit@k、MRR、nDCG、拒答，分文体、类别、地区和版本；可与另一个模型、另一套参数比较，可作上线门槛。"""
    if (file is None) != ledger:
        raise typer.BadParameter("给一个标注文件，或者用 --ledger，二者选一。")
    with process() as state:
        limits = [read_limit(text) for text in require or ()]
        other = _other(state, against, against_setting or ())
        material = _of_file(file) if file else _of_ledger(state, since, until)
        for line in material.lines:
            typer.echo(line)
        failed = _compare(state, material.labelled, other, limits)
    if failed:
        for line in failed:
            typer.echo(f"✗ {line}", err=True)
        raise typer.Exit(GATE_CLOSED)


def _of_file(file: Path) -> Material:
    return Material(read_labelled(file))


def _of_ledger(state: AppState, since: datetime | None, until: datetime | None) -> Material:
    with state.database.session(write=False) as session:
        read = past.read(session, since.date() if since else None, until.date() if until else None)
    then = [one for one in read.judged if one.got]
    figures = [f"{name:<24} {value:.3f}" for name, value in asdict(past.acceptance(read)).items()]
    lines = ["当时：", *past.reasons_text(read), *figures, groups_text(then).rstrip(), "", "按现在的模型和目录重放："]
    return Material(read.labelled, lines)


def _other(state: AppState, model: str, changes: Sequence[str]) -> Matcher | None:
    """Return what is compared with: another model, another setting or both; None where neither is named."""
    if not model and not changes:
        return None
    setting, matcher = read_setting(changes), state.matcher.current()
    return with_setting(with_model(matcher, model) if model else matcher, setting)


def _compare(
    state: AppState, labelled: Sequence[Labelled], other: Matcher | None, limits: Sequence[Limit]
) -> list[str]:
    """Print the figures and return the limits that the candidate breaks: the other matcher, or the present one."""
    matcher, today = state.matcher.current(), state.clock.today()
    candidate = judged = judge(matcher, labelled, today)
    typer.echo(_figures(judged))
    if other:
        candidate = judge(other, labelled, today)
        typer.echo(changes_text(judged, candidate))
    return broken(limits, summarise(candidate))


def _figures(judged: Sequence[Judged]) -> str:
    return f"{figures_text(summarise(judged))}\n{groups_text(judged)}".rstrip()
