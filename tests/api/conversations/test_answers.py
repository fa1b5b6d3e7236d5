"""Questions answered from the catalogue with source and validity, or not at all; what is not known is counted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from api.catalogue.answers import _stating, validity
from knowledge.catalogue import Offer
from tests.api.conftest import Service

POLICY = "小微企业贷款贴息办法"


def ask(service: Service, talk: str, text: str, before: str | None = None) -> dict[str, Any]:
    return dict(service.step(talk, "answers", text=text, before=before).json())


def gaps(service: Service, role: str = "agent", **query: str) -> list[dict[str, Any]]:
    return list(service.client.get("/api/v1/knowledge-gaps", params=query, headers=service.user(role)).json())


def test_answer_comes_from_the_catalogue(service: Service) -> None:
    talk = service.open()[0]
    assert ask(service, talk, "营业执照丢了怎么补办") == {
        "found": True,
        "item_id": "Q-license",
        "title": "营业执照丢了怎么补办",
        "answer": "向登记机关申请补领，当场可办。",
        "source": "市场主体登记指南",
        "validity": "原文没写截止日期",
        "service": None,
    }
    policy = ask(service, talk, POLICY)
    assert policy["answer"] == "对小微企业流动资金贷款给予利息补贴。支持内容：贴息不超过实际利息的一半"
    assert policy["source"] == "市财政局，长财〔2026〕8号，2026年3月1日"
    assert policy["validity"] == "有效期到2027年12月31日"


def test_a_policy_that_is_over_is_told_with_its_day_and_what_there_is_instead(service: Service) -> None:
    over = ask(service, service.open()[0], "贷款贴息旧办法还能申请吗")
    assert (over["item_id"], over["validity"], over["service"]) == ("P-old", "已于2020年12月31日到期", None)
    assert over["answer"] == (
        f"《贷款贴息旧办法》已于2020年12月31日到期，目录里现行的相近政策是《{POLICY}》。"
        "原来的内容是：已经到期的贷款贴息。"
    )
    assert ask(service, service.open()[0], "贷款贴息怎么申请").get("item_id") != "P-old"  # what is in force is meant


def test_a_follow_up_is_answered_from_the_entry_or_not_at_all(service: Service) -> None:
    talk = service.open()[0]
    silent = ask(service, talk, "那要多久", "P-interest")
    assert silent == {"found": False, "title": POLICY, "near": [], "hotline": "12345（政务服务热线）"}
    conditions = ask(service, talk, "有什么条件", "X-special")
    assert conditions["found"]
    assert conditions["answer"].startswith("要满足：")
    assert ask(service, talk, "那要多久", "GONE")["title"] is None


def test_what_is_not_known_is_counted_without_the_persons_in_it(service: Service) -> None:
    talk = service.open()[0]
    unknown = ask(service, talk, "火星矿石的增值税怎么免？我电话13812345678")
    assert (unknown["found"], unknown["title"], unknown["hotline"]) == (False, None, "12366（纳税服务热线）")
    ask(service, talk, "请问火星矿石的增值税怎么免，我电话13812345678")
    (gap,) = [one for one in gaps(service, limit="100") if "火星矿石" in one["question"]]
    assert (gap["asked"], gap["status"], gap["hotline"]) == (2, "open", "12366")
    assert "13812345678" not in gap["question"]


def test_the_entry_that_is_silent_stands_in_the_gap(service: Service) -> None:
    ask(service, service.open()[0], "到什么时候", "P-interest")
    assert f"{POLICY}：到什么时候" in [gap["question"] for gap in gaps(service, limit="100")]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"valid_until": date(2027, 12, 31)}, "有效期到2027年12月31日"),
        ({"valid_until": date(2026, 11, 23)}, "有效期到2026年11月23日"),
        ({"valid_until": date(2026, 11, 22)}, "已于2026年11月22日到期"),
        ({"verified_on": date(2026, 11, 10)}, "2026年11月10日核对过"),
        ({"verified_on": date(2026, 2, 4), "published_on": date(2026, 5, 6)}, "原文没写截止日期"),
        ({}, "原文没写截止日期"),
    ],
)
def test_validity_is_told_from_the_entry(changes: dict[str, Any], told: str) -> None:
    assert validity(Offer(id="F", kind="faq", name="问", **changes), date(2026, 11, 23)) == told


def test_a_question_of_a_need_is_answered_by_what_says_it(service: Service) -> None:
    talk = service.open()[0]
    told = service.step(talk, "answers", text="怎么补办", of="营业执照丢了").json()
    assert told["item_id"] == "Q-license"
    silent = service.step(talk, "answers", text="要多久", of=POLICY).json()
    assert (silent["found"], silent["title"]) == (False, None)


def test_a_figure_is_told_before_the_yes_or_no_of_another_question() -> None:
    text = "不用。保险费全部由单位缴纳。费率按行业风险核定。"
    offer = Offer(id="Q", kind="faq", name="要个人交吗？", text=text, answer=text)
    assert _stating(offer, "工伤保险费率多少") == "费率按行业风险核定。保险费全部由单位缴纳。"
    assert _stating(offer, "工伤保险个人要交吗") == text
    assert _stating(offer, "工伤保险") == text


def test_a_question_asked_on_is_asked_of_the_other_thing(service: Service) -> None:
    talk = service.open()[0]
    told = service.step(talk, "answers", text="那营业执照丢了呢", before="P-interest", asked="贴息怎么申请").json()
    assert (told["found"], told["item_id"]) == (True, "Q-license")
    figure = service.step(talk, "answers", text="那营业执照丢了呢", before="P-interest", asked="贴息比例多少").json()
    assert (figure["found"], figure["title"], figure["near"]) == (False, POLICY, ["营业执照丢了怎么补办"])
    silent = service.step(talk, "answers", text="那火星矿石呢", before="P-interest", asked="贴息怎么申请").json()
    assert (silent["found"], silent["title"], silent["near"]) == (False, POLICY, [])
