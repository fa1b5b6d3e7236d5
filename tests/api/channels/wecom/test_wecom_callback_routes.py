"""The callback's door: who is let in, and what everybody else hears; never a 500, never more than a sentence."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.channels.crypto import CallbackCrypto
from api.channels.fake_wecom.platform import SYNC, KfRules
from api.channels.wecom import callback, incoming
from api.channels.xml_messages import write_fields
from api.errors import ConfigurationError
from tests.api.channels.lobby import Lobby, wecom_settings
from tests.api.channels.phone import KEY, OLD_KEY
from tests.api.channels.wechat.test_wechat_callback import BOMB
from tests.api.conftest import Service, make_settings, started
from tests.api.test_app import shape

PATH = "/wecom/callback"
CHECK = json.loads((Path(__file__).parents[1] / "vectors.json").read_text(encoding="utf-8"))["wecom_url_check"]
RULES = KfRules()


def post(lobby: Lobby, body: bytes | str, **query: str) -> Any:
    return lobby.service.client.post(PATH, params=query, content=body)


def sealed(lobby: Lobby, inner: str) -> tuple[str, dict[str, str]]:
    text = lobby.caller.crypto.seal(inner)
    return write_fields({"Encrypt": text}), lobby.caller.query(text)


def test_without_a_customer_service_there_is_no_callback(service: Service) -> None:
    for answer in (service.client.get(PATH), service.client.post(PATH, content=b"<xml/>")):
        assert "QIFU_WECOM_CORPID" in shape(answer, 404, "NotFoundError")["detail"]


@pytest.mark.parametrize("missing", ["wecom_token", "wecom_secret", "wecom_aes_key", "public_url"])
def test_half_a_customer_service_does_not_start(tmp_path: Any, missing: str) -> None:
    settings = wecom_settings(make_settings(tmp_path), RULES)
    empty = "" if missing == "public_url" else type(settings.wecom_token)("")
    with pytest.raises(ConfigurationError, match=f"QIFU_{missing.upper()}"):
        started(settings.model_copy(update={missing: empty}))


def test_address_is_checked_with_the_word_inside(lobby: Lobby) -> None:
    assert lobby.run(lobby.caller.check_address)
    text = lobby.caller.crypto.seal("<b>1</b>")
    answer = lobby.service.client.get(PATH, params={**lobby.caller.query(text), "echostr": text})
    assert (answer.text, answer.headers["content-type"]) == ("<b>1</b>", "text/plain; charset=utf-8")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_official_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: float(CHECK["timestamp"]))
    crypto = CallbackCrypto(CHECK["token"], CHECK["corpid"], [CHECK["encoding_aes_key"]])
    knock = callback.Knock(**{name: CHECK[name] for name in ("msg_signature", "timestamp", "nonce", "echostr")})
    assert callback.greet(crypto, knock) == CHECK["expect"]


@pytest.mark.parametrize(
    "changes", [{"msg_signature": "0" * 40}, {"msg_signature": ""}, {"nonce": "x"}, {"timestamp": "1"}]
)
def test_whoever_does_not_know_the_token_is_refused(lobby: Lobby, changes: dict[str, str]) -> None:
    body, query = lobby.caller.written()
    shape(post(lobby, body, **{**query, **changes}), 403, "SignatureError")
    text = lobby.caller.crypto.seal("1")
    query = {**lobby.caller.query(text), "echostr": text, **changes}
    shape(lobby.service.client.get(PATH, params=query), 403, "SignatureError")
    assert lobby.platform.calls[SYNC] == 0


@pytest.mark.parametrize("age", [3600, -3600])
def test_old_signature_does_not_open_again(lobby: Lobby, age: int) -> None:
    text, timestamp = lobby.caller.crypto.seal("1"), str(int(time.time()) - age)
    query = {"timestamp": timestamp, "nonce": "n", "echostr": text}
    query["msg_signature"] = lobby.caller.crypto.signature(timestamp, "n", text)
    assert "过期" in shape(lobby.service.client.get(PATH, params=query), 403, "SignatureError")["detail"]


@pytest.mark.parametrize(("receiver", "key"), [("ww-another", OLD_KEY), (RULES.corpid, KEY), (RULES.corpid + "x", KEY)])
def test_for_another_enterprise_or_under_another_key(lobby: Lobby, receiver: str, key: str) -> None:
    text = CallbackCrypto("any", receiver, [key]).seal("<xml/>")
    answer = post(lobby, write_fields({"Encrypt": text}), **lobby.caller.query(text))
    assert shape(answer, 422, "UnreadableMessageError")["detail"] == "消息读不懂。"


@pytest.mark.parametrize(
    "inner",
    ["", "{}", BOMB, "<xml><Event>kf_msg_or_event</Event></xml>"]
    + [f"<xml><Event>kf_msg_or_event</Event><OpenKfId>{kfid}</OpenKfId></xml>" for kfid in ("a b", "x" * 65, "客服")],
)
def test_what_is_no_message(lobby: Lobby, inner: str) -> None:
    body, query = sealed(lobby, inner)
    shape(post(lobby, body, **query), 422, "UnreadableMessageError")


def test_other_events_are_taken_silently(lobby: Lobby) -> None:
    body, query = sealed(lobby, "<xml><MsgType>event</MsgType><Event>change_contact</Event></xml>")
    answer = post(lobby, body, **query)
    assert (answer.status_code, answer.text, lobby.platform.calls[SYNC]) == (200, "success", 0)


@pytest.mark.parametrize("size", [64_001, 1_500_000])
def test_huge_body(lobby: Lobby, size: int) -> None:
    shape(post(lobby, b"<xml>" + b"a" * size, **lobby.caller.query("x")), 413, "TooLargeError")


def test_long_query(lobby: Lobby) -> None:
    shape(lobby.service.client.get(PATH, params={"echostr": "x" * 513}), 422, "ValidationError")


def test_replay_fetches_again_and_answers_nothing_twice(lobby: Lobby) -> None:
    lobby.platform.wrote("u1", "text", {"content": "想贷款"})
    body, query = lobby.caller.written()
    for _ in range(3):
        assert post(lobby, body, **query).text == "success"
        lobby.settle()
    assert lobby.person("u1").texts == ["听到了：想贷款"]


FIELDS = ["msgid", "msgtype", "external_userid", "origin", "send_time", "text", "event"]
anything_in_a_row = st.one_of(
    st.none(), st.integers(), st.text(max_size=30), st.dictionaries(st.text(max_size=8), st.text(max_size=8))
)
anything = st.one_of(
    st.binary(max_size=600),
    st.text(max_size=200).map(lambda text: text.encode(errors="replace")),
    st.binary(max_size=300).map(lambda raw: f"<xml><Encrypt>{base64.b64encode(raw).decode()}</Encrypt></xml>".encode()),
)


@given(body=anything, nonce=st.text(max_size=20), stamp=st.text(max_size=12))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_anything_is_answered_with_a_sentence(lobby: Lobby, body: bytes, nonce: str, stamp: str) -> None:
    nonce, stamp = nonce.encode(errors="replace").decode(), stamp.encode(errors="replace").decode()
    signature = lobby.caller.crypto.signature(stamp, nonce, "")
    answer = post(lobby, body, msg_signature=signature, nonce=nonce, timestamp=stamp)
    assert answer.status_code in (403, 413, 422)
    assert set(answer.json()) == {"error", "detail"}


@given(raw=st.binary(max_size=400))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_anything_inside_a_rightly_signed_seal(lobby: Lobby, raw: bytes) -> None:
    text = base64.b64encode(raw).decode()
    body, query = write_fields({"Encrypt": text}), lobby.caller.query(text)
    assert post(lobby, body, **query).status_code == 422


@given(row=st.dictionaries(st.sampled_from(FIELDS), anything_in_a_row))
@settings(max_examples=200, deadline=None)
def test_any_row_is_read_or_left_out(row: dict[str, Any]) -> None:
    for message in incoming.read_all([row, row], "wk-sample-1"):
        assert message.external_userid
    assert incoming.read_all(row, "wk-sample-1") == []
