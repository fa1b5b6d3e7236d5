"""What a route needs before it is called: a case in some state, a call, a gap, a user, made through the service."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlmodel import col, select

from api import encryption
from api.catalogue import undoing
from api.clock import in_china, utc_now
from api.demands.models import Demand, Transition
from api.followups import planning
from api.followups.models import FollowUpKind, FollowUpStatus
from api.followups.sms import receiving
from api.followups.sms.door import Reply
from api.matches.models import Match
from api.outbox.models import OutboxEntry
from tests.api import appeals_parts, windows
from tests.api.conftest import Service
from tests.api.route_rows import Params


def demand(service: Service, *steps: str) -> Params:
    """Make a demand at the county window, its phone known, taken so far."""
    talk = service.open()[0]
    case_no = service.submit(talk, phone="13812345678")["case_no"]
    with service.session() as session:
        institution = windows.institutions(session)[0]
    for to in steps:
        if to == "dispatched":
            call(service, f"/demands/{case_no}/dispatch", institution=institution)
        else:
            call(service, f"/demands/{case_no}/transitions", to=to, reason="按约定")
    return {"case_no": case_no, "talk": talk, "institution": institution}


def imported(service: Service) -> Params:
    """Make an import: one expert that nobody has touched since."""
    with service.session(write=True) as session:
        number = len(undoing.list_imports(session, limit=10_000))
    files = {"file": ("专家.csv", f"编号,姓名\nE-route-{number},李某（样例）\n".encode())}
    answer = service.client.post("/api/v1/imports/files", files=files, headers=service.user("admin"))
    return {"import_id": answer.json()["import_id"]}


def taken_back(service: Service) -> Params:
    """Make an import and take it back."""
    params = imported(service)
    undoing.run(service.state.database, service.state.matcher, params["import_id"], "tests")
    return params


def appeal(service: Service, *steps: str) -> Params:
    """Make an appeal at the county window."""
    talk = service.open()[0]
    case_no = appeals_parts.submit(service, talk, region="430112", phone="13812345678")
    for to in steps:
        call(service, f"/appeals/{case_no}/steps", to=to, note="税务局")
    return {"case_no": case_no}


def call(service: Service, path: str, **body: Any) -> Any:
    """Do something as the county's agent."""
    answer = service.client.post(f"/api/v1{path}", json=body, headers=service.user("county"))
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def matched(service: Service) -> Params:
    return demand(service)


def dispatched(service: Service) -> Params:
    return demand(service, "dispatched")


def completed(service: Service) -> Params:
    return demand(service, "dispatched", "accepted", "in_service", "completed")


def cancelled(service: Service) -> Params:
    return demand(service, "cancelled")


def rated(service: Service) -> Params:
    made = completed(service)
    call(service, f"/demands/{made['case_no']}/rating", score=5)
    return made


def waiting(service: Service) -> Params:
    made = dispatched(service)
    call(service, f"/demands/{made['case_no']}/wait", text="请补充执照")
    return made


def helped(service: Service) -> Params:
    """Ask an institution to help with a demand of the county."""
    made = matched(service)
    call(service, f"/demands/{made['case_no']}/co-handlers", institution=made["institution"])
    return made


def help_accepted(service: Service) -> Params:
    made = helped(service)
    call(service, f"/demands/{made['case_no']}/co-handling", to="accepted")
    return made


def mergeable(service: Service) -> Params:
    return {**matched(service), "into": matched(service)["case_no"]}


def into_cancelled(service: Service) -> Params:
    return {**matched(service), "into": cancelled(service)["case_no"]}


def merged(service: Service) -> Params:
    made = mergeable(service)
    call(service, f"/demands/{made['case_no']}/merge", into=made["into"], reason="同一件事")
    return made


def new_appeal(service: Service) -> Params:
    return appeal(service)


def closed_appeal(service: Service) -> Params:
    return appeal(service, "assigned", "answered", "closed")


def rated_appeal(service: Service) -> Params:
    made = appeal(service, "assigned", "answered")
    call(service, f"/appeals/{made['case_no']}/rating", score=4)
    return made


