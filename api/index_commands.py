"""``qifu reindex`` and ``qifu index …``: build, evaluate, switch and roll back search indexes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.matches.report import changes_text, figures_text
from api.process import process
from api.state import AppState
from matcher import evaluate as evaluation
from matcher.engine import Matcher

app = typer.Typer(no_args_is_help=True, help="检索索引：查看、切换、退回、核对。")
ROLES = {"current": "在用", "previous": "可退回", "": ""}


def reindex(
    model: Annotated[str, typer.Option(help="换用这个向量模型（文件夹或名称）；不填就用设置里的")] = "",
    beside: Annotated[bool, typer.Option("--beside", help="只建好放在一旁，不启用")] = False,
    evaluate: Annotated[Path | None, typer.Option(help="建好后用这个标注文件评测，与在用的索引比较")] = None,
) -> None:
    """按目录现状重建检索索引；默认随即启用，--beside 只建不换。"""
    with process() as state:
        if not beside and evaluate is None:
            pointer = state.matcher.rebuild(model)
            version = state.matcher.current().index.model_version
            typer.echo(f"索引 {pointer.name}（模型 {version}）已启用")
            return
        name, built = state.matcher.build_beside(model)
        typer.echo(f"索引 {name}（模型 {built.index.model_version}）已建好，未启用；启用：qifu index switch {name}")
        if evaluate is not None:
            typer.echo(compared(state, built, evaluate))


@app.command("list")
def list_indexes() -> None:
    """列出已保存的索引。"""
    with process() as state:
        for saved in state.matcher.shelf.saved():
            facts = saved.facts
            typer.echo(
                f"{saved.name}  {facts.get('built_at')}  条目 {facts.get('items')}  "
                f"模型 {facts.get('model_version')}  {ROLES[saved.role]}".rstrip()
            )


@app.command()
def switch(name: str) -> None:
    """启用一个已保存的索引；先补上它建好之后目录的变化。"""
    with process() as state:
        typer.echo(f"索引 {state.matcher.switch(name).name} 已启用")


@app.command()
def rollback() -> None:
    """退回上一次切换之前的索引。"""
    with process() as state:
        typer.echo(f"已退回索引 {state.matcher.rollback().name}")


@app.command()
def check() -> None:
    """逐条核对索引和目录；不一致时退出码为 1。"""
    with process() as state:
        differing = state.matcher.differing()
        if differing:
            typer.echo(f"✗ {len(differing)} 条不一致：{'、'.join(differing[:10])}；请运行 qifu reindex", err=True)
            raise typer.Exit(1)
        typer.echo(f"一致：{len(state.matcher.current().index.rows)} 条")


def compared(state: AppState, built: Matcher, file: Path) -> str:
    """Return the figures of the current index and of another, and the needs whose first three differ."""
    labelled, today = evaluation.read_labelled(file), state.clock.today()
    now, then = (evaluation.judge(matcher, labelled, today) for matcher in (state.matcher.current(), built))
    return f"在用的：\n{figures_text(evaluation.summarise(now))}\n{changes_text(now, then)}"
