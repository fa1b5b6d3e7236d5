"""“绑定手机号” said in a chat: the service itself says where; whatever question stood open stays open."""

from __future__ import annotations

import re
from typing import Any

from sqlmodel import Session

from api.conversations import messages, store
from api.conversations.binding_links import Link
from api.conversations.bot import BotTurn
from api.conversations.models import Channel, Conversation

WISH = re.compile(
    r"(我)?(要|想|想要|请|帮我)?(绑定|解绑|解除绑定|取消绑定|换绑|更换绑定的?)(一下)?(我的)?"
    r"(手机号码|手机号|手机|电话号码|电话|号码)(吧|呢)?"
)
WORDS = frozenset({"手机绑定", "手机号绑定", "解除绑定", "取消绑定"})
AROUND = " \t\n，,。.！!？?~～、“”\"'"
INTENT = {"name": "ask_bot", "confidence": 1.0}
ON_PAGE = (
    "点页面上方的“绑定手机号”，收一条短信验证码就行，要解除也在那里。"
    "绑定以后，您在网页、微信和热线登记的事在一处看进度。"
)
BY_LINK = (
    "点开这个链接，收一条短信验证码就能绑定（要解除也在这里），30分钟内有效，请不要转发给别人：\n{link}\n"
    "绑定以后，您在网页、微信和热线登记的事在一处看进度。"
)
BY_AGENT = "这里还不能自己绑定手机号。回复“转人工”或拨打96871，坐席核对身份后可以为您绑定。"


def is_wish(text: str) -> bool:
    """Tell whether a message wants nothing but this."""
    bare = text.strip(AROUND)
    return bare in WORDS or WISH.fullmatch(bare) is not None


def answered(session: Session, conversation_id: str, link: Link | None) -> BotTurn:
    """Return the answer, with the question that stood open before it."""
    conversation = store.require(session, conversation_id)
    last = messages.last_bot_message(session, conversation_id)
    open_question: dict[str, Any] = last.payload if last else {}
    reply = {**open_question, "text": _words(conversation, link), "items": [], "case_nos": []}
    return BotTurn(INTENT, dict(conversation.draft), [reply])


def _words(conversation: Conversation, link: Link | None) -> str:
    if conversation.channel is Channel.WEB:
        return ON_PAGE
    if link is None or conversation.channel is Channel.HOTLINE:
        return BY_AGENT
    return BY_LINK.format(link=link(conversation.id))