def call_back(service: Service) -> Params:
    """Make a wish to be called, by somebody of the county."""
    made = matched(service)
    service.step(made["talk"], "call-backs", phone="13812345678")
    rows = service.client.get("/api/v1/call-backs?limit=100", headers=service.user("hub")).json()
    (found,) = [row for row in rows if row["conversation_id"] == made["talk"]]
    return {**made, "call_id": found["id"]}


def called_back(service: Service) -> Params:
    made = call_back(service)
    call(service, f"/call-backs/{made['call_id']}/done")
    return made


def handover(service: Service) -> Params:
    """Let somebody of the county wait for a person."""
    made = matched(service)
    service.step(made["talk"], "handoff")
    return {**made, "conversation_id": made["talk"]}


def gap(service: Service) -> Params:
    """Ask in the county what nobody can answer."""
    made = matched(service)
    asked = service.step(made["talk"], "answers", text="外星人的税收怎么办")
    assert asked.json()["found"] is False  # the same words each time: random ones now and then are near an answer
    rows = service.client.get("/api/v1/knowledge-gaps?limit=100", headers=service.user("county")).json()
    return {"gap_id": max(row["id"] for row in rows)}


def match(service: Service) -> Params:
    """Match a demand of the county."""
    made = matched(service)
    with service.session() as session:  # among those that others made, of a later day perhaps, a list may not show it
        query = select(Match).join(Demand, col(Demand.id) == col(Match.demand_id))
        row = session.exec(query.where(Demand.case_no == made["case_no"])).one()
        return {**made, "match_id": row.id, "item": row.shown[0]}


def follow_up(service: Service) -> Params:
    """Have a demand of the county stand on the list of those to be called."""
    made = demand(service, "dispatched", "accepted")
    with service.session(write=True) as session:
        found = session.exec(select(Demand).where(Demand.case_no == made["case_no"])).one()
        query = select(Transition).where(Transition.demand_id == found.id).order_by(col(Transition.id).desc())
        step = session.exec(query).first()
        assert step
        planned = planning.plan(session, found, step.id or 0, FollowUpKind.AFTER_ACCEPTANCE, 1, in_china(step.at))
        planned.status, planned.next_at = FollowUpStatus.CALLING, utc_now() - timedelta(minutes=1)
        session.add(planned)
        session.flush()
        return {**made, "follow_up_id": planned.id}


def answered_follow_up(service: Service) -> Params:
    made = follow_up(service)
    call(service, f"/follow-ups/{made['follow_up_id']}/calls", outcome="reached", answer="联系上了")
    return made


def text_message(service: Service) -> Params:
    """Have somebody of the county write where nothing was asked; the number is his alone."""
    phone = f"139{uuid4().int % 10**8:08d}"
    made = matched(service)
    with service.session(write=True) as session:
        found = session.exec(select(Demand).where(Demand.case_no == made["case_no"])).one()
        found.personal = {**found.personal, "phone": phone}
        found.phone_fingerprint = encryption.current().fingerprint(phone)
        session.add(found)
        session.flush()
        receiving.receive(session, Reply(id=uuid4().hex, phone=phone, text="想再问问"), utc_now())
    return made


def failed_entry(service: Service) -> Params:
    return {"entry_id": entry(service, failed_at=utc_now())}


def waiting_entry(service: Service) -> Params:
    return {"entry_id": entry(service, due_at=utc_now() + timedelta(days=1))}


def entry(service: Service, **values: Any) -> int:
    """Leave something in the outbox."""
    with service.session(write=True) as session:
        row = OutboxEntry(topic="t.sample", **values)
        session.add(row)
        session.flush()
        return row.id or 0


def user(service: Service) -> Params:
    """Make a user."""
    body = {"username": f"u-{uuid4().hex[:8]}", "role": "viewer", "password": windows.PASSWORD}
    service.client.post("/api/v1/users", json=body, headers=service.user("admin"))
    return {"username": body["username"], "name": f"u-{uuid4().hex[:8]}"}


def talk(service: Service) -> Params:
    return {"conversation_id": service.open()[0]}


def draft(service: Service) -> Params:
    return {"key": uuid4().hex}
