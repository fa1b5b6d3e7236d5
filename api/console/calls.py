"""A softphone announces a call, and the desk at which it rings shows who calls."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlmodel import Session, select

from api.accounts import service as accounts
from api.accounts.models import Role, User
from api.clock import iso, utc_now
from api.console import callers
from api.console.models import Call, CallState
from api.deps import AgentUser, SessionDep
from api.encryption import current as cipher
from api.errors import InvalidInputError, NotAllowedError, NotFoundError
from api.live import events
from api.live.models import LiveKind
from api.masking import ANY_DAY, mask_phone
from api.windows import scope as scopes
from knowledge.reading.facts import read_facts

router = APIRouter(prefix="/api/v1", tags=["来电"])


class CallCreate(BaseModel):
    """A call as the softphone sees it; the same ``call_id`` again is the same call in another state."""

    phone: str = Field(min_length=3, max_length=40, examples=["13812345678"])
    agent: str | None = Field(default=None, min_length=1, max_length=64, description="振铃的坐席，默认为调用者")
    call_id: str = Field(min_length=1, max_length=100, examples=["20261123-0042"])
    state: CallState = CallState.RINGING


@router.post("/calls", status_code=201, summary="话务系统报来电：谁打来、在谁那里响；立即弹到这位坐席的工作台")
def create_call(data: CallCreate, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Keep a call, or its new state, and tell the agent's console."""
    agent = _agent(session, user, data.agent)
    phone = _number(data.phone)
    call = _find(session, agent, data.call_id) or Call(
        call_key=data.call_id, agent=agent, phone=phone, phone_fingerprint=cipher().fingerprint(phone)
    )
    call.state, call.updated_at = data.state, utc_now()
    session.add(call)
    session.flush()
    accounts.record(session, user.username, "call", f"call {call.id}", data.state.value)
    events.publish(session, LiveKind.CALL, str(call.id), recipient=agent, actor=user.username)
    return _public(call)


@router.get("/calls/{call_id}", summary="来电弹屏：企业、在办的件、往来、待回电话（坐席），留痕")
def get_call(call_id: int, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Return who calls and what the caller may see of it; numbers masked, the look kept."""
    call = require(session, call_id, user)
    accounts.record(session, user.username, "read_caller", f"call {call_id}", "来电弹屏")
    return {**_public(call), **callers.known(session, call.phone, scopes.of(session, user))}


@router.get("/calls", summary="今天在我这里响过的来电（坐席），新的在前")
def list_calls(user: AgentUser, session: SessionDep) -> list[dict[str, Any]]:
    """Return the caller's own last calls."""
    query = select(Call).where(Call.agent == user.username).order_by(Call.id.desc()).limit(20)  # type: ignore[union-attr]
    return [_public(call) for call in session.exec(query)]


def require(session: Session, call_id: int, user: User) -> Call:
    """Return a call to the agent at whose desk it rings.

    :raises NotFoundError: If there is none for him.
    """
    call = session.get(Call, call_id)
    if call is None or (call.agent != user.username and user.role is not Role.ADMIN):
        raise NotFoundError(f"没有编号为 {call_id} 的来电，或者它不在您这里响。")
    return call


def _agent(session: Session, user: User, named: str | None) -> str:
    """Return at whose desk it rings; only an administrator's softphone server may name others.

    :raises NotAllowedError: If somebody names another.
    :raises NotFoundError: If there is no such agent.
    """
    if named is None or named == user.username:
        return user.username
    if user.role is not Role.ADMIN:
        raise NotAllowedError("只能报自己这里的来电；给别人弹屏要用管理员的凭证。")
    other = accounts.get(session, named)
    if other is None or not other.is_active or other.role not in (Role.AGENT, Role.ADMIN):
        raise NotFoundError(f"没有在用的坐席“{named}”。")
    return other.username


def _find(session: Session, agent: str, call_key: str) -> Call | None:
    return session.exec(select(Call).where(Call.agent == agent, Call.call_key == call_key)).first()


def _number(text: str) -> str:
    """Return a number as the service keeps them.

    :raises InvalidInputError: If it is none.
    """
    phone = read_facts(text, ANY_DAY, "phone").slots.get("phone")
    if not isinstance(phone, str):
        raise InvalidInputError("来电号码读不懂，应为手机号或带区号的座机。")
    return phone


def _public(call: Call) -> dict[str, Any]:
    return {
        "id": call.id,
        "call_id": call.call_key,
        "agent": call.agent,
        "phone": mask_phone(call.phone),
        "state": call.state.value,
        "created_at": iso(call.created_at),
    }
