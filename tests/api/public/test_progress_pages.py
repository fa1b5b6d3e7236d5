"""Progress by number and phone: true steps, one answer to every wrong pair, counted and audited; rating."""

from __future__ import annotations

import re
import sqlite3

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from api.accounts.models import AuditEntry
from api.appeals.models import AppealStatus
from api.callbacks.models import CallBack
from api.public import access, progress_pages
from api.ratings import keeping
from api.ratings.models import AfterLow
from tests.api.appeals_parts import PERSONAL, WAY, submit
from tests.api.conftest import BACKENDS, Service
from tests.api.ratings.test_rating import finished

PHONE = "13812345678"
NO_CASE = "XQ209901010001"


def look(visitor: TestClient, number: str, phone: str = PHONE):  # noqa: ANN201
    """Send the form."""
    return visitor.post("/progress", data={"number": number, "phone": phone})


def demand(service: Service, *steps: str) -> str:
    """Record a demand with a phone and take it through steps."""
    case_no = str(service.submit(service.open()[0], phone=PHONE)["case_no"])
    for to in steps:
        assert service.move(case_no, to).status_code == 200
    return case_no


def appeal(service: Service, status: AppealStatus, **said: str) -> str:
    case_no = submit(service, service.open()[0], **(said or PERSONAL))
    for to in WAY[status]:
        body = {"to": to, "note": "天元区税务局"}
        service.client.post(f"/api/v1/appeals/{case_no}/steps", json=body, headers=service.user("agent"))
    return case_no


def audit(service: Service, subject: str) -> list[str]:
    with service.session() as session:
        query = select(AuditEntry).where(AuditEntry.subject == subject, AuditEntry.actor == "public")
        return [entry.action for entry in session.exec(query.order_by(AuditEntry.id))]  # type: ignore[arg-type]


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_the_true_steps_newest_first(visitor: TestClient, service: Service) -> None:
    case_no = demand(service, "dispatched", "accepted")
    page = look(visitor, f" {case_no.lower()} ", "138 1234 5678")
    assert page.status_code == 200
    assert str(page.url).endswith("/progress")
    steps = re.findall(r"<li[^>]*><b>([^<]+)</b><time", page.text)
    assert steps == ["机构已受理", "已派单，等待机构受理", "已匹配，等待派单", "已登记，等待匹配"]
    assert "小微企业贷款，没有抵押物" in page.text
    assert "办完以后可以在这里评价" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert audit(service, case_no) == ["progress_opened"]
    assert "the-agent" not in page.text


def test_it_stays_open_without_the_phone_until_it_is_left(visitor: TestClient, service: Service) -> None:
    case_no = demand(service)
    look(visitor, case_no)
    service.move(case_no, "dispatched")
    assert "已派单，等待机构受理" in visitor.get("/progress").text
    page = visitor.post("/progress/leave")
    assert 'name="phone"' in page.text
    assert case_no not in visitor.get("/progress").text


def test_the_cookie_is_for_this_page_alone(visitor: TestClient, service: Service) -> None:
    opened = visitor.post("/progress", data={"number": demand(service), "phone": PHONE}, follow_redirects=False)
    assert opened.status_code == 303
    cookie = opened.headers["set-cookie"].lower()
    for flag in ("httponly", "samesite=strict", "path=/progress", "max-age=900"):
        assert flag in cookie
    assert PHONE not in cookie


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_every_wrong_pair_gets_the_same_answer(visitor: TestClient, service: Service) -> None:
    """A wrong phone, a number that was never given, a case without a phone, an anonymous appeal."""
    wrong_phone = look(visitor, demand(service), "13900000000")
    nobody = look(visitor, NO_CASE)
    without = look(visitor, str(service.submit(service.open()[0])["case_no"]))
    anonymous = look(visitor, appeal(service, AppealStatus.SUBMITTED, appeal_expect="尽快"))
    assert progress_pages.WRONG in nobody.text
    told = {re.sub(r"[XS]Q\d+", "", page.text) for page in (wrong_phone, nobody, without, anonymous)}
    assert len(told) == 1
    assert {page.status_code for page in (wrong_phone, nobody, without, anonymous)} == {404}
    assert not any("set-cookie" in page.headers for page in (wrong_phone, nobody, without, anonymous))
    assert audit(service, NO_CASE)[-1] == "progress_refused"


