"""The callback for text messages, and what agents see and do about them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field

from api.accounts import service as accounts
from api.channels.callbacks import read_body
from api.clock import utc_now
from api.deps import AgentUser, ReadSessionDep, SessionDep, StateDep
from api.errors import NotFoundError
from api.followups import delivery
from api.followups.sms import lists, receiving, stops
from api.followups.sms.door import Door, SignedJsonDoor
from api.masking import mask_phone
from api.windows import scope as scopes
from api.written import Written

router = APIRouter(tags=["短信"])


def door(state: StateDep) -> Door:
    """Return the door through which the provider comes; this is the place where one of another form is put in.

    :raises NotFoundError: If none is set up.
    """
    token = state.settings.sms_token.get_secret_value()
    if not token:
        raise NotFoundError("没有设置短信回执：请设置 QIFU_SMS_TOKEN 后重新启动。")
    return SignedJsonDoor(token)


class Number(BaseModel):
    """A number, and why."""

    phone: str = Field(min_length=3, max_length=40, examples=["13812345678"])
    reason: Written = Field(min_length=2, max_length=200, examples=["企业来电说不要发短信"])


@router.post("/sms/callback", summary="短信服务商报来上行短信和送达回执；要签名，同一条只算一次")
def take_news(
    door: Annotated[Door, Depends(door)],
    body: Annotated[bytes, Depends(read_body)],
    request: Request,
    session: SessionDep,
) -> dict[str, int]:
    """Keep what came in and what became of what was sent."""
    news = door.read(request.headers, body)
    now = utc_now()
    taken = [receiving.taken(session, reply, now) for reply in news.replies]
    reported = [delivery.report(session, one.message_id, one.delivered, one.detail) for one in news.reports]
    return {"replies": sum(taken), "reports": sum(reported)}


@router.get(
    "/api/v1/sms-replies",
    summary="收到的短信（坐席），只见自己范围内的，号码打码；认不出是谁的只有枢纽看得到",
)
def list_replies(
    user: AgentUser,
    session: ReadSessionDep,
    case_no: Annotated[str | None, Query(max_length=32)] = None,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> list[dict[str, Any]]:
    """Return one page of messages that came in."""
    return lists.listed(session, scopes.of(session, user), case_no, offset, limit)


@router.post("/api/v1/sms-stops", summary="不再给一个号码发短信（坐席），留痕")
def stop(data: Number, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Send nothing to a number any more, for its holder says so."""
    phone = receiving.number(data.phone)
    changed = stops.stop(session, phone, user.username)
    accounts.record(session, user.username, "stop_sms", mask_phone(phone) or "", data.reason)
    return {"phone": mask_phone(phone), "stopped": True, "changed": changed}


@router.post("/api/v1/sms-stops/removal", summary="又可以给一个号码发短信（坐席），要本人同意，留痕")
def allow(data: Number, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Send to a number again, for its holder says so."""
    phone = receiving.number(data.phone)
    changed = stops.allow(session, phone)
    accounts.record(session, user.username, "allow_sms", mask_phone(phone) or "", data.reason)
    return {"phone": mask_phone(phone), "stopped": False, "changed": changed}
