"""Bringing what people send to the account's callback: signed, at most five seconds, three times."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

import httpx
from defusedxml.ElementTree import fromstring

from api.channels.crypto import CallbackCrypto, SignatureError, UnreadableMessageError
from api.channels.fake_wechat.people import By, Person, Seen
from api.channels.fake_wechat.platform import MOST_TEXT_BYTES, FakePlatform
from api.channels.xml_messages import write_fields

ATTEMPTS = 3
UNAVAILABLE = "该公众号暂时无法提供服务，请稍后再试"
CALLBACK = "/wechat/callback"
Fields = dict[str, str | int]


@dataclass(frozen=True)
class Delivered:
    """What became of one message.

    :param attempts: How often it was sent.
    :param seen: What the person saw of the answer to the callback; None if that was empty.
    """

    attempts: int
    seen: Seen | None


class NotAnAnswerError(ValueError):
    """The account answered with something the platform cannot show."""


class Delivery:
    """Sends to the callback of one service.

    :param http: Its base address is the service.
    :param leaves_running: Does not break off a request that took too long, only stops listening, where the service
        runs in this process: a server does not stop working either when its caller hangs up.
    """

    def __init__(self, platform: FakePlatform, http: httpx.AsyncClient, leaves_running: bool = False) -> None:
        self.platform, self._http, self._leaves_running = platform, http, leaves_running
        rules = platform.rules
        self.crypto = CallbackCrypto(rules.token, rules.appid, [rules.aes_key])
        self._left: set[asyncio.Task[httpx.Response]] = set()
        self._numbers = time.time_ns()

    async def check_address(self) -> bool:
        """Do what the platform does when the owner saves the address."""
        word, query = secrets.token_hex(10), self.query()
        response = await self._http.get(CALLBACK, params={**query, "echostr": word})
        return response.status_code == httpx.codes.OK and response.content == word.encode()

    async def say(self, openid: str, text: str) -> Delivered:
        """Have a person write something."""
        return await self.message(openid, "text", Content=text)

    async def message(self, openid: str, kind: str, **fields: str | int) -> Delivered:
        """Have a person send something."""
        person = self.platform.person(openid)
        person.writes(self.platform.time())
        person.said.append((self.platform.time(), str(fields.get("Content", f"[{kind}]"))))
        return await self.bring(person, self.fields(openid, kind, MsgId=self.number(), **fields))

    async def event(self, openid: str, name: str, key: str = "", **fields: str | int) -> Delivered:
        """Have something happen to a person: ``subscribe``, ``unsubscribe``, ``CLICK``, ``VIEW``, ``SCAN`` ..."""
        person = self.platform.person(openid)
        if name in ("subscribe", "SCAN", "CLICK"):
            person.acts(self.platform.time())
        if name in ("subscribe", "unsubscribe"):
            person.follows = name == "subscribe"
        return await self.bring(person, self.fields(openid, "event", Event=name, EventKey=key, **fields))

    async def send_receipts(self, status: str = "success") -> None:
        """Tell the account what became of its template messages."""
        owed, self.platform.receipts = self.platform.receipts, []
        for openid, number in owed:
            fields = self.fields(openid, "event", Event="TEMPLATESENDJOBFINISH", MsgID=number, Status=status)
            await self.bring(self.platform.person(openid), fields)

    def number(self) -> int:
        """Return the next message number."""
        self._numbers += 1
        return self._numbers

    def fields(self, openid: str, kind: str, **more: str | int) -> Fields:
        """Return the fields of a message."""
        created = int(self.platform.time())
        head: Fields = {"ToUserName": self.platform.rules.account, "FromUserName": openid}
        return {**head, "CreateTime": created, "MsgType": kind, **more}

    async def bring(self, person: Person, fields: Mapping[str, str | int]) -> Delivered:
        """Send a message until the account answers in time; three times, then the person is told that it does not."""
        for attempt in range(1, ATTEMPTS + 1):
            response = await self._attempt(fields)
            if response is not None and response.status_code == httpx.codes.OK:
                seen = self._shown(person, response.content)
                return Delivered(attempt, self._show(person, seen) if seen else None)
        return Delivered(ATTEMPTS, self._show(person, self._fault()))

    async def _attempt(self, fields: Mapping[str, str | int]) -> httpx.Response | None:
        """Send once; None if the account did not answer in time, or not at all."""
        body, query = self.written(fields)
        sending = asyncio.create_task(self._http.post(CALLBACK, params=query, content=body.encode()))
        done, _ = await asyncio.wait({sending}, timeout=self.platform.rules.cut_seconds)
        if not done:
            self._hang_up(sending)
            return None
        return None if sending.exception() else sending.result()

    def _hang_up(self, sending: asyncio.Task[httpx.Response]) -> None:
        if not self._leaves_running:
            sending.cancel()
            return
        self._left.add(sending)
        sending.add_done_callback(self._left.discard)

    async def settled(self) -> None:
        """Wait for the requests nobody listens to any more."""
        if self._left:
            await asyncio.wait(set(self._left))

    def written(self, fields: Mapping[str, str | int]) -> tuple[str, dict[str, str]]:
        """Return body and query of a delivery in the mode of the account."""
        plain, rules = write_fields(fields), self.platform.rules
        if not rules.aes_key:
            return plain, self.query()
        sealed = self.crypto.seal(plain)
        outer: Fields = {"ToUserName": rules.account, "Encrypt": sealed}
        body = write_fields({**fields, "Encrypt": sealed} if rules.compatible else outer)
        return body, self.query(sealed)

    def query(self, sealed: str = "") -> dict[str, str]:
        """Return a signed query."""
        timestamp, nonce = str(int(self.platform.time())), secrets.token_hex(5)
        query = {"timestamp": timestamp, "nonce": nonce, "signature": self.crypto.signature(timestamp, nonce)}
        if not sealed:
            return query
        signed = self.crypto.signature(timestamp, nonce, sealed)
        return {**query, "encrypt_type": "aes", "msg_signature": signed}

    def _shown(self, person: Person, content: bytes) -> Seen | None:
        """Return what the person sees of an answer."""
        if content in (b"", b"success"):
            return None
        try:
            return self._read(person, self._opened(fromstring(content, forbid_dtd=True)))
        except (ParseError, ValueError, UnreadableMessageError, SignatureError):
            return self._fault()

    def _opened(self, root: Element) -> Element:
        """Open the envelope; an account with a key answers sealed."""
        if not self.platform.rules.aes_key:
            return root
        sealed = _text(root, "Encrypt")
        self.crypto.verify(_text(root, "MsgSignature"), _text(root, "TimeStamp"), _text(root, "Nonce"), sealed)
        opened: Element = fromstring(self.crypto.open(sealed).text, forbid_dtd=True)
        return opened

    def _read(self, person: Person, root: Element) -> Seen:
        to, sender, kind = (_text(root, name) for name in ("ToUserName", "FromUserName", "MsgType"))
        if (to, sender) != (person.openid, self.platform.rules.account) or not _text(root, "CreateTime").isdecimal():
            raise NotAnAnswerError("wrong head")
        if kind == "text" and 0 < len(_text(root, "Content").encode()) <= MOST_TEXT_BYTES:
            return Seen(By.PASSIVE, "text", _text(root, "Content"), at=self.platform.time())
        items = root.findall("./Articles/item")
        if kind != "news" or len(items) != 1 or _text(root, "ArticleCount") != "1":
            raise NotAnAnswerError("wrong kind")
        text = f"{_text(items[0], 'Title')}\n{_text(items[0], 'Description')}"
        return Seen(By.PASSIVE, "news", text, _text(items[0], "Url"), self.platform.time())

    def _fault(self) -> Seen:
        return Seen(By.FAULT, "text", UNAVAILABLE, at=self.platform.time())

    def _show(self, person: Person, seen: Seen) -> Seen:
        person.seen.append(seen)
        return seen


def _text(root: Element, name: str) -> str:
    found = root.find(name)
    if found is None:
        raise NotAnAnswerError(f"no {name}")
    return found.text or ""
