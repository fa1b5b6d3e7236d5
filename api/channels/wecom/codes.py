"""What the return codes of WeCom mean for something that was to be sent.

Source: docs/decisions/0022-wecom.md
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from api.channels.models import SendState
from api.channels.platform import TOKEN_REFUSED
from api.channels.unreachable import UNREACHABLE

OLD_CALLBACK_TOKEN = 95007
WRONG_STATE = 95018


class Reason(StrEnum):
    """Why something was not sent."""

    WINDOW_CLOSED = "window_closed"
    QUOTA = "quota"
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    REJECTED = "rejected"
    NO_GUEST = "no_guest"
    WITH_PERSON = "with_person"
    ENDED = "ended"
    STATE = "state"
    IP_NOT_LISTED = "ip_not_listed"
    NOT_ALLOWED = "not_allowed"
    TOKEN = "token"  # noqa: S105 - a reason, no secret
    CONTENT = "content"
    IN_PROGRESS = "in_progress"
    OTHER = "other"

    @property
    def sentence(self) -> str:
        """Say it to a person."""
        return SENTENCES[self]


SENTENCES = {
    Reason.WINDOW_CLOSED: "对方已超过48小时没有来过消息，不能主动发送。",
    Reason.QUOTA: "对方这次来消息之后能发的5条已用完，要等对方再来消息。",
    Reason.BUSY: "企业微信平台忙，或调用太频繁。",
    Reason.UNREACHABLE: UNREACHABLE,
    Reason.REJECTED: "对方拒收，或已经把这个客服移除。",
    Reason.NO_GUEST: "没有与这个对话对应的微信客服用户。",
    Reason.WITH_PERSON: "这个会话在企业微信里由人工接待，或正在排队，只能在企业微信里回复。",
    Reason.ENDED: "会话已经结束，要等对方再来消息。",
    Reason.STATE: "会话现在的状态不让发送，正在核对。",
    Reason.IP_NOT_LISTED: "本机地址不在企业微信后台的可信IP里。",
    Reason.NOT_ALLOWED: "这个应用没有微信客服的接口权限，请在企业微信后台的“微信客服 → API”里勾上。",
    Reason.TOKEN: "企业微信不认凭证，请检查 QIFU_WECOM_CORPID 和 QIFU_WECOM_SECRET。",
    Reason.CONTENT: "企业微信不接受这段内容（太长、为空或格式不对）。",
    Reason.IN_PROGRESS: "同一条消息正在发送。",
    Reason.OTHER: "企业微信没有接受，或没有送达。",
}
REFUSED, LATER = SendState.REFUSED, SendState.LATER
MEANINGS = {
    -1: (LATER, Reason.BUSY),
    45009: (LATER, Reason.BUSY),
    45033: (LATER, Reason.BUSY),
    **dict.fromkeys(TOKEN_REFUSED, (LATER, Reason.TOKEN)),
    40013: (LATER, Reason.TOKEN),
    60020: (LATER, Reason.IP_NOT_LISTED),
    **dict.fromkeys((48002, 60011), (LATER, Reason.NOT_ALLOWED)),
    95001: (LATER, Reason.QUOTA),
    95002: (REFUSED, Reason.WINDOW_CLOSED),
    95013: (LATER, Reason.ENDED),
    WRONG_STATE: (LATER, Reason.STATE),
    **dict.fromkeys((40003, 40096, 95000, 95004), (REFUSED, Reason.NO_GUEST)),
    **dict.fromkeys((40008, 40033, 40058, 44004, 45002, 47001), (REFUSED, Reason.CONTENT)),
}
UNTIL_NEXT_MESSAGE = frozenset({Reason.QUOTA, Reason.WINDOW_CLOSED, Reason.ENDED, Reason.WITH_PERSON})
NOBODY = frozenset({Reason.REJECTED, Reason.NO_GUEST})
ALARMING = frozenset({Reason.IP_NOT_LISTED, Reason.NOT_ALLOWED, Reason.TOKEN, Reason.CONTENT, Reason.OTHER})
REJECTED_BY_PERSON = 10  # of the send-fail event


@dataclass(frozen=True)
class KfSent:
    """What became of a message.

    :param state: ``ACCEPTED``, ``REFUSED`` for good, or ``LATER``: trying again with the same key may succeed.
    :param message_id: By which the platform names it if it does not arrive.
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


def reason_of_failure(fail_type: int) -> Reason:
    """Return why a message that was accepted did not arrive."""
    return Reason.REJECTED if fail_type == REJECTED_BY_PERSON else Reason.OTHER
