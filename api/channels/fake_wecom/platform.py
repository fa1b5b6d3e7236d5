"""What the fake WeCom knows and decides: tokens, the queue of messages, sessions. Knows no HTTP."""

from __future__ import annotations

import json
import re
import secrets
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from api.channels.fake_wecom.guests import BOT, ENDED, HUMAN, MOVES, NEW, KfPerson

GET_TOKEN = "/cgi-bin/gettoken"  # noqa: S105 - a path
SYNC, SEND, ON_EVENT = "/cgi-bin/kf/sync_msg", "/cgi-bin/kf/send_msg", "/cgi-bin/kf/send_msg_on_event"
STATE, MOVE = "/cgi-bin/kf/service_state/get", "/cgi-bin/kf/service_state/trans"
ACCOUNTS, SERVICERS = "/cgi-bin/kf/account/list", "/cgi-bin/kf/servicer/list"
MOST_TEXT_BYTES = 2048
MSGID = re.compile(r"[0-9a-zA-Z_-]{1,32}")
ESCAPED = re.compile(rb"(?<!\\)(?:\\\\)*\\u[0-9a-fA-F]{4}")
TOKEN_SECONDS, NEWS_TOKEN_SECONDS, CODE_SECONDS = 7200, 600, 20
Answer = dict[str, Any]


@dataclass
class KfRules:
    """The customer service as the enterprise set it up."""

    corpid: str = "ww-sample-corp"
    secret: str = "sample-kf-secret"  # noqa: S105 - of the fake
    token: str = "sample-kf-token"  # noqa: S105
    aes_key: str = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
    open_kfid: str = "wk-sample-1"
    name: str = "样例客服"
    is_managed: bool = True
    servicers: frozenset[str] = frozenset({"zhang.san"})
    resting: set[str] = field(default_factory=set)
    page: int = 1000
    ip_is_listed: bool = True


