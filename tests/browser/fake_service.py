"""A service with scripted answers, so that the page can be tried without bot, matcher and database."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from fastapi import FastAPI, Header, HTTPException, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from api.web.pages import mount_static, router

CASE_NO = "XQ202506120007"
Reply = dict[str, Any]


class Start(BaseModel):
    """Payload that opens a conversation."""

    channel: str


class Message(BaseModel):
    """Payload of one message."""

    text: str = Field(max_length=10_000)
    client_message_id: str | None = None


def reply(text: str, asks: str | None = None, options: tuple[str, ...] = (), items: tuple[Reply, ...] = ()) -> Reply:
    """Return a reply in the service's form; an option ``标题=值`` sends another text than it shows."""
    pairs = [option.partition("=") for option in options]
    titled = [{"title": title, "payload": payload or title} for title, _, payload in pairs]
    return {"text": text, "asks": asks, "options": titled, "items": list(items)}


def criterion(name: str, verdict: str, evidence: str) -> dict[str, str]:
    """Return one checked condition."""
    return {"name": name, "verdict": verdict, "evidence": evidence}


def item(kind: str, item_id: str, name: str, provider: str, **more: Any) -> Reply:  # noqa: ANN401
    """Return a match card; what is not given stays empty."""
    base = {"item_id": item_id, "kind": kind, "name": name, "provider": provider, "score": 0.8, "payload": None}
    return base | {"reasons": [], "criteria": [], "facts": []} | more


def fact(label: str, value: str) -> dict[str, str]:
    """Return one fact of a card."""
    return {"label": label, "value": value}


MATCHES = (
    item(
        "service", "S-1", "中小微企业信用担保贷款", "湘江融资担保公司（样例）", payload="选 S-1",
        reasons=["您没有抵押物，这项服务以纳税和流水信用增信，不要求房产抵押", "额度 50 万到 500 万元，含您要的 150 万元"],
        criteria=[
            criterion("服务地区", "符合", "面向长沙市全域"),
            criterion("贷款金额", "符合", "单户 50 万-500 万元"),
            criterion("成立年限", "待核实", "要求注册满 2 年，您还没有说"),
        ],
        facts=[fact("收费", "担保费率年化 1%"), fact("时限", "10 个工作日")],
    ),
    item(
        "service", "S-2", "应收账款质押融资对接", "长沙市中小企业服务中心（样例）", payload="选 S-2",
        reasons=["有客户欠款时，可用应收账款换周转资金"],
        criteria=[criterion("服务地区", "符合", "湖南全省"), criterion("抵押物", "不符合", "需要有已确认的应收账款")],
        facts=[fact("收费", "免费（公益服务）"), fact("时限", "5 个工作日")],
    ),
    item(
        "institution", "I-1", "湘江融资担保公司（样例）", "湘江融资担保公司（样例）",
        reasons=["省级示范平台，上月办结担保贷款 12 笔"], criteria=[criterion("服务地区", "符合", "长沙市岳麓区")],
    ),
    item(
        "expert", "E-1", "周某某（样例）", "湘江融资担保公司（样例）",
        reasons=["从业 15 年，擅长小微企业信用贷款方案设计"], facts=[fact("本月可约", "3 人次")],
    ),
    item(
        "policy", "P-1", "小微企业贷款担保费补贴", "湖南省财政厅（样例）",
        reasons=["担保费由财政补贴一半"], criteria=[criterion("上年营业收入", "待核实", "要求 2000 万元以下")],
    ),
)  # fmt: skip
ASK_REGION = [reply("明白了：需要一笔 150 万元左右的周转贷款，没有抵押物。\n请问企业在哪个市、县区？", "region",
                    ("长沙市岳麓区", "长沙市长沙县", "其他地方"))]  # fmt: skip
ASK_CONFIRM = [reply("跟您核对一下：\n· 需求：周转贷款，约 150 万元，没有抵押物\n· 地区：长沙市岳麓区\n这样对吗？", "confirm",
                     ("对，帮我找=没错", "金额不对", "再补充一点"))]  # fmt: skip
