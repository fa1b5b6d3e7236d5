"""Login and account pages: who is sent where, nowhere but to this site, and what a role may not see."""

from __future__ import annotations

import pytest
from fastapi import APIRouter, Depends
from fastapi.testclient import TestClient

from api.accounts import service as accounts
from api.accounts.models import Role, User
from api.deps import allow_page
from api.web import account_pages
from tests.api.accounts.test_sessions import browser, signed_in
from tests.api.conftest import Service
from tests.api.windows import COUNTY


def get(client: TestClient, path: str) -> tuple[int, str]:
    """Return the status of a page and where it leads on to."""
    answer = client.get(path, follow_redirects=False)
    return answer.status_code, answer.headers.get("location", "")


def test_who_is_not_signed_in_is_sent_to_the_login_page_and_back(service: Service) -> None:
    assert get(browser(service), "/account") == (303, "/login?next=/account")
    assert get(browser(service), "/account?a=1&b=2") == (303, "/login?next=/account%3Fa%3D1%26b%3D2")
    page = browser(service).get("/login?next=/account%3Fa%3D1%26b%3D2")
    assert 'data-next="/account?a=1&amp;b=2"' in page.text
    assert page.headers["cache-control"] == "no-store"
    assert "unsafe" not in page.headers["content-security-policy"]


def test_who_is_signed_in_goes_on(service: Service) -> None:
    client = signed_in(service, "the-viewer")
    assert get(client, "/login") == (303, "/figures")
    assert get(client, "/login?next=/account%3Fa%3D1") == (303, "/account?a=1")
    assert get(client, "/login?next=//evil.example") == (303, "/figures")
    assert "the-viewer" in client.get("/account").text
    assert "只读人员" in client.get("/account").text


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_its_page_and_a_label(service: Service, role: Role) -> None:
    page = signed_in(service, f"the-{role.value}").get("/account")
    assert page.status_code == 200
    assert f"<dd>{role.label}</dd>" in page.text


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "/\t/evil",
     "/ /evil.example", "console", "", "/login", "/login?next=/login", "/" + "a" * 500, "///evil.example", "/\x00"],
)  # fmt: skip
def test_nowhere_but_to_this_site(service: Service, wanted: str) -> None:
    assert account_pages.safe_next(wanted) == ""
    page = browser(service).get("/login", params={"next": wanted})
    assert 'data-next=""' in page.text


@pytest.mark.parametrize("wanted", ["/console", "/admin/items?kind=service#top", "/需求"])
def test_on_to_a_page_of_ours(wanted: str) -> None:
    assert account_pages.safe_next(wanted) == wanted


def test_who_works_for_an_institution_finds_its_page(service: Service) -> None:
    with service.session() as session:
        own = accounts.require(session, "of-bank").institution
    page = signed_in(service, "of-bank").get("/account").text
    assert f'<a class="quiet" href="/institutions/{own}">本机构的情况</a>' in page
    assert "/institutions/" not in signed_in(service, "the-institution").get("/account").text
    assert "/institutions/" not in signed_in(service, "the-viewer").get("/account").text


def test_where_work_begins(service: Service) -> None:
    agent = User(username="a-b", role=Role.AGENT, password_hash="")
    starts = {role: account_pages.start_of(agent.model_copy(update={"role": role})) for role in Role}
    assert starts == {
        Role.AGENT: "/console",
        Role.ADMIN: "/console",
        Role.VIEWER: "/figures",
        Role.MAINTAINER: "/admin",
        Role.REVIEWER: "/admin",
        Role.INSTITUTION: "/account",
    }


def test_a_page_for_some_roles(alone: Service) -> None:
    router = APIRouter()

    @router.get("/some")
    def some(user: User = Depends(allow_page(Role.AGENT))) -> str:  # noqa: B008
        return user.username

    alone.app.include_router(router)
    assert signed_in(alone).get("/some").json() == "the-agent"
    assert signed_in(alone, "the-admin").get("/some").json() == "the-admin"
    assert get(browser(alone), "/some") == (303, "/login?next=/some")
    refused = signed_in(alone, "the-viewer").get("/some")
    assert refused.status_code == 403
    assert "您的角色是只读人员" in refused.text
    assert refused.headers["content-type"].startswith("text/html")


def test_a_writing_form_without_its_script_does_nothing(service: Service) -> None:
    assert browser(service).post("/login", data={"username": "the-agent"}).status_code == 405
    assert browser(service).post("/account").status_code == 405


def test_account_names_the_window_and_leads_to_the_pages_of_the_role(network: Service) -> None:
    page = signed_in(network, "at-county").get("/account")
    assert page.status_code == 200
    assert f"{COUNTY}窗口" in page.text
    assert 'href="/console"' in page.text
    assert 'href="/docs"' not in page.text
