"""The rows of the table behind ``test_scope`` for pages, and for what the browser and WeChat ask beside them."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

from api.conversations import binding_links
from api.public import progress_pages
from api.ratings import links as rating_links
from tests.api.conftest import Service
from tests.api.identity_parts import ask, fresh_phone, sent
from tests.api.route_makers import call, completed, matched
from tests.api.route_rows import AGENTS, EVERYBODY, PUBLIC, SIGNED_IN, Params, Route, rights

PAGE_OF_USER = rights(SIGNED_IN, nobody=303)  # who is not signed in is sent to the login page
PAGE_OF_AGENT = rights(AGENTS, nobody=303)
PAGE_OF_CARER = rights(("admin", "maintainer", "reviewer"), nobody=303)
KEY = {"conversation_id": "{talk}", "token": "a-token-of-the-tests-0001"}
SENT = {"number": "{case_no}", "phone": "13812345678"}


def all_get(status: int) -> Mapping[str, int]:
    """Return one status for everybody."""
    return dict.fromkeys(EVERYBODY, status)


def offer(_: Service) -> Params:
    return {"kind": "service", "key": "F-loan"}


def institution(_: Service) -> Params:
    return {"institution_id": "O-bank"}


def no_answer(_: Service) -> Params:
    return {"token": uuid4().hex}


def key(_: Service) -> Params:
    return {"talk": str(uuid4())}


def link(service: Service) -> Params:
    """Lead a chat to its own page."""
    talk = service.open("wechat")
    return {"talk": talk, "token": binding_links.token_of(service.state.secret, talk[0]), "phone": fresh_phone()}


def awaited(service: Service) -> Params:
    """Have a code sent."""
    made = link(service)
    assert ask(service, made["talk"], made["phone"]).status_code == 202
    return {**made, "code": sent(service, made["talk"])}


def opened(service: Service) -> Params:
    """Open a completed case with its number and phone; what opens it is in the cookie."""
    made = completed(service)
    return {**made, "cookie": cookie(service, made["case_no"])}


def rated_low(service: Service) -> Params:
    made = completed(service)
    call(service, f"/demands/{made['case_no']}/rating", score=1)
    return {**made, "cookie": cookie(service, made["case_no"])}


def linked(service: Service) -> Params:
    """Complete a case and make the link by which it is rated."""
    made = completed(service)
    return {**made, "token": rating_links.issue(service.state.secret, made["case_no"])}


def linked_low(service: Service) -> Params:
    made = linked(service)
    call(service, f"/demands/{made['case_no']}/rating", score=1)
    return made


def linked_early(service: Service) -> Params:
    made = matched(service)
    return {**made, "token": rating_links.issue(service.state.secret, made["case_no"])}


def cookie(service: Service, case_no: str) -> str:
    """Return the cookie that opens a case."""
    form = {"number": case_no, "phone": SENT["phone"]}
    answer = service.client.post("/progress", data=form, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    found = f"{progress_pages.COOKIE}={answer.cookies[progress_pages.COOKIE]}"
    service.client.cookies.clear()
    return found


ROUTES: dict[tuple[str, str], Route] = {
    ("GET", "/login"): Route(rights((), nobody=200) | dict.fromkeys(SIGNED_IN, 303), page=True),
    ("GET", "/account"): Route(PAGE_OF_USER, page=True),
    ("GET", "/console"): Route(PAGE_OF_AGENT, page=True),
    ("GET", "/admin"): Route(PAGE_OF_CARER, page=True),
    ("GET", "/figures"): Route(PUBLIC, page=True),  # the frame alone, with a door of its own
    ("GET", "/institutions/{institution_id}"): Route(PUBLIC, institution, page=True, missing=True),  # its name alone
    ("GET", "/privacy"): Route(PUBLIC, page=True),
    ("GET", "/embed"): Route(PUBLIC, page=True),
    ("GET", "/widget.js"): Route(PUBLIC),
    ("GET", "/embed/key"): Route(PUBLIC, ok=204),
    ("PUT", "/embed/key"): Route(PUBLIC, key, KEY, 204, bad={}),
    ("DELETE", "/embed/key"): Route(PUBLIC, ok=204),
    ("GET", "/catalogue"): Route(PUBLIC, page=True),
    ("GET", "/catalogue/{kind}/{key}"): Route(PUBLIC, offer, page=True, missing=True),
    ("GET", "/progress"): Route(PUBLIC, opened, page=True),
    ("POST", "/progress"): Route(PUBLIC, completed, SENT, 303, bad={"number": "x"}, page=True),
    ("POST", "/progress/rating"): Route(PUBLIC, opened, {"score": "5"}, 303, bad={"score": "9"}, page=True),
    ("POST", "/progress/low"): Route(PUBLIC, rated_low, {"wish": "nothing"}, 303, bad={"wish": "odd"}, page=True),
    ("POST", "/progress/leave"): Route(PUBLIC, ok=303, page=True),
    ("GET", "/r/{token}"): Route(PUBLIC, linked, page=True, missing=True),
    ("POST", "/r/{token}"): Route(
        PUBLIC, linked, {"score": "5"}, 303, bad={"score": "9"}, page=True, missing=True, conflict=linked_early
    ),
    ("POST", "/r/{token}/low"): Route(
        PUBLIC, linked_low, {"wish": "nothing"}, 303, bad={"wish": "odd"}, page=True, missing=True
    ),
    ("GET", "/bind/{token}"): Route(PUBLIC, link, page=True, missing=True),
    ("POST", "/bind/{token}/codes"): Route(PUBLIC, link, {"phone": "{phone}"}, 303, bad={}, page=True, missing=True),
    ("POST", "/bind/{token}"): Route(PUBLIC, awaited, {"code": "{code}"}, 303, bad={}, page=True, missing=True),
    ("POST", "/bind/{token}/earlier"): Route(PUBLIC, link, {"case_no": "XQ1"}, 422, bad={}, page=True, missing=True),
    ("POST", "/bind/{token}/new"): Route(PUBLIC, link, ok=409, page=True, missing=True),
    ("POST", "/bind/{token}/removal"): Route(PUBLIC, link, ok=303, page=True, missing=True),
    # no official account is set up here; with one: tests/api/channels/wechat
    ("GET", "/wechat/callback"): Route(all_get(404)),
    ("POST", "/wechat/callback"): Route(all_get(404), body="<xml/>", bad=""),
    ("POST", "/sms/callback"): Route(all_get(404), body="{}", bad=""),
    ("GET", "/wecom/callback"): Route(all_get(404)),
    ("POST", "/wecom/callback"): Route(all_get(404), body="<xml/>", bad=""),
    ("GET", "/m/{token}"): Route(all_get(404), no_answer, page=True),
    ("GET", "/m/kf/{token}"): Route(all_get(404), no_answer, page=True),
}
