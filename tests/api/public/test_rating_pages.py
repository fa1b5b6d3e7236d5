"""The page of a rating link: what it shows and hides, the score and what follows a low one, links that do not hold."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from typing import Any

import pytest
import structlog
from fastapi.testclient import TestClient
from sqlmodel import select
from structlog.testing import capture_logs

from api import clock, encryption
from api.appeals.models import AppealStatus
from api.callbacks.models import CallBack
from api.clock import utc_now
from api.demands.models import Demand, Transition
from api.logs import plain_path
from api.privacy import erase, scope
from api.privacy.models import ErasureReason
from api.public.visitors import LOOKS
from api.ratings import keeping, links, sweeping
from api.ratings.models import AfterLow
from tests.api.appeals_parts import PERSONAL
from tests.api.conftest import BACKENDS, Service
from tests.api.public.test_progress_pages import PHONE, appeal, audit, demand
from tests.api.ratings.test_rating import finished
from tests.api.ratings.test_rating_links import served

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
ENOUGH = 200


def link(service: Service, case_no: str) -> str:
    return f"/r/{links.issue(service.state.secret, case_no)}"


def rating(service: Service, case_no: str) -> Any:
    with service.session() as session:
        return keeping.of_case(session, case_no)


def status(service: Service, case_no: str) -> str:
    with service.session() as session:
        return session.exec(select(Demand.status).where(Demand.case_no == case_no)).one().value


def calls(service: Service, case_no: str) -> list[bool]:
    with service.session() as session:
        return [one.done_at is not None for one in session.exec(select(CallBack).where(CallBack.case_no == case_no))]


@both
def test_it_tells_which_case_and_nothing_of_a_person(visitor: TestClient, service: Service) -> None:
    talk = service.open()[0]
    need = "我叫王小明，电话13812345678，想给厂里贷款五百万扩产买新设备，没有抵押物，厂房是租的，最好下个月底前办下来"
    case_no = str(service.submit(talk, phone=PHONE, contact="王小明", need=need)["case_no"])
    for to in ("dispatched", "accepted", "in_service", "completed"):
        service.move(case_no, to)
    page = visitor.get(link(service, case_no))
    assert page.status_code == 200
    assert case_no in page.text
    assert "贷款五百万" in page.text
    assert "……" in page.text
    for private in (PHONE, "王小明", "5678", "下个月底"):
        assert private not in page.text
    assert status(service, case_no) == "completed"  # a look, as by a phone's preview, does nothing


def test_the_address_stays_here(visitor: TestClient, service: Service) -> None:
    path = link(service, demand(service, "dispatched", "accepted", "in_service", "completed"))
    answers = [
        visitor.get(path),
        visitor.get("/r/wrong"),
        visitor.post(path, data={"score": "5"}, follow_redirects=False),
    ]
    for answer in answers:
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-robots-tag"] == "noindex, nofollow"
        assert "set-cookie" not in answer.headers
    assert [answer.status_code for answer in answers] == [200, 404, 303]
    assert "noindex" in answers[0].text
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))
    with capture_logs() as told:
        visitor.get(path)
    assert [entry["path"] for entry in told if entry["event"] == "request"] == ["/r/***"]
    assert path.rpartition(".")[2] not in str(told)


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("/r/XQ1.a.b", "/r/***"), ("/r/XQ1.a.b/low", "/r/***/low"), ("/bind/t/codes", "/bind/***/codes"),
        ("/m/kf/1-a", "/m/kf/***"), ("/m/1-a", "/m/***"), ("/readyz", "/readyz"), ("/api/v1/r/x", "/api/v1/r/x"),
    ],
)  # fmt: skip
def test_no_key_is_logged(path: str, written: str) -> None:
    assert plain_path(path) == written


@both
def test_a_score_is_kept_and_changed(visitor: TestClient, service: Service) -> None:
    case_no = finished(service, service.open()[0])
    path = link(service, case_no)
    page = visitor.post(path, data={"score": "4", "remark": " 人很好 "})
    assert "您评了 4 分：人很好" in page.text
    kept = rating(service, case_no)
    assert (kept.score, kept.remark, kept.by, kept.channel) == (4, "人很好", "enterprise", "link")
    assert status(service, case_no) == "rated"
    with service.session() as session:
        query = (
            select(Transition.channel).join(Demand).where(Demand.case_no == case_no, Transition.to_status == "rated")
        )
        assert session.exec(query).all() == ["link"]
    assert "您评了 5 分" in visitor.post(path, data={"score": "5"}).text
    assert audit(service, case_no) == ["rate", "rate"]


@both
def test_several_services_are_rated_apart(visitor: TestClient, service: Service) -> None:
    case_no = served(service, "F-loan", "F-guarantee")
    path = link(service, case_no)
    assert 'name="s:F-loan"' in visitor.get(path).text
    page = visitor.post(path, data={"score": "4", "s:F-loan": "5", "s:F-guarantee": ""})
    assert re.findall(r"<li>([^<]+)：5 分</li>", page.text)
    refused = visitor.post(path, data={"score": "4", "s:H-train": "5"})
    assert (refused.status_code, "没有选过" in refused.text) == (422, True)
    assert 'name="s:' not in visitor.get(link(service, served(service, "F-loan"))).text


@pytest.mark.parametrize(
    ("form", "said"),
    [({"remark": "好"}, "还没有选几分"), ({"score": "6"}, "还没有选"), ({"score": "5", "remark": "x" * 501}, "501 字")],
)
def test_what_cannot_be_kept_is_said_beside_the_form(
    visitor: TestClient, service: Service, form: dict[str, str], said: str
) -> None:
    case_no = finished(service, service.open()[0])
    answer = visitor.post(link(service, case_no), data=form)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert rating(service, case_no) is None


@both
def test_a_low_score_offers_what_the_chat_offers_and_opens_the_case_again(
    visitor: TestClient, service: Service
) -> None:
    case_no = finished(service, service.open()[0])
    path = link(service, case_no)
    assert "要不要让工作人员给您回个电话" in visitor.post(path, data={"score": "1", "remark": "没办成"}).text
    assert calls(service, case_no) == [False]
    assert "按您登记时留的电话回给您" in visitor.post(f"{path}/low", data={"wish": "call_back"}).text
    assert rating(service, case_no).after_low is AfterLow.CALL_BACK
    filed = visitor.post(f"{path}/low", data={"wish": "appeal"}, follow_redirects=False)
    assert (filed.status_code, filed.headers["location"][:7]) == (303, "/#say=%")
    assert rating(service, case_no).after_low is AfterLow.APPEAL
    with clock.at(utc_now() + timedelta(minutes=11)), service.session(write=True) as session:
        sweeping.sweep(session)
    assert status(service, case_no) == "reopened"
    page = visitor.get(path)
    assert "已经重新办理" in page.text
    assert 'name="score"' not in page.text
    late = visitor.post(path, data={"score": "5"})
    assert (late.status_code, "办完才能评价" in late.text) == (409, True)
    assert rating(service, case_no).score == 1


def test_a_score_put_right_calls_nobody(visitor: TestClient, service: Service) -> None:
    case_no = finished(service, service.open()[0])
    path = link(service, case_no)
    visitor.post(path, data={"score": "1"})
    visitor.post(path, data={"score": "5"})
    assert calls(service, case_no) == [True]
    late = visitor.post(f"{path}/low", data={"wish": "call_back"})
    assert late.status_code == 409


def test_without_a_phone_no_call_is_offered(visitor: TestClient, service: Service) -> None:
    case_no = str(service.submit(service.open()[0])["case_no"])
    for to in ("dispatched", "accepted", "in_service", "completed"):
        service.move(case_no, to)
    page = visitor.post(link(service, case_no), data={"score": "2"})
    assert "登记时没有留电话" in page.text
    assert 'value="call_back"' not in page.text
    assert 'value="appeal"' in page.text


def test_an_answered_appeal(visitor: TestClient, service: Service) -> None:
    case_no = appeal(service, AppealStatus.ANSWERED)
    page = visitor.get(link(service, case_no))
    assert "天元区税务局" in page.text
    assert PERSONAL["phone"] not in page.text
    assert "您评了 3 分" in visitor.post(link(service, case_no), data={"score": "3"}).text
    assert rating(service, case_no).channel == "link"


@both
def test_what_takes_no_score_says_why(visitor: TestClient, service: Service) -> None:
    early, cancelled, merged = demand(service), demand(service, "cancelled"), demand(service)
    body = {"into": demand(service), "reason": "同一件事"}
    path = f"/api/v1/demands/{merged}/merge"
    assert service.client.post(path, json=body, headers=service.user("agent")).status_code == 200
    for case_no, said in (
        (early, "办完以后可以用这个链接评价"), (cancelled, "这个链接不再收评价"), (merged, "和您另一件一样的需求合在一起办")
    ):  # fmt: skip
        page = visitor.get(link(service, case_no))
        assert (page.status_code, said in page.text) == (200, True), case_no
        assert 'name="score"' not in page.text
        assert body["into"] not in page.text
        assert visitor.post(link(service, case_no), data={"score": "5"}).status_code == 409


@both
def test_wrong_and_unknown_are_one_answer_expired_and_deleted_are_told(visitor: TestClient, service: Service) -> None:
    talk = service.open()[0]
    case_no = finished(service, talk)
    true = link(service, case_no)
    unknown = true.replace(case_no, "XQ209901010001")
    wrong = [visitor.get(path) for path in (unknown, true[:-1], true + "x", "/r/x", "/r/" + "长" * 300)]
    assert {answer.status_code for answer in wrong} == {404}
    assert len({answer.text for answer in wrong}) == 1
    assert links.WRONG in wrong[0].text
    assert {visitor.post(path, data={"score": "5"}).status_code for path in (unknown, true[:-1])} == {404}
    with clock.at(utc_now() + links.VALID + timedelta(minutes=1)):
        late = visitor.get(true)
        assert (late.status_code, links.EXPIRED in late.text) == (410, True)
        assert visitor.post(true, data={"score": "5"}).status_code == 410
    with service.session(write=True) as session:
        erase.erase(session, scope.of(session, [talk]), ErasureReason.REQUEST, "tests", force=True)
    gone = visitor.get(true)
    assert (gone.status_code, links.ERASED in gone.text) == (410, True)
    assert visitor.post(true, data={"score": "5"}).status_code == 410
    assert rating(service, case_no) is None


def test_looks_are_counted(visitor: TestClient, service: Service) -> None:
    path = link(service, finished(service, service.open()[0]))
    most = int(LOOKS.visitor.rate.partition("/")[0])
    assert most < ENOUGH
    answers = [visitor.get(path).status_code for _ in range(most + 1)]
    assert answers[-2:] == [200, 429]
    assert visitor.post(path, data={"score": "5"}).status_code == 429


def test_the_page_of_progress_rates_services_apart_too(visitor: TestClient, service: Service) -> None:
    case_no = served(service, "F-loan", "F-guarantee")
    with service.session(write=True) as session:
        one = session.exec(select(Demand).where(Demand.case_no == case_no)).one()
        one.personal = {"phone": PHONE}
        one.phone_fingerprint = encryption.current().fingerprint(PHONE)
        session.add(one)
    visitor.post("/progress", data={"number": case_no, "phone": PHONE})
    page = visitor.post("/progress/rating", data={"score": "3", "s:F-guarantee": "1"})
    assert re.findall(r"<li>([^<]+)：1 分</li>", page.text)
