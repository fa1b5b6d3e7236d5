"""``qifu sweep`` and ``qifu score-offers``: what otherwise happens by itself, now."""

from __future__ import annotations

import typer

from api import due
from api.process import process
from api.ratings import scoring

LABELS = {"demands": "需求", "appeals": "诉求", "ratings": "低分重新办理", "scores": "重算得分的条目"}


def sweep() -> None:
    """处理到期的：提醒、升级、期满办结、低分重新办理、每日评价得分（平时由后台进程定时做）。"""
    with process(searching=False) as state:
        done = due.sweep(state.database)
    typer.echo("，".join(f"{LABELS[name]} {count}" for name, count in done.items()))


def score_offers() -> None:
    """按评价重新计算各条目的得分（平时每晚自动算一次）。"""
    with process(searching=False) as state, state.database.session() as session:
        typer.echo(f"有评价的条目 {scoring.compute(session)} 条")
