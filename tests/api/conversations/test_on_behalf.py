"""A demand recorded for an enterprise on the telephone: same code as the chat, once for a draft, in the agent's scope."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import select

from api.accounts.models import AuditEntry
from api.consents import service as consents
from api.demands import fitting
from api.demands.models import Demand, Transition
from api.matches.models import Match
from tests.api import windows
from tests.api.conftest import BACKENDS, Service
from tests.api.test_app import shape

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
TEXT = "望城的机械配件厂，小微企业贷款，没有抵押物，要五百万"
PATH = "/api/v1/demands"


@pytest.fixture
def all_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everything found be shown: choosing needs a list."""
    monkeypatch.setattr(fitting, "fits", lambda match, share=0.0: lambda item_id: True)


def post(service: Service, path: str, who: str = "agent", **body: Any) -> Any:
    """Post as one of the users."""
    return service.client.post(f"{PATH}{path}", json=body, headers=service.user(who))


def recorded(service: Service, who: str = "agent", **more: Any) -> dict[str, Any]:
    """Record a demand as an agent."""
    body = {"text": TEXT, "contact": "周小姐", "phone": "138 1234 5678", "draft_key": uuid4().hex, **more}
    answer = post(service, "", who, **body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def history(service: Service, case_no: str) -> list[tuple[str, str, str]]:
    """Return action, actor and target of every step."""
    with service.session() as session:
        query = select(Transition).join(Demand).where(Demand.case_no == case_no).order_by(Transition.id)
        return [(row.action.value, row.actor, row.target) for row in session.exec(query)]


def test_facts_are_read_from_the_notes(service: Service) -> None:
    done = recorded(service, company="样例机械配件厂")
    demand = done["demand"]
    assert (demand["status"], demand["channel"], demand["recorded_by"]) == ("matched", "hotline", "the-agent")
    assert (demand["region"], demand["slots"]["amount_cny"]) == ("430112", 5_000_000)
    assert (demand["contact"], demand["phone"], demand["company"]) == ("周**", "138****5678", "样例机械配件厂")
    assert done["items"][0]["item_id"] == "F-guarantee"
    assert "13812345678" not in str(done)
    with service.session() as session:
        row = session.exec(select(Demand).where(Demand.case_no == done["case_no"])).one()
        match = session.get(Match, done["match_id"])
        audit = session.exec(select(AuditEntry).where(AuditEntry.subject == done["case_no"])).all()
    found = service.client.get(PATH, params={"q": "样例机械配件厂"}, headers=service.user("agent")).json()
    assert done["case_no"] in [demand["case_no"] for demand in found]
    assert (row.personal["phone"], row.conversation_id) == ("13812345678", None)
    assert row.phone_fingerprint
    assert match
    assert (match.actor, match.channel, match.demand_id) == ("the-agent", "hotline", row.id)
    assert [(entry.actor, entry.action) for entry in audit] == [("the-agent", "create_demand")]


def test_given_slots_replace_what_the_text_says(service: Service) -> None:
    done = recorded(service, slots={"region": "430211", "category": "finance"})
    assert (done["demand"]["region"], "amount_cny" in done["demand"]["slots"]) == ("430211", False)


def test_the_same_draft_is_one_demand(service: Service) -> None:
    key = uuid4().hex
    first = recorded(service, draft_key=key)
    again = post(service, "", text=TEXT, draft_key=key)
    assert (again.status_code, again.json()["case_no"]) == (200, first["case_no"])
    assert recorded(service, "admin", draft_key=key)["case_no"] != first["case_no"]
    body, headers = {"text": TEXT, "draft_key": uuid4().hex}, service.user("agent")
    answers = service.together(*[lambda client: client.post(PATH, json=body, headers=headers)] * 4)
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert len({answer.json()["case_no"] for answer in answers}) == 1


def test_consent_is_recorded_with_what_is_first_told_and_goes_with_it(service: Service) -> None:
    phone, other = (f"137{uuid4().int % 10**8:08d}" for _ in range(2))
    key = uuid4().hex
    case_no = recorded(service, draft_key=key, contact="周女士", phone=phone)["case_no"]
    post(service, "", text=TEXT, draft_key=key, contact="周女士", phone=phone)

    def noted() -> list[tuple[str, str | None, str]]:
        with service.session() as session:
            return [(row.collected.value, row.phone, row.channel) for row in consents.of_cases(session, [case_no])]

    first = [("contact", None, "hotline"), ("phone", phone, "hotline")]
    assert noted() == first
    assert post(service, f"/{case_no}/rematch", phone=other).status_code == 200
    assert noted() == [*first, ("phone", other, "hotline")]
    asked = {"case_no": case_no, "purpose": "本人来电要求"}
    admin = service.user("admin")
    (told,) = service.client.post("/api/v1/privacy/exports", json=asked, headers=admin).json()["records"]
    assert [(one["case_no"], one["collected"]) for one in told["consents"]] == [
        (case_no, "contact"), (case_no, "phone"), (case_no, "phone"),
    ]  # fmt: skip
    assert service.client.post("/api/v1/privacy/erasures", json=asked, headers=admin).status_code == 200
    assert [phone for _, phone, _ in noted()] == [None] * 3


def test_of_a_conversation(service: Service) -> None:
    talk = service.open()
    done = recorded(service, conversation_id=talk[0], channel="web")
    assert [demand["case_no"] for demand in service.read(talk)["demands"]] == [done["case_no"]]
    shape(post(service, "", text=TEXT, draft_key="x", conversation_id="nobody"), 404, "NotFoundError")


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"draft_key": ""},
        {"phone": "不知道"},
        {"channel": "pigeon"},
        {"slots": {"region": "999999"}},
        {"slots": {"category": "magic"}},
        {"slots": {"amount_cny": -1}},
        {"slots": {"colour": "red"}},
    ],
)
def test_malformed(service: Service, wrong: dict[str, Any]) -> None:
    shape(post(service, "", **{"text": TEXT, "draft_key": "k", **wrong}), 422, "ValidationError")


