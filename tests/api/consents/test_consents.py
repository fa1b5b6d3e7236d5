"""Consent: noted when a contact or a number is first taken down, with the text in force; the text as a page."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api import clock
from api.clock import Clock, in_china, utc_now
from api.consents import service as consents
from api.consents import texts
from api.errors import NotFoundError
from api.privacy import periods
from tests.api import appeals_parts
from tests.api.conftest import BACKENDS, TODAY, Service
from tests.api.fakes import reply, turn

FIRST, SECOND = "13712340011", "13712340012"
everywhere = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


def noted(service: Service, talk: str) -> list[tuple[str, str | None, str, str]]:
    """Return what was noted of a conversation."""
    with service.session() as session:
        rows = consents.of_conversations(session, [talk])
    return [(row.collected.value, row.phone, row.channel, row.text_version) for row in rows]


def today() -> date:
    return in_china(utc_now()).date()


def says(service: Service, **slots: Any) -> None:
    """Let the bot have understood these slots."""
    service.bot.script = lambda _: turn(reply(), **slots)


@everywhere
def test_once_for_the_name_and_once_for_each_number(service: Service) -> None:
    talk = service.open("wechat")
    service.say(talk, "想贷款")
    assert noted(service, talk[0]) == []
    says(service, contact="周小姐")
    service.say(talk, "我姓周")
    says(service, contact="周小姐", phone=FIRST)
    for _ in range(2):
        service.say(talk, f"打{FIRST}")
    says(service, contact="周女士", phone=SECOND)
    service.say(talk, f"换成{SECOND}")
    version = texts.in_force(today()).version
    assert noted(service, talk[0]) == [
        ("contact", None, "wechat", version), ("phone", FIRST, "wechat", version), ("phone", SECOND, "wechat", version),
    ]  # fmt: skip
    with service.session() as session:
        assert talk[0] in consents.of_phone(session, FIRST)
        assert consents.of_phone(session, "13712340019") == []


@pytest.mark.parametrize("step", ["demands", "appeals", "call-backs", "low-ratings", "corrections"])
def test_by_whatever_step_it_comes(service: Service, step: str) -> None:
    talk = service.open()[0]
    case_no = service.submit(talk)["case_no"]
    slots = {"phone": FIRST}
    body: dict[str, dict[str, Any]] = {
        "demands": {"draft_key": "second", "slots": {"need": "想贷款", **slots}},
        "appeals": {"draft_key": "a", "slots": {**appeals_parts.SAID, **slots}},
        "call-backs": slots,
        "low-ratings": {"wish": "call_back", **slots},
        "corrections": {"case_no": case_no, "slots": slots},
    }
    assert service.step(talk, step, **body[step]).status_code == 200
    assert [row[:2] for row in noted(service, talk) if row[0] == "phone"] == [("phone", FIRST)]


def test_the_page_shows_the_text_in_force(service: Service) -> None:
    text = texts.in_force(TODAY)
    page = service.client.get("/privacy")
    assert page.status_code == 200
    for part in text.parts:
        assert part[0] in page.text
    assert "unsafe" not in page.headers["content-security-policy"]
    assert service.client.get("/privacy", params={"version": texts.versions()[0]}).status_code == 200
    for version in ("1999-01-01", "../models"):
        missing = service.client.get("/privacy", params={"version": version})
        assert (missing.status_code, "没有找到这一页" in missing.text) == (404, True)


def test_what_is_not_in_force_yet_is_announced_and_not_shown_as_if(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, after = Clock(date(2026, 11, 30)), Clock(date(2026, 12, 1))
    monkeypatch.setattr(service.state, "clock", before)
    page = service.client.get("/privacy").text
    assert "2026年11月1日 起施行，现在施行的是这一版" in page
    assert "将于 2026年12月1日起施行" in page
    assert "<h2>绑定手机号</h2>" not in page
    announced = service.client.get("/privacy", params={"version": "2026-12-01"}).text
    assert "2026年12月1日起施行，现在还没有施行" in announced
    assert "<h2>绑定手机号</h2>" in announced
    monkeypatch.setattr(service.state, "clock", after)
    page = service.client.get("/privacy").text
    assert "2026年12月1日 起施行，现在施行的是这一版" in page
    assert "<h2>绑定手机号</h2>" in page
    assert "将于" not in page
    assert "以前的版本" in page
    assert "已被后来的版本代替" in service.client.get("/privacy", params={"version": "2026-11-01"}).text


@pytest.mark.parametrize(("day", "version"), [(30, "2026-11-01"), (31, "2026-12-01")])
def test_noted_is_the_text_that_stood_before_them(service: Service, day: int, version: str) -> None:
    talk = service.open()[0]
    with (
        service.session(write=True) as session,
        clock.at(datetime(2026, 11, 1, 12, tzinfo=clock.CHINA) + timedelta(days=day - 1)),
    ):
        consents.note(session, talk, "web", {"phone": FIRST})
    assert [row[3] for row in noted(service, talk)] == [version]


def test_versions_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("2026-12-01", "2027-03-01"):
        (tmp_path / f"{name}.md").write_text(f"# 告知 {name}\n\n## 一\n\n甲\n乙\n", encoding="utf-8")
    monkeypatch.setattr(texts, "FOLDER", tmp_path)
    for cached in (texts.versions, texts.read):
        cached.cache_clear()
    try:
        assert texts.in_force(date(2027, 3, 1)) == texts.Text("2027-03-01", "告知 2027-03-01", (("一", ("甲", "乙")),))
        days = (date(2026, 6, 1), date(2026, 12, 1), date(2027, 2, 28))
        assert {texts.in_force(day).version for day in days} == {"2026-12-01"}
        assert texts.coming(date(2027, 2, 28)) == ("2027-03-01",)
        with pytest.raises(NotFoundError):
            texts.read("2026-01-01")
    finally:
        for cached in (texts.versions, texts.read):
            cached.cache_clear()


def test_what_the_notice_promises_is_what_the_job_does() -> None:
    said = "".join(line for _, lines in texts.read(texts.versions()[-1]).parts for line in lines)
    kept = periods.load()
    assert f"{kept.talks_without_case}天" in said
    assert f"{kept.finished_cases // 365}年" in said
