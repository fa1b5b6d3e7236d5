"""What the fake platform knows and decides: tokens, people, quotas, menus. Knows no HTTP."""

from __future__ import annotations

import json
import re
import secrets
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from api.channels.fake_wechat import templates
from api.channels.fake_wechat.menus import refusal as menu_refusal
from api.channels.fake_wechat.people import By, Person, Seen

MOST_TEXT_BYTES = 2048
SEND, TEMPLATE, MENU = "/cgi-bin/message/custom/send", "/cgi-bin/message/template/send", "/cgi-bin/menu/create"
TEMPLATES = "/cgi-bin/template/get_all_private_template"
ESCAPED = re.compile(rb"(?<!\\)(?:\\\\)*\\u[0-9a-fA-F]{4}")
Answer = dict[str, Any]
SAID = {0: "ok", 40001: "invalid credential", 42001: "access_token expired", 45047: "out of response count limit"}


@dataclass
class Rules:
    """The account as its owner set it up on the platform."""

    appid: str = "wx-sample-appid"
    secret: str = "sample-secret"  # noqa: S105 - of the fake
    token: str = "sample-token"  # noqa: S105
    account: str = "gh_sample"
    aes_key: str = ""
    compatible: bool = False
    verified: bool = True
    ip_is_listed: bool = True
    token_seconds: int = 7200
    cut_seconds: float = 5.0
    daily_limit: int = 10**9
    templates: dict[str, str] = field(default_factory=lambda: dict(templates.SAMPLE))


@dataclass
class FakePlatform:
    """One account's platform.

    :param now: Seconds; tests let time pass by adding to ``ahead``.
    """

    rules: Rules = field(default_factory=Rules)
    now: Callable[[], float] = time.time
    ahead: float = 0.0
    people: dict[str, Person] = field(default_factory=dict)
    menu: Mapping[str, Any] | None = None
    calls: Counter[str] = field(default_factory=Counter)
    faults: list[tuple[str, int]] = field(default_factory=list)
    receipts: list[tuple[str, int]] = field(default_factory=list)
    _tokens: dict[str, float] = field(default_factory=dict)
    _shown: dict[tuple[str, str], int] = field(default_factory=dict)  # by person and the sender's own number

    def time(self) -> float:
        """Return the platform's time."""
        return self.now() + self.ahead

    def person(self, openid: str) -> Person:
        """Return a person, new if he was never seen."""
        return self.people.setdefault(openid, Person(openid))

    def fail(self, path: str, *codes: int) -> None:
        """Have the next calls of a path answered with these codes."""
        self.faults += [(path, code) for code in codes]

    def give_token(self, asked: Mapping[str, Any]) -> Answer:
        """Answer a request for a stable token: the one that holds, or by force a new one that ends the old."""
        self.calls["token"] += 1
        rules = self.rules
        if asked.get("appid") != rules.appid or asked.get("secret") != rules.secret:
            return answer(40013 if asked.get("appid") != rules.appid else 40125)
        if not rules.ip_is_listed:
            return answer(40164)
        held = next((t for t, end in self._tokens.items() if end - self.time() > rules.token_seconds * 0.05), None)
        if held is None or asked.get("force_refresh"):
            held = secrets.token_urlsafe(96)
            self._tokens = {held: self.time() + rules.token_seconds}
        return {"access_token": held, "expires_in": int(self._tokens[held] - self.time())}

    def expire_tokens(self) -> None:
        """End every token before its time, as the platform does when somebody resets the secret."""
        self._tokens = dict.fromkeys(self._tokens, 0.0)

    def call(self, path: str, token: str, body: bytes) -> Answer:
        """Answer a call of an API that wants the token."""
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
        if path == MENU:
            return self._take_menu(asked)
        return self._send(asked) if path == SEND else self._template(asked)

    def look(self, path: str, token: str) -> Answer:
        """Answer a call that only asks: which templates the account has."""
        self.calls[path] += 1
        code = self._refused(path, token)
        return answer(code) if code else templates.listing(self.rules.templates)

    def _refused(self, path: str, token: str) -> int:
        for place, (fails, code) in enumerate(self.faults):
            if fails == path:
                del self.faults[place]
                return code
        if token not in self._tokens:
            return 40001
        checks = (
            (self._tokens[token] < self.time(), 42001),
            (not self.rules.ip_is_listed, 40164),
            (self.calls[path] > self.rules.daily_limit, 45009),
            (not self.rules.verified, 48001),
        )
        return next((code for refused, code in checks if refused), 0)

    def _send(self, asked: Mapping[str, Any]) -> Answer:
        seen = read_letter(asked, self.time())
        if isinstance(seen, int):
            return answer(seen)
        person = self.people.get(str(asked.get("touser")))
        if person is None or not person.follows:
            return answer(40003 if person is None else 43004)
        code = person.refusal(self.time())
        if not code:
            person.seen.append(seen)
        return answer(code)

    def _template(self, asked: Mapping[str, Any]) -> Answer:
        person = self.people.get(str(asked.get("touser")))
        if person is None or not person.follows:
            return answer(40003 if person is None else 43004)
        code = templates.refusal(asked, self.rules.templates)
        if code:
            return answer(code)
        number = 200_000_000 + self.calls[TEMPLATE]
        own = (person.openid, str(asked.get("client_msg_id") or number))
        if own not in self._shown:  # the same message again is not shown again
            self._shown[own] = number
            text = templates.shown(asked, self.rules.templates)
            person.seen.append(Seen(By.TEMPLATE, "template", text, str(asked.get("url", "")), self.time()))
            self.receipts.append((person.openid, number))
        return {**answer(0), "msgid": self._shown[own]}

    def _take_menu(self, asked: Mapping[str, Any]) -> Answer:
        code = menu_refusal(asked)
        if not code:
            self.menu = asked
        return answer(code)


def answer(code: int) -> Answer:
    """Return an answer of this code."""
    return {"errcode": code, "errmsg": SAID.get(code, f"error {code}")}


def read_letter(asked: Mapping[str, Any], now: float) -> Seen | int:
    """Return what a person would see of a customer-service message, or the code that refuses it."""
    kind = asked.get("msgtype")
    if kind == "text":
        text = str((asked.get("text") or {}).get("content", ""))
        if not text:
            return 44004
        return Seen(By.SERVICE, "text", text, at=now) if len(text.encode()) <= MOST_TEXT_BYTES else 45002
    if kind == "news":
        articles = (asked.get("news") or {}).get("articles") or []
        if len(articles) != 1:
            return 45008
        shown = articles[0]
        text = f"{shown.get('title', '')}\n{shown.get('description', '')}"
        return Seen(By.SERVICE, "news", text, str(shown.get("url", "")), now)
    return 40200 if kind == "msgmenu" else 40008
