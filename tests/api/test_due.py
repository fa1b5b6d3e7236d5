"""One call does all that time brings about, once; also from the command line."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from api import clock, due
from api.clock import CHINA
from api.demands.models import DemandStatus
from tests.api import windows
from tests.api.appeals_parts import submit
from tests.api.conftest import BACKENDS, Service
from tests.api.demands.test_demand_routes import demand_in, status_of

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=CHINA)


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_demands_appeals_ratings_and_scores(alone: Service) -> None:
    windows.with_windows(alone)
    with clock.at(MONDAY):
        talk = alone.open()[0]
        alone.submit(talk)
        submit(alone, talk, region="430112")
        rated = demand_in(alone, DemandStatus.COMPLETED)
        body, path = {"score": 1}, f"/api/v1/demands/{rated}/rating"
        assert alone.client.post(path, json=body, headers=alone.user("agent")).status_code == 201
        first = due.sweep(alone.state.database)
        assert first == {"demands": 0, "appeals": 0, "ratings": 0, "scores": 0}
    with clock.at(MONDAY + timedelta(days=1, minutes=1)):
        done = due.sweep(alone.state.database)
        assert (done["appeals"], done["ratings"]) == (2, 1)  # reminded and sent upward; opened again
        assert done["demands"] >= 2
        assert due.sweep(alone.state.database) == {**first, "scores": 0}
    assert status_of(alone, rated) == "reopened"


def test_by_command(qifu: Any) -> None:
    swept = qifu("case", "sweep")
    assert (swept.exit_code, swept.stdout) == (0, "需求 0，诉求 0，低分重新办理 0，重算得分的条目 0\n")
    scored = qifu("score-offers")
    assert (scored.exit_code, scored.stdout) == (0, "有评价的条目 0 条\n")
