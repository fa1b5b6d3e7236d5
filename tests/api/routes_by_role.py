"""Who may call which route of the service, and what each needs to be called: the table behind ``test_scope``."""

from __future__ import annotations

from tests.api import windows
from tests.api.route_makers import (
    answered_follow_up,
    call_back,
    called_back,
    cancelled,
    closed_appeal,
    completed,
    dispatched,
    draft,
    failed_entry,
    follow_up,
    gap,
    handover,
    help_accepted,
    helped,
    imported,
    into_cancelled,
    match,
    matched,
    mergeable,
    merged,
    new_appeal,
    rated,
    rated_appeal,
    taken_back,
    talk,
    text_message,
    user,
    waiting,
    waiting_entry,
)
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
    Route,
    Upload,
    rights,
)

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
