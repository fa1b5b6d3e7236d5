"""Who may call which route of the service, and what each needs to be called: the table behind ``test_scope``."""

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
from tests.api.route_rows import (
    ABOVE,
    ADMIN,
    AGENT,
    AGENTS,
    CARERS,
    COUNTY,
    KEEPER,
    LISTED,
    OF_TALK,
    OWN,
    PUBLIC,
    USER,
    Params,
    Route,
    Upload,
    rights,
)


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


NO_SMS = {"phone": "13812345678", "reason": "企业来电说不要短信"}
WORDS, REVEAL = {"text": "请尽快"}, {"purpose": "回访确认"}
TO_INSTITUTION = {"institution": "{institution}"}
MERGE = {"into": "{into}", "reason": "同一件事"}
NEW_USER = {"username": "{name}", "role": "viewer", "password": windows.PASSWORD}
MATCH = {"text": "小微企业贷款，没有抵押物"}
DEMAND = {"text": "小微企业贷款，没有抵押物", "slots": {"region": "430112"}, "draft_key": "{key}"}
SEEN_BY = AGENTS[:4]
OFFER = '{"id": "Z-scope", "kind": "service", "name": "样例", "provider": "样例机构", "text": "样例"}'
TABLE = Upload("专家.csv", "编号,姓名\nE-scope,李某（样例）\n")
D, A = "/api/v1/demands", "/api/v1/appeals"
F, LATER = "/api/v1/follow-ups/{follow_up_id}", {"reason": "企业在外地", "at": "2100-01-04T10:00:00+08:00"}
M = "/api/v1/maintenance"
CASE, ITS = f"{D}/{{case_no}}", f"{A}/{{case_no}}"

