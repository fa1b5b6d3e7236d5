"""The rows of the table behind ``test_scope`` for accounts, the desk, personal data and figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import uuid4

from api.accounts.models import GuardScope, LoginGuard
from api.clock import utc_now
from api.identity import bindings
from tests.api import windows
from tests.api.conftest import Service
from tests.api.identity_parts import fresh_phone
from tests.api.route_makers import (
    call,
    call_back,
    demand,
    dispatched,
    draft,
    follow_up,
    handover,
    matched,
    new_appeal,
    talk,
    user,
)
from tests.api.route_rows import ADMIN, AGENT, AGENTS, COUNTY, OF_TALK, PUBLIC, SIGNED_IN, USER, Params, Route, rights
from tests.api.routes_by_role import MATCH, REVEAL, WORDS

FIGURES = rights((*AGENTS, "viewer"))
ONE = rights((*AGENTS, "inst", "viewer"), ("other-inst",))  # the catalogue's facts are public, its figures in scope
OWNER = rights(("county",), ("other",)) | dict.fromkeys(("admin", "hub", "city"), 409)  # only who has taken it over
MINE = rights(("county",), tuple(who for who in SIGNED_IN if who != "county"))  # nobody else's, not even an admin's
SIGN_IN = {"username": "the-viewer", "password": windows.PASSWORD}
TALK = "/api/v1/conversations/{conversation_id}"
H = "/api/v1/handovers/{conversation_id}"
RING = {"phone": "13812345678", "call_id": "样例来电", "state": "ringing"}
NOTES = {"text": "望城的小微企业想贷款，没有抵押物", "draft_key": "{key}"}
ID, SURE = "/api/v1/identity", {"case_no": "{case_no}", "phone": "{phone}", "reason": "本人来电，报出了编号"}
PERSON = {"case_no": "{case_no}", "purpose": "本人来电要求"}
KINDS = ("funnel", "timeliness", "matching", "satisfaction", "windows", "institutions", "awards", "warnings", "unmet")


def taken(service: Service) -> Params:
    """Have the county's agent take a conversation of the county over."""
    made = handover(service)
    call(service, f"/handovers/{made['talk']}/take")
    return {**made, "key": uuid4().hex, "window": windows.COUNTY}


def untaken(service: Service) -> Params:
    return {**handover(service), "key": uuid4().hex, "window": windows.COUNTY}


def ringing(service: Service) -> Params:
    """Let a phone ring at the county's agent."""
    return {"call_id": call(service, "/calls", phone="13812345678", call_id=uuid4().hex)["id"]}


def suggested(service: Service) -> Params:
    """Have something suggested for the notes of the county's agent."""
    need = call(service, "/suggestions", **MATCH)["needs"][0]
    return {"match_id": need["match_id"], "item": need["items"][0]["item_id"]}


def unbound(service: Service) -> Params:
    """Make a case of the county whose conversation is nobody's yet, and a number that nobody has verified."""
    return {**matched(service), "phone": fresh_phone()}


def bound(service: Service) -> Params:
    """Have the county's agent confirm whose a conversation is."""
    made = unbound(service)
    sure = {"case_no": made["case_no"], "phone": made["phone"], "reason": "本人来电"}
    return {**made, "binding_id": call(service, "/identity/bindings", **sure)["id"]}


def asked(service: Service) -> Params:
    """Have whom the county's agent has bound still to say whether he is the earlier holder."""
    made = bound(service)
    with service.session(write=True) as session:
        person = bindings.person_of(session, bindings.require(session, int(str(made["binding_id"]))))
        person.asked = True
        session.add(person)
    return made


def let_go(service: Service) -> Params:
    made = bound(service)
    call(service, f"/identity/bindings/{made['binding_id']}/removal", reason="本人要求")
    return made


def signed_in(service: Service) -> Params:
    """Open a browser session of the county's agent."""
    body = {"username": windows.KNOWN["county"], "password": windows.PASSWORD}
    assert service.client.post("/api/v1/sessions", json=body).status_code == 201
    service.client.cookies.clear()
    rows = service.client.get("/api/v1/sessions", headers=service.user("county")).json()
    return {"session_id": max(row["id"] for row in rows)}


