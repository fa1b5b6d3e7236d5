"""The ``qifu`` command."""

from __future__ import annotations

from typing import Annotated

import typer

from api import (
    appeal_commands,
    audit_commands,
    backup_commands,
    callback_commands,
    case_commands,
    figure_commands,
    followup_commands,
    index_commands,
    institution_commands,
    model_fetch,
    rating_commands,
    report_commands,
    runner,
    seed_commands,
    sms_commands,
    user_commands,
    wechat_commands,
    wecom_commands,
    worker_commands,
)
from api import catalogue_commands as catalogue
from api import matching_commands as matching
from api import privacy_commands as privacy
from api.accounts import guards, tokens
from api.accounts import service as accounts
from api.process import one_line, process
from api.settings import Settings

app = typer.Typer(no_args_is_help=True, add_completion=False, help="企服通：服务、目录、匹配与评测的命令行。")


app.command()(matching.match)
app.command()(matching.evaluate)
app.command()(index_commands.reindex)
app.command("import")(catalogue.import_file)
app.command("imports")(catalogue.list_imports)
app.command("undo-import")(catalogue.undo_import)
app.command("template")(catalogue.write_template)
app.command()(catalogue.export)
app.command()(worker_commands.worker)
app.command()(worker_commands.outbox)
app.command()(worker_commands.followups)
app.command()(privacy.retention)
app.command("rotate-keys")(privacy.rotate_keys)
app.command("export-person")(privacy.export_person)
app.command("erase-person")(privacy.erase_person)
app.command("replay-erasures")(privacy.replay_erasures)
app.command()(backup_commands.backup)
app.command()(backup_commands.restore)
app.command("erase-talk", hidden=True)(privacy.erase_talk)
app.command("user")(user_commands.create)
app.command()(user_commands.users)
app.command("change-user")(user_commands.change)
app.command()(audit_commands.audit)
app.command()(rating_commands.score_offers)
app.command()(seed_commands.seed)
app.command()(report_commands.bulletin)
app.command()(figure_commands.figures)
app.command()(institution_commands.institution)
app.add_typer(appeal_commands.app, name="appeal")
app.add_typer(callback_commands.app, name="call-back")
app.add_typer(followup_commands.app, name="follow-up")
app.add_typer(sms_commands.app, name="sms")
app.add_typer(index_commands.app, name="index")
app.add_typer(case_commands.app, name="case")
app.add_typer(wechat_commands.app, name="wechat")
app.add_typer(wecom_commands.app, name="wecom")


@app.command()
def run() -> None:
    """启动服务、对话引擎、动作服务和后台进程（make run 用的就是它）。"""
    with one_line():
        raise typer.Exit(runner.run(Settings()))


@app.command()
def calibrate() -> None:
    """换用别的向量模型后，量一量什么时候该说“没有合适的”；结果留在数据目录。"""
    with process() as state:
        state.matcher.encoders.calibrate(typer.echo)


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
def token(user: str) -> None:
    """打印一个用户的凭证。"""
    with process(searching=False) as state, state.database.session(write=False) as session:
        found = accounts.require(session, user)
        typer.echo(tokens.issue(state.secret, found.username, found.token_version, state.settings.token_days))


@app.command()
def unlock(username: str) -> None:
    """让连续登录失败的用户马上可以再试。"""
    with process(searching=False) as state, state.database.session() as session:
        accounts.require(session, username)
        guards.unlock_name(session, username)
        accounts.record(session, "cli", "unlock", username)
    typer.echo(f"用户 {username} 可以再试了")


if __name__ == "__main__":
    app()
