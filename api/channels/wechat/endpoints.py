"""The callback of the official account, and the page that shows a whole answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from api.channels.callbacks import read_body
from api.channels.links import opened
from api.channels.pages import answer_page, missing_page
from api.channels.wechat import callback
from api.channels.wechat.callback import Knock
from api.channels.wechat.models import Inbound
from api.channels.wechat.room import WeChat
from api.deps import ReadSessionDep, StateDep
from api.errors import NotFoundError

router = APIRouter(tags=["公众号"])
MOST_QUERY = 512


async def of_process(state: StateDep) -> WeChat:
    """Return the account.

    :raises NotFoundError: If none is set up.
    """
    if state.wechat is None:
        raise NotFoundError("没有设置公众号：请设置 QIFU_WECHAT_APPID 等几项后重新启动。")
    return state.wechat


def knock(
    signature: Annotated[str, Query(max_length=MOST_QUERY)] = "",
    timestamp: Annotated[str, Query(max_length=MOST_QUERY)] = "",
    nonce: Annotated[str, Query(max_length=MOST_QUERY)] = "",
    encrypt_type: Annotated[str, Query(max_length=MOST_QUERY)] = "",
    msg_signature: Annotated[str, Query(max_length=MOST_QUERY)] = "",
    echostr: Annotated[str, Query(max_length=MOST_QUERY)] = "",
) -> Knock:
    """Return the callback's query."""
    return Knock(signature, timestamp, nonce, encrypt_type, msg_signature, echostr)


WeChatDep = Annotated[WeChat, Depends(of_process)]
KnockDep = Annotated[Knock, Depends(knock)]


@router.get("/wechat/callback", summary="公众号后台验证服务器地址", response_class=PlainTextResponse)
async def check_address(wechat: WeChatDep, query: KnockDep) -> PlainTextResponse:
    """Give the platform's own word back, bare."""
    echo = callback.greet(wechat.account.crypto, query)
    return PlainTextResponse(echo, headers={"X-Content-Type-Options": "nosniff"})


@router.post("/wechat/callback", summary="公众号的消息和事件", response_class=Response)
async def take_message(wechat: WeChatDep, query: KnockDep, request: Request) -> Response:
    """Take a message or event and answer at once, or say that it was taken."""
    delivery = callback.receive(wechat.account.crypto, query, await read_body(request))
    answer = await wechat.reception.take(delivery.incoming)
    content, media_type = callback.wrap(wechat.account.crypto, delivery, answer)
    return Response(content, media_type=media_type)


@router.get("/m/{token}", include_in_schema=False, response_class=HTMLResponse)
def show_answer(token: str, request: Request, session: ReadSessionDep, state: StateDep) -> HTMLResponse:
    """Show the whole of one answer to whoever has its link."""
    try:
        row = opened(session, state.secret, token, Inbound)
    except NotFoundError as error:
        return missing_page(request, error.detail)
    return answer_page(request, row.replies)