@dataclass
class FakeWeCom:
    """One enterprise's platform.

    :param now: Seconds; tests let time pass by adding to ``ahead``.
    """

    rules: KfRules = field(default_factory=KfRules)
    now: Callable[[], float] = time.time
    ahead: float = 0.0
    people: dict[str, KfPerson] = field(default_factory=dict)
    log: list[dict[str, Any]] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    faults: list[tuple[str, int]] = field(default_factory=list)
    synced: list[tuple[str, str]] = field(default_factory=list)  # cursor and token of every call
    before_page: Callable[[int], None] | None = None
    _tokens: dict[str, float] = field(default_factory=dict)
    _news: dict[str, float] = field(default_factory=dict)
    _codes: dict[str, tuple[str, float]] = field(default_factory=dict)

    def time(self) -> float:
        """Return the platform's time."""
        return self.now() + self.ahead

    def person(self, name: str) -> KfPerson:
        """Return a person, new if he was never seen."""
        return self.people.setdefault(name, KfPerson(name))

    def fail(self, path: str, *codes: int) -> None:
        """Have the next calls of a path answered with these codes."""
        self.faults += [(path, code) for code in codes]

    def expire_tokens(self) -> None:
        """End every access token before its time."""
        self._tokens = {}

    def news_token(self) -> str:
        """Return the token of a callback, good for ten minutes."""
        token = secrets.token_urlsafe(16)
        self._news[token] = self.time() + NEWS_TOKEN_SECONDS
        return token

    def wrote(self, name: str, kind: str, content: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
        """Put down what a person sent."""
        self.person(name).writes(self.time())
        row = {"open_kfid": self.rules.open_kfid, "external_userid": name, "origin": 3, "msgtype": kind}
        return self._put({**row, kind: dict(content), **changes})

    def happened(self, name: str, event_type: str, **fields: Any) -> dict[str, Any]:
        """Put down an event."""
        person = {"event_type": event_type, "open_kfid": self.rules.open_kfid, "external_userid": name}
        return self._put({"origin": 4, "msgtype": "event", "event": {**person, **fields}})

    def enters(self, name: str, scene: str = "") -> dict[str, Any]:
        """Have a person come in; who has not been greeted gets a code with which he may be."""
        code = secrets.token_urlsafe(12)
        self._codes[code] = (name, self.time() + CODE_SECONDS)
        return self.happened(name, "enter_session", scene=scene, welcome_code=code)

    def picked_up(self, name: str, servicer: str) -> dict[str, Any]:
        """Have a person of the enterprise take somebody from the queue."""
        person = self.person(name)
        person.state, person.servicer = HUMAN, servicer
        return self.happened(name, "session_status_change", change_type=1, new_servicer_userid=servicer)

    def servicer_says(self, name: str, text: str) -> dict[str, Any]:
        """Have the person of the enterprise write in WeCom."""
        person = self.person(name)
        assert person.state == HUMAN  # noqa: S101 - a test that asks for this is wrong
        row = {"open_kfid": self.rules.open_kfid, "external_userid": name, "origin": 5, "msgtype": "text"}
        put = self._put({**row, "servicer_userid": person.servicer, "text": {"content": text}})
        person.seen[put["msgid"]] = text
        return put

    def ended(self, name: str) -> dict[str, Any]:
        """Have the person of the enterprise end the session."""
        person = self.person(name)
        person.state = ENDED
        return self.happened(name, "session_status_change", change_type=3, old_servicer_userid=person.servicer)

    def _put(self, row: dict[str, Any]) -> dict[str, Any]:
        row = {"msgid": f"m{len(self.log)}-{secrets.token_hex(4)}", "send_time": int(self.time()), **row}
        self.log.append(row)
        return row

    def give_token(self, corpid: str, secret: str) -> Answer:
        """Answer a request for the access token: always the one that holds."""
        self.calls[GET_TOKEN] += 1
        if corpid != self.rules.corpid or secret != self.rules.secret:
            return answer(40013 if corpid != self.rules.corpid else 40001)
        held = next((token for token, end in self._tokens.items() if end > self.time()), None)
        if held is None:
            held = secrets.token_urlsafe(96)
            self._tokens = {held: self.time() + TOKEN_SECONDS}
        return {**answer(0), "access_token": held, "expires_in": int(self._tokens[held] - self.time())}

    def call(self, path: str, token: str, body: bytes) -> Answer:
        """Answer a call that wants the token."""
        self.calls[path] += 1
        code = self._refused(path, token)
        if code:
            return answer(code)
        try:
            asked = json.loads(body.decode("utf-8"))
        except ValueError:
            return answer(47001)
        if ESCAPED.search(body):
            return answer(40033)
        if path == ACCOUNTS:
            return self._accounts(asked)
        if path != ON_EVENT and asked.get("open_kfid") != self.rules.open_kfid:
            return answer(95004)
        deeds = {SYNC: self._sync, SEND: self._send, ON_EVENT: self._greet, STATE: self._state, MOVE: self._move}
        return deeds[path](asked)

    def look(self, path: str, token: str, open_kfid: str) -> Answer:
        """Answer a call that only asks: who receives at the account."""
        self.calls[path] += 1
        code = self._refused(path, token) or (0 if open_kfid == self.rules.open_kfid else 95004)
        if code:
            return answer(code)
        rows = [{"userid": one, "status": int(one in self.rules.resting)} for one in sorted(self.rules.servicers)]
        return {**answer(0), "servicer_list": rows}

    def _accounts(self, asked: Mapping[str, Any]) -> Answer:
        rules, offset = self.rules, asked.get("offset", 0)
        if not 0 < asked.get("limit", 100) <= 100:
            return answer(40058)
        row = {"open_kfid": rules.open_kfid, "name": rules.name, "avatar": "", "manage_privilege": rules.is_managed}
        return {**answer(0), "account_list": [row][offset:]}

    def _refused(self, path: str, token: str) -> int:
        for place, (fails, code) in enumerate(self.faults):
            if fails == path:
                del self.faults[place]
                return code
        if not self.rules.ip_is_listed:
            return 60020
        if token not in self._tokens:
            return 40014
        return 42001 if self._tokens[token] < self.time() else 0

    def _sync(self, asked: Mapping[str, Any]) -> Answer:
        cursor, token, limit = str(asked.get("cursor", "")), str(asked.get("token", "")), asked.get("limit", 1000)
        if token and self._news.get(token, 0.0) < self.time():
            return answer(95007)
        if not 0 < limit <= 1000 or (cursor and not cursor.startswith("c-")):
            return answer(40058)
        self.synced.append((cursor, token))
        start = int(cursor.removeprefix("c-")) if cursor else 0
        if self.before_page is not None:
            self.before_page(start)
        end = min(start + min(limit, self.rules.page), len(self.log))
        page = {"next_cursor": f"c-{end}", "has_more": int(end < len(self.log)), "msg_list": self.log[start:end]}
        return {**answer(0), **page}

    def _send(self, asked: Mapping[str, Any]) -> Answer:
        number, person = str(asked.get("msgid") or secrets.token_hex(8)), self.people.get(str(asked.get("touser")))
        code = 40058 if not MSGID.fullmatch(number) else _unfit(asked)
        if code or person is None:
            return answer(code or 40096)
        if number in person.seen:  # the same message again is not shown again
            return {**answer(0), "msgid": number}
        code = person.refusal(self.time())
        if code:
            return answer(code)
        if person.rejects:
            self.happened(person.external_userid, "msg_send_fail", fail_msgid=number, fail_type=10)
        else:
            person.seen[number] = asked["text"]["content"]
        return {**answer(0), "msgid": number}

    def _greet(self, asked: Mapping[str, Any]) -> Answer:
        name, end = self._codes.pop(str(asked.get("code")), ("", 0.0))
        number = str(asked.get("msgid") or secrets.token_hex(8))
        if not name or end < self.time() or not MSGID.fullmatch(number) or _unfit(asked):
            return answer(95000 if not name else 40058)
        self.person(name).seen[number] = asked["text"]["content"]
        return {**answer(0), "msgid": number}

    def _state(self, asked: Mapping[str, Any]) -> Answer:
        person = self.people.get(str(asked.get("external_userid")))
        return {**answer(0), "service_state": person.state} if person else answer(40096)

    def _move(self, asked: Mapping[str, Any]) -> Answer:
        person = self.people.get(str(asked.get("external_userid")))
        to, servicer = asked.get("service_state"), str(asked.get("servicer_userid", ""))
        if person is None:
            return answer(40096)
        if to not in MOVES.get(person.state, ()):
            return answer(95016)
        if to == HUMAN and servicer not in self.rules.servicers:
            return answer(95014)
        person.state, person.servicer = to, servicer
        return {**answer(0), **({"msg_code": secrets.token_urlsafe(8)} if to not in (NEW, BOT) else {})}


def _unfit(asked: Mapping[str, Any]) -> int:
    """Return the code that refuses a text."""
    if asked.get("msgtype") != "text":
        return 40008
    text = str((asked.get("text") or {}).get("content", ""))
    if not text:
        return 44004
    return 45002 if len(text.encode()) > MOST_TEXT_BYTES else 0


def answer(code: int) -> Answer:
    """Return an answer of this code."""
    return {"errcode": code, "errmsg": "ok" if not code else f"error {code}"}