def lockout(service: Service) -> Params:
    """Let somebody wait after failed logins."""
    with service.session(write=True) as session:
        until = utc_now() + timedelta(hours=1)
        row = LoginGuard(scope=GuardScope.ADDRESS, subject=uuid4().hex, failures=60, locked_until=until)
        session.add(row)
        session.flush()
        return {"guard_id": row.id}


def quarter(_: Service) -> Params:
    return {"quarter": "2026Q3", "file": "xlsx"}


def institution(service: Service) -> Params:
    """Hand a case to the institution of which somebody asks."""
    made = dispatched(service)
    with service.session() as session:
        return {**made, "institution_id": windows.institutions(session)[0]}


def same_for(who: tuple[str, ...], status: int) -> Mapping[str, int]:
    """Return one status for several, 401 for who has not signed in."""
    return {"nobody": 401} | dict.fromkeys(who, status)


ROUTES: dict[tuple[str, str], Route] = {
    ("POST", "/api/v1/sessions"): Route(PUBLIC, body=SIGN_IN, ok=201, bad={}),
    ("GET", "/api/v1/sessions"): Route(USER, signed_in, shows=("id", "session_id", ("county",))),
    ("DELETE", "/api/v1/sessions/current"): Route(USER, ok=204),
    ("DELETE", "/api/v1/sessions/{session_id}"): Route(MINE, signed_in, ok=204, missing=True),
    # everybody may change his own: here to one that is too short, so that the tests' users keep theirs
    ("POST", "/api/v1/me/password"): Route(
        same_for(SIGNED_IN, 422), body={"old": windows.PASSWORD, "new": "short"}, bad={}
    ),
    ("GET", "/api/v1/lockouts"): Route(ADMIN, lockout, shows=("id", "guard_id", ("admin",))),
    ("DELETE", "/api/v1/lockouts/{guard_id}"): Route(ADMIN, lockout, ok=204, missing=True),
    ("POST", "/api/v1/users/{username}/unlock"): Route(ADMIN, user, missing=True),
    ("GET", "/api/v1/audit"): Route(ADMIN),
    ("POST", f"{H}/take"): Route(COUNTY, untaken, missing=True, conflict=taken),
    ("POST", f"{H}/seen"): Route(OWNER, taken, ok=204, missing=True, conflict=untaken),
    ("POST", f"{H}/notes"): Route(COUNTY, untaken, WORDS, 201, bad={}, missing=True),
    ("POST", f"{H}/messages"): Route(OWNER, taken, WORDS, 201, bad={}, missing=True, conflict=untaken),
    ("POST", f"{H}/return"): Route(OWNER, taken, missing=True, conflict=untaken),
    ("POST", f"{H}/transfer"): Route(OWNER, taken, {"window": "{window}"}, bad={}, missing=True, conflict=untaken),
    ("POST", f"{H}/reveal"): Route(COUNTY, handover, REVEAL, bad={}, missing=True),
    ("GET", "/api/v1/calls"): Route(AGENT, ringing, shows=("id", "call_id", ("county",))),
    ("POST", "/api/v1/calls"): Route(AGENT, body=RING, ok=201, bad={**RING, "phone": "没有号码"}),
    ("GET", "/api/v1/calls/{call_id}"): Route(
        rights(("admin", "county"), ("hub", "city", "other")), ringing, missing=True
    ),
    ("GET", "/api/v1/console"): Route(AGENT),
    ("POST", "/api/v1/console/cases"): Route(AGENT, draft, NOTES, 201, bad={}),
    ("POST", "/api/v1/console/appeals"): Route(
        AGENT, draft, {"detail": "跑了五趟都不受理", "draft_key": "{key}"}, 201, bad={}
    ),
    ("POST", "/api/v1/console/talks/{conversation_id}/cases"): Route(
        OWNER, taken, {"need": "小微企业想贷款", "draft_key": "{key}"}, 201, bad={}, missing=True, conflict=untaken
    ),
    ("POST", "/api/v1/console/talks/{conversation_id}/appeals"): Route(
        OWNER, taken, {"detail": "跑了五趟都不受理", "draft_key": "{key}"}, 201, bad={}, missing=True, conflict=untaken
    ),
    ("GET", "/api/v1/console/call-backs/{call_id}"): Route(COUNTY, call_back, missing=True),
    ("GET", "/api/v1/console/follow-ups/{follow_up_id}"): Route(COUNTY, follow_up, missing=True),
    ("GET", "/api/v1/events"): Route(AGENT, endless=True),
    ("GET", "/api/v1/presence"): Route(AGENT),
    ("PUT", "/api/v1/presence"): Route(AGENT, body={"away": False}, bad={}),
    ("POST", "/api/v1/suggestions"): Route(AGENT, body=MATCH, bad={}),
    ("POST", "/api/v1/suggestions/{match_id}/verdicts"): Route(
        rights(("county",)), suggested, {"item_id": "{item}", "verdict": "used"}, bad={"verdict": "used"}, missing=True
    ),
    ("DELETE", TALK): Route(OF_TALK, talk),
    ("GET", f"{TALK}/export"): Route(OF_TALK, talk),
    ("GET", f"{TALK}/events"): Route(OF_TALK, talk),
    ("GET", f"{TALK}/identity"): Route(OF_TALK, talk),
    ("POST", f"{TALK}/identity/codes"): Route(OF_TALK, talk, {"phone": "13812345678"}, bad={}),
    ("POST", f"{TALK}/identity"): Route(OF_TALK, talk, {"code": "123456"}, bad={}),
    ("DELETE", f"{TALK}/identity"): Route(OF_TALK, talk),
    ("POST", f"{TALK}/identity/earlier"): Route(OF_TALK, talk, {"case_no": "XQ202611230001"}, bad={}),
    ("DELETE", f"{TALK}/identity/earlier"): Route(OF_TALK, talk),
    ("GET", f"{TALK}/history"): Route(OF_TALK, talk),
    ("GET", f"{ID}/conversations/{{conversation_id}}"): Route(COUNTY, handover, missing=True),
    ("GET", f"{ID}/demands/{{case_no}}"): Route(COUNTY, matched, missing=True),
    ("GET", f"{ID}/appeals/{{case_no}}"): Route(COUNTY, new_appeal, missing=True),
    ("GET", f"{ID}/calls/{{call_id}}"): Route(
        rights(("admin", "county"), ("hub", "city", "other")), ringing, missing=True
    ),
    ("POST", f"{ID}/bindings"): Route(COUNTY, unbound, SURE, 201, bad={}, conflict=bound),
    ("POST", f"{ID}/bindings/{{binding_id}}/removal"): Route(
        COUNTY, bound, {"reason": "本人来电说换了号码"}, bad={}, missing=True, conflict=let_go
    ),
    ("POST", f"{ID}/bindings/{{binding_id}}/separation"): Route(
        COUNTY, bound, {"reason": "本人来电，号码是新办的"}, bad={}, missing=True, conflict=let_go
    ),
    ("POST", f"{ID}/bindings/{{binding_id}}/joining"): Route(
        COUNTY, asked, {"reason": "本人来电，报出了以前的编号"}, bad={}, missing=True, conflict=let_go
    ),
    ("POST", "/api/v1/privacy/erasures"): Route(ADMIN, matched, PERSON, bad={}, conflict=dispatched),
    ("GET", "/api/v1/privacy/erasures"): Route(ADMIN),
    ("POST", "/api/v1/privacy/exports"): Route(ADMIN, demand, PERSON, bad={}),
    ("GET", "/api/v1/institutions/{institution_id}"): Route(ONE, institution, missing=True),
    ("GET", "/api/v1/figures/demands"): Route(FIGURES, plain=True),
    **{("GET", f"/api/v1/figures/{kind}"): Route(FIGURES, plain=True) for kind in KINDS},
    ("GET", "/api/v1/bulletins/{quarter}.{file}"): Route(FIGURES, quarter, missing=True, gone=422),
}
