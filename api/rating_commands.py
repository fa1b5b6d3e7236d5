"""``qifu score-offers``: bring the ratings to the matcher now instead of at night."""

from __future__ import annotations

import typer

from api.process import process
from api.ratings import scoring


def score_offers() -> None:
    """按评价重新计算各条目的得分（平时每晚自动算一次）。"""
    with process(searching=False) as state, state.database.session() as session:
        typer.echo(f"有评价的条目 {scoring.compute(session)} 条")
