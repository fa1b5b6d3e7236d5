"""What demands that were over had left open before helpers could answer is ended when the store is brought up."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlmodel import select

from api.database import MIGRATIONS
from api.demands.models import Demand
from api.demands.work_models import Dispatch, DispatchRole, DispatchState
from tests.api.conftest import Service
from tests.api.demands.test_dispatching import new_case

D = DispatchState


def test_what_was_left_open_is_ended(alone: Service) -> None:
    cases = {status: new_case(alone) for status in ("completed", "cancelled", "reopened", "accepted")}
    with alone.session(write=True) as session:
        for status, case_no in cases.items():
            demand = session.exec(select(Demand).where(Demand.case_no == case_no)).one()
            demand.status = status  # as an older service has left it
            lead = D.ACCEPTED if status == "accepted" else D.DONE if status == "completed" else D.OPEN
            at = demand.updated_at
            session.add(demand)
            session.add(Dispatch(demand_id=demand.id, state=lead, by="x", answered_at=None if lead is D.OPEN else at))
            session.add(Dispatch(demand_id=demand.id, role=DispatchRole.CO, by="x"))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with alone.state.database.engine.execution_options(qifu_write=True).connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0027")
        connection.commit()
    alone.state.database.migrate()
    told = {}
    with alone.session() as session:
        for status, case_no in cases.items():
            rows = session.exec(select(Dispatch).join(Demand).where(Demand.case_no == case_no).order_by(Dispatch.id))
            told[status] = [(row.state, row.accepted_at is not None, row.answered_at is not None) for row in rows]
    assert told == {
        "completed": [(D.DONE, False, True), (D.ENDED, False, True)],
        "cancelled": [(D.ENDED, False, True), (D.ENDED, False, True)],
        "reopened": [(D.ENDED, False, True), (D.OPEN, False, False)],
        "accepted": [(D.ACCEPTED, True, True), (D.OPEN, False, False)],
    }
