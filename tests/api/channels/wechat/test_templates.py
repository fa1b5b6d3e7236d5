"""Template messages: the file that says which template is for what, what goes into the fields, and whether it arrived."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from sqlmodel import col, delete, select

from api import worker
from api.channels.fake_wechat.platform import TEMPLATE, TEMPLATES, Rules
from api.channels.fake_wechat.server import create_api
from api.channels.wechat import sendings, templates
from api.channels.wechat.account import account_of
from api.channels.wechat.checking import check
from api.channels.wechat.models import Sending
from api.channels.wechat.templates import Template, read_templates
from api.errors import ConfigurationError
from api.followups import wechat_sender
from api.followups.file_sender import FileSender
from api.followups.models import FollowUpChannel
from api.followups.senders import Outcome, Outgoing
from api.followups.wechat_sender import WechatNotSentError, WechatTemplateSender
from api.outbox.models import OutboxEntry
from api.settings import Settings
from tests.api.channels.conftest import OpenPhones
from tests.api.channels.phone import Phones, account_settings
from tests.api.conftest import BACKENDS

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
SAMPLE = templates.SAMPLE
KINDS = ("受理后回访", "服务中回访", "办结后回访", "等企业补充")
FOLLOW_UP = Template(
    "sample-follow-up",
    {"character_string1": "编号", "thing2": "事项", "phrase3": "进度", "time4": "时间", "thing5": "说明"},
)
KEY = "follow-up-attempt:1"


def written(folder: Path, text: str) -> Path:
    path = folder / "templates.yml"
    path.write_text(text, encoding="utf-8")
    return path


def message(phones: Phones, text: str = "您好，您登记的需求已由机构受理。机构联系上您了吗？") -> Outgoing:
    return Outgoing(
        key=KEY,
        channel=FollowUpChannel.WECHAT_TEMPLATE,
        kind="after_acceptance",
        case_no="XQ202611230001",
        text=text,
        conversation_id=phones.conversation_id("o1"),
        phone=None,
    )


@pytest.fixture
def sender(phones: Phones, monkeypatch: pytest.MonkeyPatch) -> WechatTemplateSender:
    """Return the sender; o1 follows and wrote long ago; it is half past one in the afternoon in China."""
    with phones.service.session(write=True) as session:  # the platform of each test counts its messages from one
        session.exec(delete(OutboxEntry).where(col(OutboxEntry.topic) == sendings.FINISHED))
    phones.say("o1", "在吗")
    phones.person("o1").seen.clear()
    phones.person("o1").wrote_at = -1e12
    moment = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)
    monkeypatch.setattr(wechat_sender, "utc_now", lambda: moment)
    account = phones.wechat.account.__class__(
        **{**vars(phones.wechat.account), "templates": {templates.DEFAULT: FOLLOW_UP}}
    )
    return WechatTemplateSender(
        phones.service.state.database, account, httpx.ASGITransport(create_api(phones.platform))
    )


def finished(phones: Phones) -> list[OutboxEntry]:
    with phones.service.session() as session:
        return list(session.exec(select(OutboxEntry).where(OutboxEntry.topic == sendings.FINISHED)))


def test_sample_file_is_one_that_is_taken() -> None:
    """It is what the fake platform has, so that a demonstration sends template messages too."""
    read = read_templates(SAMPLE, KINDS)
    assert read[templates.DEFAULT] == FOLLOW_UP
    assert templates.of_kind(read, "受理后回访") == read[templates.DEFAULT]


def test_kind_of_its_own_comes_before_the_default(tmp_path: Path) -> None:
    text = "默认: {模板: a, 字段: {thing1: 编号}}\n办结后回访: {模板: b, 字段: {thing1: '=请打分'}}\n"
    read = read_templates(written(tmp_path, text), KINDS)
    one, other = templates.of_kind(read, "办结后回访"), templates.of_kind(read, "服务中回访")
    assert one
    assert other
    assert (one.number, other.number) == ("b", "a")
    assert templates.filled(one, {}) == {"thing1": "请打分"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "应当写“默认”"),
        ("- a", "应当写“默认”"),
        ("默认: [", "不是能读的 YAML"),
        ("回访: {模板: a, 字段: {thing1: 编号}}", "没有“回访”这种回访"),
        ("默认: a", "应当有“模板”和“字段”"),
        ("默认: {字段: {thing1: 编号}}", "没有写“模板”"),
        ("默认: {模板: a}", "没有写“字段”"),
        ("默认: {模板: a, 字段: {1: 编号}}", "字段名“1”不对"),
        ("默认: {模板: a, 字段: {thing1: 号码}}", "填“号码”看不懂"),
    ],
)
def test_file_that_is_wrong_says_where(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        read_templates(written(tmp_path, text), KINDS)


def test_file_that_is_not_there(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(ConfigurationError, match="打不开"):
        account_of(account_settings(settings, Rules(), wechat_templates=tmp_path / "none.yml"))


@pytest.mark.parametrize(
    ("name", "text", "fits"),
    [
        ("thing1", "一" * 20, "一" * 20),
        ("thing1", "一" * 21, "一" * 19 + "…"),
        ("phrase12", "服务进行中了", "服务进行…"),
        ("thing2", "一行\n  又一行", "一行 又一行"),
        ("thing2", "", "-"),
        ("remark", "一" * 300, "一" * 199 + "…"),
    ],
)
def test_words_are_cut_to_the_field(name: str, text: str, fits: str) -> None:
    assert templates.filled(Template("a", {name: "说明"}), {"说明": text}) == {name: fits}


@both
def test_arrives_once_and_is_delivered_when_the_platform_says_so(
    phones: Phones, sender: WechatTemplateSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, bool, str]] = []
    monkeypatch.setattr(
        wechat_sender.delivery, "report", lambda _, number, delivered, detail: told.append((number, delivered, detail))
    )
    receipts = [sender.send(message(phones)) for _ in range(2)]  # the worker died after the first
    assert {receipt.outcome for receipt in receipts} == {Outcome.ACCEPTED}
    seen = phones.person("o1").seen
    assert [one.text for one in seen] == [
        "编号：XQ202611230001\n事项：机构是否已经联系您\n进度：已受理\n时间：2026年11月23日 13:30\n"
        "说明：您好，您登记的需求已由机构受理。机构联…"
    ]
    assert seen[0].url.endswith("/progress")
    phones.run(lambda: phones.delivery.send_receipts("failed:user block"))
    entry = finished(phones)[-1]
    with phones.service.session(write=True) as session:
        wechat_sender.finished(session, SimpleNamespace(payload=entry.payload), None)  # type: ignore[arg-type]
    assert told == [(receipts[0].provider_id, False, "对方没有关注公众号，或拒收。")]
    assert sender.send(message(phones)).outcome is Outcome.REFUSED


@pytest.mark.parametrize(("scored", "path"), [(True, "/r/XQ202611230001"), (False, "/progress")])
def test_a_touch_leads_to_the_score_where_one_is_asked_for(
    phones: Phones, sender: WechatTemplateSender, scored: bool, path: str
) -> None:
    sender._rated_at = lambda case_no: f"https://qifu.example/r/{case_no}"
    assert sender.send(replace(message(phones), scored=scored)).outcome is Outcome.ACCEPTED
    assert phones.person("o1").seen[-1].url.endswith(path)


def test_receipt_that_is_faster_than_the_answer(phones: Phones, sender: WechatTemplateSender) -> None:
    with phones.service.session(write=True) as session:
        sendings.begin(session, phones.conversation_id("o1"), sendings.TEMPLATE, False, KEY)
        sendings.receipt(session, "o1", "200000077", "success")  # its number is not known here yet
    assert [entry.payload["message_id"] for entry in finished(phones)][-1] == "200000077"
    with phones.service.session(write=True) as session:
        session.exec(select(Sending).where(Sending.key == KEY)).one().message_id = "200000077"
        session.flush()
        assert sendings.arrived(session, "200000077", "success")


def test_receipt_of_somebody_elses_message_is_left(phones: Phones, sender: WechatTemplateSender) -> None:
    before = len(finished(phones))
    with phones.service.session(write=True) as session:
        sendings.receipt(session, "o1", "999", "success")
        sendings.receipt(session, "nobody", "998", "success")
    assert len(finished(phones)) == before


@pytest.mark.parametrize(
    ("code", "outcome"),
    [(43004, Outcome.REFUSED), (40037, Outcome.REFUSED), (47003, Outcome.REFUSED), (48001, Outcome.REFUSED)],
)
def test_what_the_platform_refuses_has_the_next_channel_tried(
    phones: Phones, sender: WechatTemplateSender, code: int, outcome: Outcome
) -> None:
    phones.platform.fail(TEMPLATE, code)
    receipt = sender.send(message(phones))
    assert (receipt.outcome, bool(receipt.detail)) == (outcome, True)
    assert phones.person("o1").seen == []


def test_busy_platform_is_tried_again(phones: Phones, sender: WechatTemplateSender) -> None:
    phones.platform.fail(TEMPLATE, -1)
    with pytest.raises(WechatNotSentError):
        sender.send(message(phones))
    assert sender.send(message(phones)).outcome is Outcome.ACCEPTED


def test_kind_without_a_template_is_refused(phones: Phones, sender: WechatTemplateSender) -> None:
    sender._account = phones.wechat.account
    receipt = sender.send(message(phones))
    assert (receipt.outcome, receipt.detail) == (Outcome.REFUSED, "没有给“受理后回访”设模板。")


def test_file_is_the_sender_until_templates_are_set(settings: Settings, tmp_path: Path) -> None:
    def of_worker(**changes: Any) -> object:
        parts = worker.build(account_settings(settings, Rules(aes_key=""), wechat_secret=SecretStr("s"), **changes))
        parts.database.close()
        return parts.senders.of(FollowUpChannel.WECHAT_TEMPLATE)

    assert isinstance(of_worker(), FileSender)
    assert isinstance(of_worker(wechat_templates=SAMPLE), WechatTemplateSender)


def checked(phones: Phones) -> list[tuple[bool, str]]:
    async def run() -> list[tuple[bool, str]]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(phones.service.app)) as http:
            findings = await check(phones.wechat, http)
        return [(one.holds, one.sentence) for one in findings if one.sentence.startswith("模板消息")]

    return phones.run(run)


@pytest.mark.parametrize(
    ("text", "holds", "says"),
    [
        (f"默认: {{模板: sample-follow-up, 字段: {dict(FOLLOW_UP.fields)}}}", True, "5 个字段都对上了"),
        ("默认: {模板: gone, 字段: {thing1: 编号}}", False, "公众号里没有模板 gone"),
        ("默认: {模板: sample-template, 字段: {thing1: 编号, thing3: 说明}}", False, "少了字段 time2，多了字段 thing3"),
    ],
)
def test_check_compares_with_the_account(
    open_account: OpenPhones, tmp_path: Path, text: str, holds: bool, says: str
) -> None:
    ((is_well, sentence),) = checked(open_account(wechat_templates=written(tmp_path, text)))
    assert (is_well, says in sentence) == (holds, True), sentence


def test_check_where_nothing_is_set_or_may_be_sent(open_account: OpenPhones, phones: Phones) -> None:
    assert checked(phones)[0][0]
    assert "没有设置" in checked(phones)[0][1]
    assert checked(open_account(Rules(verified=False), wechat_templates=SAMPLE))[0][0] is False
    refused = open_account(wechat_templates=SAMPLE)
    refused.platform.fail(TEMPLATES, 45009)
    assert "取不到" in checked(refused)[0][1]
