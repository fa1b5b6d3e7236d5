"""From a confirmed draft to a demand with a choice; on every backend."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from api import numbering
from api.accounts.models import AuditEntry
from api.demands import fitting
from api.demands.models import Demand, Enterprise
from api.matches.models import Match
from tests.api.conftest import BACKENDS, INTERNAL, NEED, Service, StartService, make_settings
from tests.api.test_app import shape

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
PERSONAL = {"contact": "周小姐", "phone": "13812345678"}


@pytest.fixture
def all_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everything found be shown: choosing needs a list."""
    monkeypatch.setattr(fitting, "fits", lambda match, share=0.0: lambda item_id: True)


def chosen(service: Service, conversation: Any) -> list[str]:
    """Return the ids chosen for the conversation's first demand."""
    return [choice["item_id"] for choice in service.read(conversation)["demands"][0]["chosen"]]


def test_submit_records_matches_and_shows(service: Service) -> None:
    conversation = service.open("wechat")
    done = service.submit(conversation[0], company="望城配件厂", industry="机械", amount_cny=5_000_000, **PERSONAL)
    assert done["case_no"].startswith("XQ20261123")
    assert [item["number"] for item in done["items"]] == list(range(1, len(done["items"]) + 1))
    best = done["items"][0]
    assert (best["item_id"], best["payload"]) == ("F-guarantee", "选第1个")
    assert {"P-old", "X-special", "Q-license"}.isdisjoint(item["item_id"] for item in done["items"])
    (demand,) = service.read(conversation)["demands"]
    assert (demand["case_no"], demand["category"], demand["status"]) == (done["case_no"], "finance", "matched")
    assert demand["slots"] == {
        **NEED,
        **PERSONAL,
        "company": "望城配件厂",
        "industry": "机械",
        "amount_cny": 5_000_000,
    }
    assert [shown["item_id"] for shown in demand["shown"]] == [item["item_id"] for item in done["items"]]
    assert (demand["chosen"], demand["rating"]) == ([], None)


def test_place_served_everywhere_is_named(service: Service) -> None:
    items = {item["item_id"]: item for item in service.submit(service.open()[0], need="想做设备融资租赁")["items"]}
    assert {"label": "服务范围", "value": "全国"} in items["F-lease"]["facts"]


def test_same_draft_twice_is_one_demand(service: Service) -> None:
    conversation = service.open()
    first, second = service.submit(conversation[0]), service.submit(conversation[0])
    assert first == second
    assert len(service.read(conversation)["demands"]) == 1
    assert service.submit(conversation[0], "draft-2")["case_no"] != first["case_no"]


def test_same_draft_at_once_is_one_demand(service: Service) -> None:
    conversation = service.open()
    path = f"/internal/v1/conversations/{conversation[0]}/demands"
    body = {"draft_key": "k", "slots": {**NEED, "company": "同一家公司"}}
    answers = service.together(*[lambda client: client.post(path, json=body, headers=INTERNAL)] * 6)
    assert [answer.status_code for answer in answers] == [200] * 6
    assert len({answer.text for answer in answers}) == 1
    assert len(service.read(conversation)["demands"]) == 1


def test_one_enterprise_from_many_conversations_at_once(service: Service) -> None:
    paths = [f"/internal/v1/conversations/{service.open()[0]}/demands" for _ in range(6)]
    body = {"draft_key": "k", "slots": {**NEED, "company": "人人都报的公司"}}

    def sending(path: str) -> Any:
        return lambda client: client.post(path, json=body, headers=INTERNAL)

    answers: list[Any] = service.together(*map(sending, paths))
    assert [answer.status_code for answer in answers] == [200] * 6
    assert len({answer.json()["case_no"] for answer in answers}) == 6
    with service.session() as session:
        assert len(session.exec(select(Enterprise).where(Enterprise.name == "人人都报的公司")).all()) == 1


@pytest.mark.parametrize("slots", [{}, {"need": ""}, {"need": "  "}, {"need": None}, {"category": "finance"}])
def test_draft_without_a_need_is_refused(service: Service, slots: dict[str, Any]) -> None:
    conversation = service.open()
    answer = service.step(conversation[0], "demands", draft_key="k", slots=slots)
    shape(answer, 422, "InvalidInputError")
    assert service.read(conversation)["demands"] == []


def test_unknown_slots_are_not_kept(service: Service) -> None:
    conversation = service.open()
    service.submit(conversation[0], nonsense="13812345678")
    assert "nonsense" not in service.read(conversation)["demands"][0]["slots"]


def test_region_the_table_does_not_know(service: Service) -> None:
    conversation = service.open()
    answer = service.step(conversation[0], "demands", draft_key="k", slots={**NEED, "region": "999999"})
    shape(answer, 422, "InvalidInputError")
    assert service.read(conversation)["demands"] == []  # rolled back as a whole


