"""The ``qifu`` command."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import structlog
import typer
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from api import app as wiring
from api import model_fetch, runner
from api.accounts import service as accounts
from api.accounts import tokens
from api.accounts.models import Role, UserCreate
from api.catalogue import exporting, importing
from api.errors import QifuError
from api.matches import service as matches
from api.matches.report import as_text, changes_text, figures_text, groups_text
from api.settings import Settings
from api.state import AppState
from knowledge.errors import KnowledgeError
from matcher import evaluate as evaluation
from matcher.errors import MatcherError
from matcher.models import with_model

FORESEEN = (QifuError, MatcherError, KnowledgeError, SQLAlchemyError, OSError, ValueError, LookupError)
app = typer.Typer(no_args_is_help=True, add_completion=False, help="企服通：服务、目录、匹配与评测的命令行。")


@contextmanager
def process(searching: bool = True) -> Iterator[AppState]:
    """Open the parts of the process for one command; an error becomes one line and exit status 1.

    :param searching: Whether the command needs catalogue, model and index, or the tables alone.
    """
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    with one_line():
        settings = Settings()
        state = wiring.build_state(settings, settings.resolved_secret())
        try:
            (wiring.prepare if searching else wiring.prepare_tables)(state)
            yield state
        finally:
            state.database.close()


@contextmanager
def one_line() -> Iterator[None]:
    """Turn what a person can put right into one line and exit status 1."""
    try:
        yield
    except FORESEEN as error:
        typer.echo(f"✗ {sentence(error)}", err=True)
        raise typer.Exit(1) from error


def sentence(error: Exception) -> str:
    """Say in a sentence what went wrong."""
    if isinstance(error, QifuError):
        return error.detail
    if isinstance(error, ValidationError):
        return "；".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
    if isinstance(error, KeyError):
        return f"缺少 {error}"
    return str(getattr(error, "orig", None) or error).strip().splitlines()[0]


@app.command()
def run() -> None:
    """启动服务、对话引擎和动作服务（make run 用的就是它）。"""
    with one_line():
        raise typer.Exit(runner.run(Settings()))


@app.command("import")
def import_file(file: Path, dry_run: Annotated[bool, typer.Option(help="只检查，不写入")] = False) -> None:
    """导入 .jsonl 目录文件：按编号更新，全部成功或一条不留。"""
    with process() as state:
        report = importing.run(state.database, state.matcher, file, dry_run, actor="cli")
    typer.echo(
        f"{'（试运行）' if dry_run else ''}新增 {report.created}，更新 {report.updated}，未变 {report.unchanged}，"
        f"由提供单位生成机构 {len(report.institutions_generated)}"
    )


@app.command()
def reindex() -> None:
    """按目录现状重建检索索引并切换。"""
    with process() as state:
        pointer = state.matcher.rebuild()
    typer.echo(f"索引 {pointer.version}（模型 {pointer.model_version}）已启用")


@app.command()
def calibrate() -> None:
    """换用别的向量模型后，量一量什么时候该说“没有合适的”；结果留在数据目录。"""
    with process() as state:
        state.matcher.calibrate(typer.echo)


@app.command("fetch-model")
def fetch_model(
    name: Annotated[str, typer.Argument(help="发布者/名称，如 BAAI/bge-small-zh-v1.5")],
    sha256: Annotated[str, typer.Option(help="权重文件应有的 SHA-256；不给就与第一次取到的比")] = "",
    revision: Annotated[str, typer.Option(help="分支或提交；不给就用第一次取到的那一版")] = "",
    endpoint: Annotated[str, typer.Option(envvar="HF_ENDPOINT", help="模型站或镜像的地址")] = model_fetch.HUB,
) -> None:
    """取一个公开的向量模型放进数据目录，核对校验和；说明接着怎样启用。"""
    with one_line():
        folder = Settings().data_dir / "models"
        place = model_fetch.fetch(name, folder, endpoint=endpoint, sha256=sha256, revision=revision, report=typer.echo)
    typer.echo(f"已取到 {place}。启用：\nexport QIFU_EMBEDDING_MODEL={place}\nqifu calibrate && qifu reindex")


@app.command()
def match(
    text: str,
    top_k: Annotated[int, typer.Option(min=1, max=50)] = 10,
    kinds: Annotated[str, typer.Option(help="只要哪些种类，逗号分隔，如 service,policy")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """给一段话找服务、机构、专家和政策，并记入匹配台账。"""
    with process() as state, state.database.session() as session:
        wanted = matches.Wanted(
            text=text, channel="cli", actor="cli", kinds=tuple(k for k in kinds.split(",") if k), top_k=top_k
        )
        record, _ = matches.run(session, state.matcher, state.clock.today(), wanted)
        typer.echo(json.dumps(record.results, ensure_ascii=False, indent=1) if as_json else as_text(record))


@app.command()
def evaluate(
    file: Path,
    against: Annotated[str, typer.Option(help="另一个向量模型（文件夹或名称）：列出前三条有变化的需求")] = "",
) -> None:
    """用标注文件评测匹配：hit@k、MRR、nDCG、拒答，分文体、类别和地区；可与另一个模型比较。"""
    with process() as state:
        today, labelled = state.clock.today(), evaluation.read_labelled(file)
        judged = evaluation.judge(state.matcher.current(), labelled, today)
        typer.echo(figures_text(evaluation.summarise(judged)))
        typer.echo(groups_text(judged), nl=False)
        if against:
            other = evaluation.judge(with_model(state.matcher.current(), against), labelled, today)
            typer.echo(changes_text(judged, other))


@app.command()
def token(user: str) -> None:
    """打印一个用户的凭证。"""
    with process(searching=False) as state, state.database.session(write=False) as session:
        found = accounts.require(session, user)
        typer.echo(tokens.issue(state.secret, found.username, found.token_version, state.settings.token_days))


@app.command("user")
def create_user(
    username: str,
    role: Role = Role.AGENT,
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)] = "",
) -> None:
    """新建用户。"""
    with process(searching=False) as state, state.database.session() as session:
        accounts.create(session, UserCreate(username=username, role=role, password=password), actor="cli")
    typer.echo(f"用户 {username}（{role.value}）已建好")


@app.command()
def export(what: exporting.What, file: Path) -> None:
    """导出目录为 .jsonl，可再导入。"""
    with process(searching=False) as state, state.database.session(write=False) as session:
        count = exporting.export(session, what, file)
    typer.echo(f"导出 {count} 行到 {file}")


if __name__ == "__main__":
    app()