def test_nothing_readable(service: Service) -> None:
    shape(post(service, "", text="\u200b", draft_key="k"), 422, "InvalidInputError")


def test_it_goes_to_the_nearest_window_and_stays_visible_to_who_recorded_it(network: Service) -> None:
    done = recorded(network, "other")
    assert done["demand"]["window"] == windows.COUNTY
    path = f"{PATH}/{done['case_no']}"
    assert network.client.get(path, headers=network.user("other")).status_code == 200
    item = done["items"][0]["item_id"]
    assert post(network, f"/{done['case_no']}/choices", "other", item_ids=[item]).status_code == 200
    shape(network.move(done["case_no"], "dispatched", role="other"), 403, "NotAllowedError")
    assert network.move(done["case_no"], "dispatched", role="county").status_code == 200


def test_without_a_place_it_stays_where_it_was_told(network: Service) -> None:
    done = recorded(network, "other", slots={}, text="想找人做法律顾问")
    assert done["demand"]["window"] == windows.OTHER
    shape(post(network, f"/{done['case_no']}/rematch", "county"), 404, "NotFoundError")


@pytest.mark.usefixtures("all_fit")
def test_choices_are_kept_with_their_rank(service: Service) -> None:
    done = recorded(service)
    first, second = [item["item_id"] for item in done["items"][:2]]
    path = f"/{done['case_no']}/choices"
    assert [one["item_id"] for one in post(service, path, item_ids=[second, first]).json()["chosen"]] == [first, second]
    answer = post(service, path, item_ids=[second], instead=True).json()
    assert [(one["item_id"], one["rank"]) for one in answer["chosen"]] == [(second, 2)]
    assert [row[:2] for row in history(service, done["case_no"])][-2:] == [("choose", "the-agent")] * 2


def test_an_offer_found_elsewhere_is_added_to_what_was_shown(service: Service) -> None:
    done = recorded(service)
    assert "L-contract" not in [item["item_id"] for item in done["items"]]
    answer = post(service, f"/{done['case_no']}/choices", item_ids=["L-contract"]).json()
    assert [one["item_id"] for one in answer["chosen"]] == ["L-contract"]
    assert answer["items"][-1]["item_id"] == "L-contract"
    assert answer["items"][-1]["number"] == answer["chosen"][0]["rank"]


def test_choices_that_cannot_be(service: Service) -> None:
    done = recorded(service)
    path = f"/{done['case_no']}/choices"
    shape(post(service, path, item_ids=["no-such-offer"]), 404, "NotFoundError")
    shape(post(service, path, item_ids=[]), 422, "ValidationError")
    shape(post(service, path, item_ids=["F-loan"], version=0), 409, "ConflictError")
    shape(post(service, "/XQ1/choices", item_ids=["F-loan"]), 404, "NotFoundError")
    assert service.move(done["case_no"], "cancelled").status_code == 200
    shape(post(service, path, item_ids=["F-loan"]), 409, "ConflictError")
    shape(post(service, f"/{done['case_no']}/rematch"), 409, "ConflictError")


def test_another_match_with_what_was_added(service: Service) -> None:
    done = recorded(service)
    path = f"/{done['case_no']}/rematch"
    answer = post(service, path, text="想做设备融资租赁", slots={"region": "430211"}, version=done["demand"]["version"])
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["match_id"] != done["match_id"]
    assert (body["demand"]["region"], body["items"][0]["item_id"]) == ("430211", "F-lease")
    assert history(service, done["case_no"])[-1] == ("rematch", "the-agent", body["match_id"])
    shape(post(service, path, version=done["demand"]["version"]), 409, "ConflictError")
    shape(post(service, path, slots={"region": "1"}), 422, "ValidationError")
    shape(post(service, "/XQ1/rematch"), 404, "NotFoundError")


def test_another_wording_makes_a_match_of_none(service: Service) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fitting, "fits", lambda match, share=0.0: lambda item_id: False)
        done = recorded(service, text="想找人算命看风水", slots={})
    assert done["demand"]["status"] == "no_match"
    answer = post(service, f"/{done['case_no']}/rematch", text="叉车司机培训取证", slots={"region": "430300"}).json()
    assert (answer["demand"]["status"], answer["items"][0]["item_id"]) == ("matched", "H-train")


@pytest.mark.parametrize("path", ["", "/{case_no}/choices", "/{case_no}/rematch"])
def test_agents_only(service: Service, path: str) -> None:
    body = {"text": TEXT, "draft_key": "k", "item_ids": ["F-loan"]}
    url = path.format(case_no=recorded(service)["case_no"])
    for role in ("maintainer", "reviewer", "viewer", "institution"):
        shape(post(service, url, role, **body), 403, "NotAllowedError")
    shape(service.client.post(f"{PATH}{url}", json=body), 401, "UnauthenticatedError")


def test_a_talk_of_another_window_cannot_be_filed(service: Service) -> None:
    talk = service.open()[0]
    service.submit(talk)  # in the county
    body = {"text": "想贷款五百万，没有抵押物", "conversation_id": talk, "draft_key": "of-another-window"}
    path = "/api/v1/demands"
    assert service.client.post(path, json=body, headers=service.as_user("at-other")).status_code == 404
    assert service.client.post(path, json=body, headers=service.as_user("at-county")).status_code == 201