def come_from(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """Have all who look come from an address."""
    monkeypatch.setattr(progress_pages, "caller_of", lambda _: address)


def test_one_number_is_not_tried_often_whether_it_exists_or_not(visitor: TestClient, service: Service) -> None:
    """Also the right phone comes too late then; the answers are again the same."""
    case_no = demand(service)
    texts = []
    for number in (case_no, NO_CASE):
        for _ in range(8):
            assert look(visitor, number, "13900000000").status_code == 404
        late = look(visitor, number, PHONE)
        assert late.status_code == 429
        assert int(late.headers["retry-after"]) > 0
        texts.append(re.sub(r"[XS]Q\d+|\d+ (秒|分钟)", "", late.text))
        assert len(audit(service, number)) >= 8
    assert texts[0] == texts[1]


def test_who_tries_in_vain_does_not_lock_the_owner_out(
    visitor: TestClient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The owner comes from elsewhere and gets in, also when his number is being tried from many places."""
    case_no = demand(service)
    for place in range(6):
        come_from(monkeypatch, f"198.51.100.{place}")
        for _ in range(8):
            look(visitor, case_no, "13900000000")
        assert look(visitor, case_no, PHONE).status_code == 429
    come_from(monkeypatch, "203.0.113.7")
    assert look(visitor, case_no, PHONE).status_code == 200


def test_a_number_tried_from_many_places_leaves_each_a_few_attempts(
    visitor: TestClient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (demand(service), NO_CASE):
        for place in range(40):
            come_from(monkeypatch, f"198.51.100.{place}")
            assert look(visitor, number, "13900000000").status_code == 404
        come_from(monkeypatch, "203.0.113.7")
        assert [look(visitor, number, "13900000000").status_code for _ in range(3)] == [404, 404, 429]


def test_one_caller_does_not_try_many_numbers(visitor: TestClient) -> None:
    for number in range(60):
        assert look(visitor, f"XQ20260110{number:04}").status_code == 404
    assert look(visitor, "XQ202601300001").status_code == 429


@pytest.mark.parametrize(
    ("number", "phone", "told"),
    [
        ("", "", progress_pages.NO_NUMBER),
        ("abc", PHONE, progress_pages.NO_NUMBER),
        (NO_CASE, "12", progress_pages.NO_PHONE),
    ],
)
def test_what_has_no_form_is_told_at_its_field(visitor: TestClient, number: str, phone: str, told: str) -> None:
    page = look(visitor, number, phone)
    assert page.status_code == 422
    assert told in page.text
    assert 'aria-invalid="true"' in page.text


def test_what_is_no_form_is_refused(visitor: TestClient) -> None:
    for answer in (
        visitor.post("/progress", json={"number": NO_CASE}),
        visitor.post("/progress", content=b"number=%ff", headers={"Content-Type": "application/x-www-form-urlencoded"}),
        visitor.post("/progress", data={f"n{n}": "1" for n in range(11)}),
        visitor.post("/progress", data={"number": "1" * 30_000}),
    ):
        assert answer.status_code == 422
        assert answer.headers["content-type"].startswith("text/html")


def test_a_busy_database_is_a_page(visitor: TestClient, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> None:
        raise OperationalError("SELECT 1", {}, sqlite3.OperationalError("database is locked"))

    monkeypatch.setattr(access, "find", busy)
    page = look(visitor, NO_CASE)
    assert page.status_code == 503
    assert "数据库这会儿太忙" in page.text
    assert "locked" not in page.text


def test_a_landline_with_area_code_opens_too(visitor: TestClient, service: Service) -> None:
    case_no = str(service.submit(service.open()[0], phone="073155500101")["case_no"])
    assert look(visitor, case_no, "0731-5550 0101").status_code == 200


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_an_appeal_with_its_answer(visitor: TestClient, service: Service) -> None:
    page = look(visitor, appeal(service, AppealStatus.ANSWERED))
    assert re.findall(r"<li[^>]*><b>([^<]+)</b><time", page.text) == [
        "已答复",
        "已交承办单位，正在办理",
        "已登记，等待交办",
    ]
    assert "<dt>答复</dt>" in page.text
    page = visitor.post("/progress/rating", data={"score": "5", "remark": "回得快"})
    assert "您评了 5 分：回得快" in page.text
    assert "最晚" in look(visitor, appeal(service, AppealStatus.ASSIGNED)).text


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_rating_what_is_done(visitor: TestClient, service: Service) -> None:
    case_no = finished(service, service.open()[0])
    look(visitor, case_no)
    page = visitor.post("/progress/rating", data={"score": "4", "remark": "办得挺快"})
    assert page.status_code == 200
    assert "您评了 4 分：办得挺快" in page.text
    assert ">已评价</span>" in page.text
    assert audit(service, case_no) == ["progress_opened", "rate"]
    visitor.post("/progress/rating", data={"score": "5"})
    with service.session() as session:
        kept = keeping.of_case(session, case_no)
        assert kept
        assert (kept.score, kept.remark) == (5, "办得挺快")


def test_after_a_low_score_a_call_is_offered(visitor: TestClient, service: Service) -> None:
    case_no = finished(service, service.open()[0])
    look(visitor, case_no)
    page = visitor.post("/progress/rating", data={"score": "1"})
    assert "请给我回电" in page.text
    page = visitor.post("/progress/low", data={"wish": "call_back"})
    assert "工作人员会按您登记时留的电话回给您" in page.text
    with service.session() as session:
        kept = keeping.of_case(session, case_no)
        assert kept
        assert kept.after_low is AfterLow.CALL_BACK
        call = session.exec(select(CallBack).where(CallBack.case_no == case_no)).one()
        assert call.phone == PHONE
    assert visitor.post("/progress/low", data={"wish": "appeal"}).status_code == 422
    visitor.post("/progress/rating", data={"score": "5"})
    assert visitor.post("/progress/low", data={"wish": "nothing"}).status_code == 409


def test_what_is_not_done_cannot_be_rated(visitor: TestClient, service: Service) -> None:
    case_no = demand(service, "dispatched")
    look(visitor, case_no)
    page = visitor.post("/progress/rating", data={"score": "5"})
    assert page.status_code == 409
    assert "办完才能评价" in page.text
    assert visitor.post("/progress/low", data={"wish": "nothing"}).status_code == 422
    with service.session() as session:
        assert keeping.of_case(session, case_no) is None


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"remark": "好"}, "还没有选几分"),
        ({"score": "6"}, "还没有选几分"),
        ({"score": "3", "remark": "长" * 501}, "最多 500 字"),
    ],
)
def test_a_rating_without_sense_is_told_and_nothing_kept(
    visitor: TestClient, service: Service, form: dict[str, str], told: str
) -> None:
    case_no = finished(service, service.open()[0])
    look(visitor, case_no)
    page = visitor.post("/progress/rating", data=form)
    assert page.status_code == 422
    assert told in page.text
    with service.session() as session:
        assert keeping.of_case(session, case_no) is None


def test_without_a_ticket_or_with_a_forged_one_nothing_opens(visitor: TestClient, service: Service) -> None:
    case_no = finished(service, service.open()[0])
    assert visitor.post("/progress/rating", data={"score": "5"}).status_code == 401
    assert visitor.post("/progress/low", data={"wish": "nothing"}).status_code == 401
    with service.session() as session:
        case = access.find(session, case_no)
        assert case
    visitor.cookies.set(
        "qifu_progress", access.issue("another-secret", case), domain="testserver.local", path="/progress"
    )
    page = visitor.get("/progress")
    assert case_no not in page.text
    assert "查看时间已过" in page.text
    with service.session() as session:
        assert keeping.of_case(session, case_no) is None