def test_numbers_are_unique_under_threads(alone: Service) -> None:
    day, start = date(2026, 12, 1), threading.Barrier(8)

    def take(_: int) -> list[str]:
        start.wait()
        numbers = []
        for _ in range(5):
            with alone.session(write=True) as session:
                numbers.append(numbering.next_case_no(session, day))
        return numbers

    with ThreadPoolExecutor(8) as pool:
        numbers = sorted(number for some in pool.map(take, range(8)) for number in some)
    assert numbers == [f"XQ20261201{n:04d}" for n in range(1, 41)]


def test_numbers_begin_anew_each_day_and_outgrow_four_digits(alone: Service) -> None:
    with alone.session(write=True) as session:
        assert numbering.next_case_no(session, date(2026, 12, 2)) == "XQ202612020001"
        assert numbering.next_case_no(session, date(2026, 12, 3)) == "XQ202612030001"
        assert numbering.next_case_no(session, date(2026, 12, 3), "SS") == "SS202612030001"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("第一个", [0]),
        ("1和3", [0, 2]),
        ("都要", [0]),  # the services, not whoever else is shown
        ("最后一个", [-1]),
        ("小微企业贷款担保", [0]),
        ("随便看看", []),
    ],
)
@pytest.mark.usefixtures("all_fit")
def test_choose(service: Service, text: str, places: list[int]) -> None:
    conversation = service.open()
    done = service.submit(conversation[0])
    ids = [item["item_id"] for item in done["items"]]
    wanted = [ids[place] for place in places]
    names = service.step(conversation[0], "choices", case_no=done["case_no"], text=text).json()["chosen"]
    assert names == [item["name"] for item in done["items"] if item["item_id"] in wanted]
    assert chosen(service, conversation) == wanted


@pytest.mark.usefixtures("all_fit")
def test_choosing_twice_counts_once(service: Service) -> None:
    conversation = service.open()
    done = service.submit(conversation[0])
    for text in ("第一个", "第一个和第二个", "1"):
        service.step(conversation[0], "choices", case_no=done["case_no"], text=text)
    assert chosen(service, conversation) == [item["item_id"] for item in done["items"][:2]]
    ranks = [choice["rank"] for choice in service.read(conversation)["demands"][0]["chosen"]]
    assert ranks == [1, 2]


def test_choosing_at_once_counts_once(service: Service) -> None:
    conversation = service.open()
    path = f"/internal/v1/conversations/{conversation[0]}/choices"
    body = {"case_no": service.submit(conversation[0])["case_no"], "text": "都要"}
    answers = service.together(*[lambda client: client.post(path, json=body, headers=INTERNAL)] * 5)
    assert [answer.status_code for answer in answers] == [200] * 5
    assert (
        len(chosen(service, conversation))
        == len(set(chosen(service, conversation)))
        == len(answers[0].json()["chosen"])
    )


@pytest.mark.usefixtures("all_fit")
def test_more_goes_on_numbering_and_can_be_chosen(service: Service) -> None:
    conversation = service.open()
    done = service.submit(conversation[0])
    shown = [item["item_id"] for item in done["items"]]
    more = service.step(conversation[0], "more", case_no=done["case_no"]).json()["items"]
    assert more
    assert all(item["criteria"] or item["reasons"] for item in more)  # explained like the first ones
    assert [item["number"] for item in more] == list(range(len(shown) + 1, len(shown) + len(more) + 1))
    assert set(shown).isdisjoint(item["item_id"] for item in more)
    assert "P-old" not in {item["item_id"] for item in more}  # removed by a filter, not a candidate
    number = more[0]["number"]
    service.step(conversation[0], "choices", case_no=done["case_no"], text=f"第{number}个")
    assert chosen(service, conversation) == [more[0]["item_id"]]
    for _ in range(5):
        last = service.step(conversation[0], "more", case_no=done["case_no"]).json()["items"]
    assert last == []
    everything = [item["item_id"] for item in service.read(conversation)["demands"][0]["shown"]]
    assert len(everything) == len(set(everything))


def test_reject_keeps_the_demand_open(service: Service) -> None:
    conversation = service.open()
    case_no = service.submit(conversation[0])["case_no"]
    for _ in range(2):
        assert service.step(conversation[0], "rejections", case_no=case_no).json() == {
            "case_no": case_no,
            "chosen": [],
        }
        assert service.read(conversation)["demands"][0]["status"] == "no_match"


def test_reject_after_a_choice_changes_nothing(service: Service) -> None:
    conversation = service.open()
    case_no = service.submit(conversation[0])["case_no"]
    service.step(conversation[0], "choices", case_no=case_no, text="1")
    stands = service.step(conversation[0], "rejections", case_no=case_no).json()["chosen"]
    assert len(stands) == 1
    assert service.read(conversation)["demands"][0]["status"] == "matched"


