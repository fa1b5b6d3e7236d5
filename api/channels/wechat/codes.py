"""What the platform's return codes mean for something that was to be sent.

Source: docs/decisions/0020-wechat.md
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from api.channels.models import SendState
from api.channels.platform import TOKEN_REFUSED
from api.channels.unreachable import UNREACHABLE


class Reason(StrEnum):
    """Why something was not sent."""

    WINDOW_CLOSED = "window_closed"
    QUOTA = "quota"
    NOT_VERIFIED = "not_verified"
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    NOT_FOLLOWING = "not_following"
    NO_FOLLOWER = "no_follower"
    IP_NOT_LISTED = "ip_not_listed"
    TOKEN = "token"  # noqa: S105 - a reason, no secret
    CONTENT = "content"
    TEMPLATE = "template"
    IN_PROGRESS = "in_progress"
    OTHER = "other"

    @property
    def sentence(self) -> str:
        """Say it to a person."""
        return SENTENCES[self]


SENTENCES = {
    Reason.WINDOW_CLOSED: "对方已超过48小时没有来过消息，不能主动发送。",
    Reason.QUOTA: "这次来消息之后能主动发的条数已用完，要等对方再来消息。",
    Reason.NOT_VERIFIED: "公众号未认证，不能主动发送，只能在对方下次来消息时一起答复。",
    Reason.BUSY: "微信平台忙，或当天的调用次数已到上限。",
    Reason.UNREACHABLE: UNREACHABLE,
    Reason.NOT_FOLLOWING: "对方没有关注公众号，或拒收。",
    Reason.NO_FOLLOWER: "没有与这个对话对应的微信用户。",
    Reason.IP_NOT_LISTED: "本机地址不在公众号后台的IP白名单里。",
    Reason.TOKEN: "微信平台不认公众号的凭证，请检查 QIFU_WECHAT_APPID 和 QIFU_WECHAT_SECRET。",
    Reason.CONTENT: "微信平台不接受这段内容（太长、为空或格式不对）。",
    Reason.TEMPLATE: "模板编号不对，或模板的字段不全。",
    Reason.IN_PROGRESS: "同一条消息正在发送。",
    Reason.OTHER: "微信平台没有接受。",
}
REFUSED, LATER = SendState.REFUSED, SendState.LATER
MEANINGS = {
    -1: (LATER, Reason.BUSY),
    45009: (LATER, Reason.BUSY),
    45011: (LATER, Reason.BUSY),
    45047: (LATER, Reason.QUOTA),
    48001: (LATER, Reason.NOT_VERIFIED),
    40164: (LATER, Reason.IP_NOT_LISTED),
    61004: (LATER, Reason.IP_NOT_LISTED),
    **dict.fromkeys(TOKEN_REFUSED, (LATER, Reason.TOKEN)),
    **dict.fromkeys((40013, 40125, 41002, 41004), (LATER, Reason.TOKEN)),
    45015: (REFUSED, Reason.WINDOW_CLOSED),
    **dict.fromkeys((40003, 43004, 43019, 43101), (REFUSED, Reason.NOT_FOLLOWING)),
    **dict.fromkeys((40033, 40008, 40048, 40200, 44004, 45002, 45008, 47001), (REFUSED, Reason.CONTENT)),
    **dict.fromkeys((40037, 41028, 47003), (REFUSED, Reason.TEMPLATE)),
}
UNTIL_NEXT_MESSAGE = frozenset({Reason.QUOTA, Reason.NOT_VERIFIED, Reason.WINDOW_CLOSED})
ALARMING = frozenset({Reason.IP_NOT_LISTED, Reason.TOKEN, Reason.NOT_VERIFIED, Reason.TEMPLATE, Reason.OTHER})


@dataclass(frozen=True)
class Sent:
    """What became of a message.

    :param state: ``ACCEPTED``, ``REFUSED`` for good, or ``LATER``: trying again with the same key may succeed.
    :param message_id: The platform's number of it, if it gave one.
    """

    state: SendState
    reason: Reason | None = None
    code: int | None = None
    message_id: str | None = None

    @property
    def waits_for_message(self) -> bool:
        """Tell whether trying again makes sense only after the person has written again."""
        return self.reason in UNTIL_NEXT_MESSAGE


def meaning(code: int) -> tuple[SendState, Reason]:
    """Return what a code means."""
    return MEANINGS.get(code, (REFUSED, Reason.OTHER))
