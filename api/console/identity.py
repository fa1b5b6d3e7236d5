"""Routes for agents: who a conversation, a case or a caller is, binding it to a number, and undoing that."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field, model_validator
from sqlmodel import Session

from api.accounts.models import User
from api.appeals import routing as appeal_routing
from api.appeals.models import Appeal
from api.appeals.service import PREFIX as APPEAL
from api.console import calls, persons
from api.conversations import binding, earlier, handovers
from api.conversations.models import Conversation
from api.demands import routing as demand_routing
from api.demands.models import Demand
from api.deps import AgentUser, ReadSessionDep, SessionDep
from api.errors import ConflictError, InvalidInputError
from api.identity import bindings
from api.identity import persons as numbers
from api.identity.bindings import Proof
from api.identity.models import How
from api.masking import mask_phone

router = APIRouter(prefix="/api/v1/identity", tags=["身份绑定"])
NO_HOLDER = "这个绑定已经解除，或者是号码本身；请在机主的对话上办。"


class BindingCreate(BaseModel):
    """Whose a conversation is, by the number that he gave or calls from, and why the agent is sure.

    What was taken down on the telephone is joined with the person of its own number.
    """

    conversation_id: str | None = Field(default=None, min_length=1, max_length=36)
    case_no: str | None = Field(default=None, min_length=4, max_length=32, examples=["XQ202611230001"])
    phone: str | None = Field(default=None, min_length=5, max_length=40, examples=["13812345678"])
    call_id: int | None = Field(default=None, ge=1, description="正在接的来电，用它的号码")
    own_number: bool = Field(default=False, description="热线登记的一件，用它自己的号码")
    reason: str = Field(min_length=2, max_length=200, examples=["本人来电，报出了编号和企业名称"])

    @model_validator(mode="after")
    def _one_of_each(self) -> BindingCreate:
        if (self.conversation_id is None) == (self.case_no is None):
            raise ValueError("give either conversation_id or case_no")
        if (self.phone is not None) + (self.call_id is not None) + self.own_number != 1:
            raise ValueError("give one of phone, call_id and own_number")
        return self


class BindingRemoval(BaseModel):
    """Why a binding is undone."""

    reason: str = Field(min_length=2, max_length=200, examples=["本人来电说手机号已换"])


@router.get(
    "/conversations/{conversation_id}", summary="一个对话绑定了谁，这个人的全部往来和办件（坐席），只见范围内的"
)
def get_of_talk(conversation_id: str, user: AgentUser, session: ReadSessionDep) -> dict[str, Any]:
    """Return who speaks in a conversation, and his history as far as the caller sees."""
    talk = handovers.require_visible(session, conversation_id, user)
    return persons.of_talk(session, talk.id, user)


@router.get("/demands/{case_no}", summary="一件需求是谁的，这个人的全部往来和办件（坐席），只见范围内的")
def get_of_case(case_no: str, user: AgentUser, session: ReadSessionDep) -> dict[str, Any]:
    """Return whose a demand is, and his history as far as the caller sees."""
    return persons.of_case(session, case_no, user)


@router.get("/appeals/{case_no}", summary="一件诉求是谁的，这个人的全部往来和办件（坐席），只见范围内的")
def get_of_appeal(case_no: str, user: AgentUser, session: ReadSessionDep) -> dict[str, Any]:
    """Return whose an appeal is, and his history as far as the caller sees."""
    return persons.of_appeal(session, case_no, user)


@router.get("/calls/{call_id}", summary="来电的号码绑定了谁，这个人的全部往来和办件（坐席），只见范围内的")
def get_of_call(call_id: int, user: AgentUser, session: ReadSessionDep) -> dict[str, Any]:
    """Return who calls, and his history as far as the caller of this route sees."""
    return persons.of_phone(session, calls.require(session, call_id, user).phone, user)


@router.post(
    "/bindings", status_code=201, summary="坐席核对身份后，把对话或热线的一件绑定到号码（坐席），写明原因，留痕"
)
def create_binding(data: BindingCreate, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Bind a conversation that the caller sees, that of a case he has in hand, or a case of the telephone."""
    case = _case(session, user, data.case_no) if data.case_no else None
    proof = Proof(How.AGENT, user.username, _why(data.reason))
    if case is not None and _is_of_telephone(session, case):
        made = binding.confirm_call(session, case, _phone(session, user, data), proof)
    else:
        made = binding.bind(session, _talk(session, user, data, case), _needed(_phone(session, user, data)), proof)
    return {"id": made.id, "phone": mask_phone(bindings.person_of(session, made).phone), "channel": made.channel}