def test_a_list_that_was_declined_may_be_chosen_from_after_all(service: Service) -> None:
    conversation = service.open()
    case_no = service.submit(conversation[0])["case_no"]
    service.step(conversation[0], "rejections", case_no=case_no)
    assert len(service.step(conversation[0], "choices", case_no=case_no, text="第一个").json()["chosen"]) == 1
    assert service.read(conversation)["demands"][0]["status"] == "matched"


def test_a_choice_in_place_of_the_one_before(service: Service) -> None:
    conversation = service.open()
    case_no = service.submit(conversation[0])["case_no"]
    service.step(conversation[0], "choices", case_no=case_no, text="1")
    (first,) = service.read(conversation)["demands"][0]["chosen"]
    service.step(conversation[0], "choices", case_no=case_no, text="不要这个，换第二个")
    (second,) = service.read(conversation)["demands"][0]["chosen"]
    assert second != first
    service.step(conversation[0], "choices", case_no=case_no, text="第一个也要")
    assert len(service.read(conversation)["demands"][0]["chosen"]) == 2


def test_correct_is_audited_without_the_values(service: Service) -> None:
    conversation = service.open()
    case_no = service.submit(conversation[0], **PERSONAL)["case_no"]
    changes = {"phone": "13987654321", "region": "430302", "nonsense": 1}
    slots = service.step(conversation[0], "corrections", case_no=case_no, slots=changes).json()["slots"]
    assert slots == {**NEED, "contact": "周小姐", "phone": "13987654321", "region": "430302"}
    with service.session() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.subject == case_no)).one()
        demand = session.exec(select(Demand).where(Demand.case_no == case_no)).one()
        other = session.exec(select(Demand).where(Demand.case_no != case_no)).first()
    assert (entry.actor, entry.action, entry.detail) == ("bot", "correct_demand", "phone,region")
    assert demand.region == "430302"
    assert demand.phone_fingerprint not in (None, other.phone_fingerprint if other else None)
    assert "13987654321" not in str(demand.slots)


def test_nothing_in_the_catalogue(start: StartService, empty_url: str, tmp_path: Any) -> None:
    service = start(make_settings(tmp_path / "nothing", empty_url))
    conversation = service.open()
    done = service.submit(conversation[0])
    assert (done["items"], done["relaxed"]) == ([], [])
    (demand,) = service.read(conversation)["demands"]
    assert (demand["status"], demand["shown"]) == ("no_match", [])
    assert service.step(conversation[0], "choices", case_no=done["case_no"], text="都要").json() == {"chosen": []}
    assert service.step(conversation[0], "more", case_no=done["case_no"]).json()["items"] == []


def test_nearest_offers_that_answer_nothing_are_not_shown(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    matcher = service.state.matcher.current()
    answer = matcher.match
    monkeypatch.setattr(matcher, "match", lambda query: replace(answer(query), answerable=False, reason="unsupplied"))
    conversation = service.open()
    done = service.submit(conversation[0])
    (demand,) = service.read(conversation)["demands"]
    assert (done["items"], demand["shown"], demand["status"]) == ([], [], "no_match")
    assert service.step(conversation[0], "choices", case_no=done["case_no"], text="都要").json() == {"chosen": []}


def test_a_policy_asked_for_by_name_that_is_over_is_told_and_not_offered(service: Service) -> None:
    done = service.submit(service.open()[0], need="想申请贷款贴息旧办法")
    assert done["ended"] == [
        "《贷款贴息旧办法》已于2020年12月31日到期，目录里现行的相近政策是《小微企业贷款贴息办法》。"
    ]
    assert done["items"]
    assert "P-old" not in [item["item_id"] for item in done["items"]]
    assert service.submit(service.open()[0], "draft-2")["ended"] == []


def test_ledger_keeps_every_candidate_and_nothing_personal(service: Service) -> None:
    conversation = service.open("wechat")
    need = "小微企业贷款，找周小姐13812345678"
    case_no = service.submit(conversation[0], need=need, **PERSONAL)["case_no"]
    with service.session() as session:
        demand = session.exec(select(Demand).where(Demand.case_no == case_no)).one()
        (match,) = session.exec(select(Match).where(Match.demand_id == demand.id)).all()
    assert (match.text, match.channel, match.actor) == (need, "wechat", "bot")
    assert match.slots == {"region": "430112", "category": "finance"}
    assert {c["item_id"] for c in match.candidates} >= {"F-guarantee", "P-old"}
    assert next(c["filtered_by"] for c in match.candidates if c["item_id"] == "P-old") == "validity"
    assert set(match.shown) < {result["item_id"] for result in match.results}  # the rest is beside the need
    assert match.model_version == "pairs@1"