SHOW = [reply("找到 5 项合适的，按贴合程度排好了。您可以选一个或几个，也可以说“换一批”。", "choose", ("换一批", "都不合适"), MATCHES)]
ASK_PHONE = [reply("好的，为您登记“中小微企业信用担保贷款”。方便留一个联系电话吗？", "phone", ("不方便留",))]
DONE = [
    reply(f"登记好了，编号 {CASE_NO}。湘江融资担保公司会在 1 个工作日内联系您。"),
    reply("还有别的需要帮忙吗？", None, ("没有了", "再提一个需求")),
]
PROGRESS = [reply(f"{CASE_NO}：已派单给湘江融资担保公司（样例），等待受理。政策原文见 https://example.com/policy 。")]
SCRIPT: tuple[tuple[str, list[Reply]], ...] = (
    ("贷", ASK_REGION),
    ("岳麓", ASK_CONFIRM),
    ("没错", SHOW),
    ("选 S-1", ASK_PHONE),
    ("1380000", DONE),
    ("不方便留", DONE),
    ("进度", PROGRESS),
    ("转人工", [reply("好的，正在为您转接人工坐席。")]),
)
UNKNOWN = [reply("这句话我没有完全听懂，您是想办哪一类事？", "clarify", ("贷款融资=想贷款", "政策咨询", "转人工"))]
REFUSALS: dict[str, tuple[int, str]] = {
    "太快": (429, "您发得有点快，请过几秒再试。"),
    "太长": (413, "这条消息太长了，请分几次发。"),
    "看不懂": (422, "消息里有无法识别的内容，请换种说法。"),
    "出错": (500, "服务内部出了点问题，请稍后再试。"),
}


class Talk:
    """One conversation held in memory."""

    def __init__(self) -> None:
        self.token = uuid4().hex
        self.messages: list[dict[str, Any]] = []
        self.answers: dict[str, dict[str, Any]] = {}
        self.handoff = False
        self.has_case = False

    def add(self, role: str, said: Reply) -> None:
        """Store one message as the service would."""
        entry = {"id": len(self.messages) + 1, "role": role, "created_at": datetime.now(UTC).isoformat()}
        self.messages.append(said | entry)

    def answer(self, text: str) -> dict[str, Any]:
        """Answer from the script."""
        replies = next((replies for key, replies in SCRIPT if key in text), UNKNOWN)
        is_new = replies is DONE and not self.has_case
        self.has_case = self.has_case or is_new
        self.handoff = self.handoff or "转人工" in text
        self.add("user", reply(text))
        for said in replies:
            self.add("bot", said)
        intent = {"name": "submit_need", "confidence": 1.0}
        numbers = [CASE_NO] if is_new else []
        return {"intent": intent, "slots": {}, "replies": replies, "case_nos": numbers, "handoff": self.handoff}

    def history(self) -> dict[str, Any]:
        """Return the whole conversation as the service would."""
        record = {"case_no": CASE_NO, "category": "finance", "slots": {}, "status": "dispatched"}
        demands = [record | {"shown": [], "chosen": [], "rating": None}] if self.has_case else []
        return {"handoff": self.handoff, "messages": self.messages, "demands": demands, "appeals": []}


class Talks(dict[str, Talk]):
    """All conversations by id, and how often each message was received."""

    def __init__(self) -> None:
        super().__init__()
        self.received: list[str | None] = []

    def require(self, talk_id: str, authorization: str) -> Talk:
        """Return the conversation that this token opens."""
        if talk_id not in self:
            raise HTTPException(404, "没有这个对话。")
        if authorization != f"Bearer {self[talk_id].token}":
            raise HTTPException(401, "凭证不对，请开始新的对话。")
        return self[talk_id]


def refuse(request: Request, error: Exception) -> JSONResponse:
    """Return an error in the service's form."""
    assert isinstance(error, HTTPException)
    return JSONResponse({"error": "ServiceError", "detail": error.detail}, status_code=error.status_code)


def add_routes(app: FastAPI, talks: Talks) -> None:
    """Add the three routes that the page uses."""

    @app.post("/api/v1/conversations", status_code=201)
    def start(payload: Start) -> dict[str, str]:
        talk_id = uuid4().hex
        talks[talk_id] = Talk()
        return {"conversation_id": talk_id, "token": talks[talk_id].token}

    @app.get("/api/v1/conversations/{talk_id}")
    def read(talk_id: str, authorization: str = Header("")) -> dict[str, Any]:
        return talks.require(talk_id, authorization).history()

    @app.post("/api/v1/conversations/{talk_id}/messages")
    async def post(talk_id: str, payload: Message, authorization: str = Header("")) -> dict[str, Any]:
        talk = talks.require(talk_id, authorization)
        talks.received.append(payload.client_message_id)
        await asyncio.sleep(1.5 if "慢" in payload.text else 0.15)
        for key, (status, detail) in REFUSALS.items():
            if key in payload.text:
                raise HTTPException(status, detail)
        key = payload.client_message_id or uuid4().hex
        if key not in talk.answers:
            talk.answers[key] = talk.answer(payload.text)
        return talk.answers[key]


def create_fake(build_dir: Path) -> FastAPI:
    """Wire page, static files and scripted routes; ``app.state.talks`` is open to the tests."""
    app = FastAPI()
    app.state.talks = Talks()
    app.include_router(router)
    mount_static(app, build_dir)
    add_routes(app, app.state.talks)
    handler: Callable[[Request, Exception], JSONResponse] = refuse
    app.add_exception_handler(HTTPException, handler)
    return app
