"""The callback of WeCom customer service, and the page that shows a whole answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, PlainTextResponse

from api.channels.callbacks import read_body
from api.channels.links import opened
from api.channels.pages import answer_page, missing_page
from api.channels.wecom import callback
from api.channels.wecom.callback import Knock
from api.channels.wecom.models import KfInbound
from api.channels.wecom.room import WeCom
from api.channels.wecom.work import PAGE_OF
from api.deps import ReadSessionDep, StateDep
from api.errors import NotFoundError

router = APIRouter(tags=["微信客服"])
MOST_QUERY = 512
SUCCESS = "success"


async def of_process(state: StateDep) -> WeCom:
    """Return the customer service.

    :raises NotFoundError: If none is set up.
    """
    if state.wecom is None:
        raise NotFoundError("没有设置微信客服：请设置 QIFU_WECOM_CORPID 等几项后重新启动。")
    return state.wecom


def knock(
    msg_signature: Annotated[str, Query(max_length=MOST_QUERY)] = "",
    timestamp: Annotated[str, Query(max_length=MOST_QUERY)] = "",
    nonce: Annotated[str, Query(max_length=MOST_QUERY)] = "",
    echostr: Annotated[str, Query(max_length=MOST_QUERY)] = "",
) -> Knock:
    """Return the callback's query."""
    return Knock(msg_signature, timestamp, nonce, echostr)


WeComDep = Annotated[WeCom, Depends(of_process)]
KnockDep = Annotated[Knock, Depends(knock)]


@router.get("/wecom/callback", summary="企业微信后台验证回调地址", response_class=PlainTextResponse)
async def check_address(wecom: WeComDep, query: KnockDep) -> PlainTextResponse:
    """Give the platform's own word back, opened and bare."""
    echo = callback.greet(wecom.account.crypto, query)
    return PlainTextResponse(echo, headers={"X-Content-Type-Options": "nosniff"})


@router.post("/wecom/callback", summary="微信客服有新消息或事件", response_class=PlainTextResponse)
async def take_news(wecom: WeComDep, query: KnockDep, request: Request) -> PlainTextResponse:
    """Note that there is something and answer at once; it is fetched afterwards."""
    news = callback.receive(wecom.account.crypto, query, await read_body(request))
    if news is not None:
        await wecom.reception.take(news.open_kfid, news.token)
    return PlainTextResponse(SUCCESS)


@router.get("/m/kf/{token}", include_in_schema=False, response_class=HTMLResponse)
def show_answer(token: str, request: Request, session: ReadSessionDep, state: StateDep) -> HTMLResponse:
    """Show the whole of one answer to whoever has its link."""
    try:
        row = opened(session, state.secret, token, KfInbound, PAGE_OF)
    except NotFoundError as error:
        return missing_page(request, error.detail)
    return answer_page(request, row.replies)