ROUTES: dict[tuple[str, str], Route] = {
    ("GET", "/healthz"): Route(PUBLIC),
    ("GET", "/readyz"): Route(PUBLIC),
    ("GET", "/"): Route(PUBLIC),
    ("POST", "/api/v1/login"): Route(PUBLIC, body={"username": "the-viewer", "password": windows.PASSWORD}, bad={}),
    ("GET", "/api/v1/me"): Route(USER),
    ("GET", "/api/v1/users"): Route(ADMIN),
    ("POST", "/api/v1/users"): Route(
        ADMIN, user, NEW_USER, 201, bad={"username": "x"}, conflict=user, conflicting={**NEW_USER, "username": "{username}"}
    ),
    ("PATCH", "/api/v1/users/{username}"): Route(ADMIN, user, {"is_active": False}, bad={"role": "king"}, missing=True),
    ("GET", "/api/v1/items"): Route(PUBLIC),
    ("GET", "/api/v1/items/{key}"): Route(PUBLIC, lambda _: {"key": "F-loan"}, missing=True),
    ("POST", "/api/v1/imports"): Route(KEEPER, body=OFFER, bad="no line of JSON"),
    ("POST", "/api/v1/imports/files"): Route(KEEPER, body=TABLE, bad=Upload("名单.csv", "编号,天气\n1,晴")),
    ("GET", "/api/v1/imports"): Route(KEEPER, imported),
    ("GET", "/api/v1/imports/template"): Route(KEEPER),
    ("POST", "/api/v1/imports/{import_id}/undo"): Route(KEEPER, imported, missing=True, conflict=taken_back),
    ("GET", f"{M}/items"): Route(CARERS),
    ("GET", f"{M}/items/{{key}}"): Route(CARERS, lambda _: {"key": "F-loan"}, missing=True),
    ("POST", f"{M}/hit-tests"): Route(CARERS, body={**MATCH, "region": "长沙"}, bad={"text": " "}),
    ("GET", f"{M}/index"): Route(CARERS),
    ("POST", "/api/v1/conversations"): Route(PUBLIC, body={"channel": "web"}, ok=201, bad={"channel": "pigeon"}),
    ("GET", "/api/v1/conversations/{conversation_id}"): Route(OF_TALK, talk),
    ("POST", "/api/v1/conversations/{conversation_id}/messages"): Route(OF_TALK, talk, {"text": "你好"}, bad={}),
    ("POST", "/api/v1/conversations/{conversation_id}/appeals/{case_no}/reopening"): Route(
        OF_TALK, lambda service: {**talk(service), "case_no": "SQ1"}, {"reason": "没说理由"}, bad={}
    ),
    ("GET", "/api/v1/follow-ups"): Route(AGENT, follow_up, shows=("case_no", "case_no", SEEN_BY)),
    ("GET", "/api/v1/follow-ups/figures"): Route(AGENT),
    ("GET", F): Route(COUNTY, follow_up, missing=True),
    ("POST", f"{F}/take"): Route(COUNTY, follow_up, missing=True, conflict=answered_follow_up),
    ("POST", f"{F}/calls"): Route(
        COUNTY, follow_up, {"outcome": "not_reached"}, bad={}, missing=True, conflict=answered_follow_up
    ),
    ("POST", f"{F}/skip"): Route(
        COUNTY, follow_up, {"reason": "刚来过电话"}, bad={}, missing=True, conflict=answered_follow_up
    ),
    ("POST", f"{F}/replan"): Route(COUNTY, follow_up, LATER, bad={}, missing=True, conflict=answered_follow_up),
    ("GET", "/api/v1/outbox"): Route(ADMIN),
    ("POST", "/api/v1/outbox/{entry_id}/retry"): Route(ADMIN, failed_entry, missing=True, conflict=waiting_entry),
    ("GET", "/api/v1/worker"): Route(ADMIN),
    ("POST", "/api/v1/understand"): Route(AGENT, body={"text": "想贷款"}, bad={}),
    ("POST", "/api/v1/match"): Route(AGENT, body=MATCH, bad={"text": ""}),
    ("GET", "/api/v1/matches"): Route(AGENT, match, shows=("match_id", "match_id", SEEN_BY)),
    ("GET", "/api/v1/matches/failures"): Route(AGENT),
    ("GET", "/api/v1/matches/{match_id}"): Route(COUNTY, match, missing=True),
    ("POST", "/api/v1/matches/{match_id}/verdicts"): Route(
        COUNTY, match, {"verdict": "used", "item_ids": ["{item}"]}, bad={"verdict": "perhaps"}, missing=True
    ),
    ("GET", "/api/v1/handovers"): Route(AGENT, handover, shows=("conversation_id", "conversation_id", SEEN_BY)),
    ("GET", "/api/v1/handovers/{conversation_id}"): Route(COUNTY, handover, missing=True),
    ("GET", "/api/v1/call-backs"): Route(AGENT, call_back, shows=("id", "call_id", SEEN_BY)),
    ("GET", "/api/v1/call-backs/{call_id}"): Route(COUNTY, call_back, missing=True),
    ("POST", "/api/v1/call-backs/{call_id}/take"): Route(COUNTY, call_back, missing=True, conflict=called_back),
    ("POST", "/api/v1/call-backs/{call_id}/calls"): Route(
        COUNTY, call_back, {"outcome": "not_reached"}, bad={}, missing=True, conflict=called_back
    ),
    ("POST", "/api/v1/call-backs/{call_id}/put-off"): Route(
        COUNTY, call_back, LATER, bad={}, missing=True, conflict=called_back
    ),
    ("GET", "/api/v1/sms-replies"): Route(AGENT, text_message, shows=("case_no", "case_no", SEEN_BY)),
    ("POST", "/api/v1/sms-stops"): Route(AGENT, body=NO_SMS, bad={}),
    ("POST", "/api/v1/sms-stops/removal"): Route(AGENT, body=NO_SMS, bad={}),
    ("POST", "/api/v1/call-backs/{call_id}/reveal"): Route(COUNTY, call_back, REVEAL, bad={}, missing=True),
    ("POST", "/api/v1/call-backs/{call_id}/done"): Route(COUNTY, call_back, missing=True, conflict=called_back),
    ("GET", "/api/v1/knowledge-gaps"): Route(
        rights((*AGENTS, "maintainer")), gap, shows=("id", "gap_id", (*SEEN_BY, "maintainer"))
    ),
    ("PATCH", "/api/v1/knowledge-gaps/{gap_id}"): Route(
        rights((*SEEN_BY, "maintainer"), ("other",)), gap, {"status": "answered"}, bad={"status": "odd"}, missing=True
    ),
    ("GET", D): Route(LISTED, dispatched, shows=("case_no", "case_no", (*SEEN_BY, "inst", "viewer"))),
    ("POST", D): Route(AGENT, draft, DEMAND, 201, bad={"text": "x"}),
    ("GET", CASE): Route(OWN, dispatched, missing=True),
    ("GET", f"{CASE}/history"): Route(OWN, dispatched, missing=True),
    ("POST", f"{CASE}/transitions"): Route(
        OWN, dispatched, {"to": "accepted"}, bad={"to": "x"}, missing=True, conflict=completed
    ),
    ("POST", f"{CASE}/reveal"): Route(OWN, dispatched, REVEAL, bad={"purpose": ""}, missing=True),
    ("POST", f"{CASE}/wait"): Route(OWN, dispatched, WORDS, bad={}, missing=True, conflict=waiting),
    ("POST", f"{CASE}/resume"): Route(OWN, waiting, WORDS, bad={}, missing=True, conflict=dispatched),
    ("POST", f"{CASE}/notes"): Route(OWN, dispatched, WORDS, 201, bad={}, missing=True),
    ("POST", f"{CASE}/choices"): Route(
        COUNTY, matched, {"item_ids": ["F-loan"]}, bad={"item_ids": []}, missing=True, conflict=cancelled
    ),
    ("POST", f"{CASE}/rematch"): Route(COUNTY, matched, {}, bad={"slots": 1}, missing=True, conflict=cancelled),
    ("POST", f"{CASE}/dispatch"): Route(
        COUNTY, matched, TO_INSTITUTION, bad={"version": "x"}, missing=True, conflict=cancelled
    ),
    ("POST", f"{CASE}/co-handlers"): Route(
        COUNTY, matched, TO_INSTITUTION, bad={"version": "x"}, missing=True, conflict=dispatched
    ),
    ("POST", f"{CASE}/co-handling"): Route(
        OWN, helped, {"to": "accepted"}, bad={"to": "open"}, missing=True, conflict=help_accepted
    ),
    ("POST", f"{CASE}/escalation"): Route(COUNTY, matched, WORDS, bad={}, missing=True, conflict=cancelled),
    ("POST", f"{CASE}/supervision"): Route(ABOVE, matched, WORDS, bad={}, missing=True, conflict=cancelled),
    ("GET", f"{CASE}/duplicates"): Route(COUNTY, matched, missing=True),
    ("POST", f"{CASE}/merge"): Route(COUNTY, mergeable, MERGE, bad={}, missing=True, conflict=into_cancelled),
    ("POST", f"{CASE}/unmerge"): Route(COUNTY, merged, {"reason": "两件事"}, bad={}, missing=True, conflict=matched),
    ("POST", f"{CASE}/rating"): Route(
        COUNTY, completed, {"score": 5}, 201, bad={"score": 9}, missing=True, conflict=matched
    ),
    ("POST", f"{CASE}/rating-link"): Route(COUNTY, completed, ok=201, missing=True, conflict=matched),
    ("GET", f"{CASE}/rating"): Route(COUNTY, rated, missing=True),
    ("GET", A): Route(AGENT, new_appeal, shows=("case_no", "case_no", SEEN_BY)),
    ("GET", ITS): Route(COUNTY, new_appeal, missing=True),
    ("GET", f"{ITS}/history"): Route(COUNTY, new_appeal, missing=True),
    ("POST", f"{ITS}/steps"): Route(
        COUNTY, new_appeal, {"to": "assigned", "note": "税务局"}, bad={"to": "x"}, missing=True,
        conflict=closed_appeal, conflicting={"to": "answered", "note": "好"},
    ),
    ("POST", f"{ITS}/notes"): Route(COUNTY, new_appeal, WORDS, 201, bad={}, missing=True),
    ("POST", f"{ITS}/reveal"): Route(COUNTY, new_appeal, REVEAL, bad={}, missing=True),
    ("POST", f"{ITS}/transfer"): Route(
        COUNTY, new_appeal, {"window": windows.HUB, "text": "省里管"}, bad={}, missing=True, conflict=closed_appeal
    ),
    ("POST", f"{ITS}/escalation"): Route(COUNTY, new_appeal, WORDS, bad={}, missing=True, conflict=closed_appeal),
    ("POST", f"{ITS}/supervision"): Route(ABOVE, new_appeal, WORDS, bad={}, missing=True, conflict=closed_appeal),
    ("POST", f"{ITS}/rating"): Route(
        COUNTY, closed_appeal, {"score": 5}, 201, bad={"score": 0}, missing=True, conflict=new_appeal
    ),
    ("POST", f"{ITS}/rating-link"): Route(COUNTY, closed_appeal, ok=201, missing=True, conflict=new_appeal),
    ("GET", f"{ITS}/rating"): Route(COUNTY, rated_appeal, missing=True),
}  # fmt: skip