@router.post("/bindings/{binding_id}/removal", summary="解除一个绑定（坐席），写明原因，留痕")
def remove_binding(binding_id: int, data: BindingRemoval, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Undo a binding whose conversation, or one of whose cases, the caller sees."""
    found = bindings.require(session, binding_id)
    persons.check_visible(session, found, user)
    binding.undo(session, found, user.username, _why(data.reason))
    return {"id": found.id, "channel": found.channel, "unbound_by": found.unbound_by}


@router.post("/bindings/{binding_id}/separation", summary="号码换了主人：从此只归这个对话的人（坐席），写明原因，留痕")
def separate_binding(binding_id: int, data: BindingRemoval, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Let a number be that of the one conversation alone; what else was bound to it stays with whom it was."""
    talk = _talk_of(session, binding_id, user)
    earlier.separate(session, talk, user.username, _why(data.reason))
    return persons.of_talk(session, talk.id, user)


@router.post("/bindings/{binding_id}/joining", summary="核对过是同一个人，以前登记的也看得到（坐席），留痕")
def join_binding(binding_id: int, data: BindingRemoval, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Join with the earlier holder of the number whoever verified it after a long silence."""
    talk = _talk_of(session, binding_id, user)
    earlier.join(session, talk, user.username, _why(data.reason))
    return persons.of_talk(session, talk.id, user)


def _talk_of(session: Session, binding_id: int, user: User) -> Conversation:
    """Return the conversation of a binding that stands and that the caller sees, held.

    :raises ConflictError: If it is undone, or the number itself.
    """
    found = bindings.require(session, binding_id)
    persons.check_visible(session, found, user)
    if found.conversation_id is None or found.unbound_at is not None:
        raise ConflictError(NO_HOLDER)
    return binding.held(session, found.conversation_id)


def _case(session: Session, user: User, number: str) -> Demand | Appeal:
    """Return a case that the caller has in hand, or took down himself.

    :raises NotFoundError: If he sees none.
    """
    if number.startswith(APPEAL):
        return appeal_routing.in_hand(session, number, user)
    return demand_routing.in_hand(session, number, user, recorder=True)


def _is_of_telephone(session: Session, case: Demand | Appeal) -> bool:
    """Tell whether a case has no conversation in which its holder could read."""
    talk = session.get(Conversation, case.conversation_id) if case.conversation_id else None
    return talk is None or talk.channel.value == bindings.HOTLINE


def _talk(session: Session, user: User, data: BindingCreate, case: Demand | Appeal | None) -> Conversation:
    """Return the conversation that is meant, held.

    :raises NotFoundError: If the caller sees none.
    """
    if case is not None:
        return binding.held(session, str(case.conversation_id))
    return handovers.require_visible(session, str(data.conversation_id), user, hold=True)


def _phone(session: Session, user: User, data: BindingCreate) -> str | None:
    if data.call_id is not None:
        return calls.require(session, data.call_id, user).phone
    return numbers.read_phone(data.phone) if data.phone is not None else None


def _needed(phone: str | None) -> str:
    """Return the number.

    :raises InvalidInputError: If none was given: what somebody left in a conversation proves nothing.
    """
    if phone is None:
        raise InvalidInputError(numbers.NO_PHONE)
    return phone


def _why(text: str) -> str:
    """Return the reason.

    :raises InvalidInputError: If nothing is written.
    """
    if len(text.strip()) < 2:  # noqa: PLR2004
        raise InvalidInputError("请写明原因。")
    return text.strip()
