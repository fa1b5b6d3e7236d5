"""Routes for the enterprise itself, by the token of its conversation: bind a number, and see one history."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from api.conversations import allowances, binding, earlier, store, whole_history
from api.deps import ReadSessionDep, SessionDep, StateDep, TokenDep
from api.identity import cases, codes
from api.limiter import caller_of
from api.masking import mask_phone

router = APIRouter(prefix="/api/v1/conversations/{conversation_id}", tags=["绑定手机号"])
COUNTED = [Depends(allowances.count_act)]


class NumberGiven(BaseModel):
    """To which number a code is to be sent."""

    phone: str = Field(max_length=40, examples=["13812345678"])


class CodeGiven(BaseModel):
    """The code that came."""

    code: str = Field(max_length=20, examples=["036421"])
    new_owner: bool = Field(default=False, description="这个号码是我新办的：不看以前的机主登记的事")


class CaseNamed(BaseModel):
    """A case that was recorded under the number before."""

    case_no: str = Field(max_length=40, examples=["XQ202611230001"])


@router.get("/identity", summary="这个对话绑定了哪个手机号（打码），还绑定了哪些渠道")
def get_identity(conversation_id: str, token: TokenDep, session: ReadSessionDep) -> dict[str, Any]:
    """Return to whom the conversation is bound."""
    return binding.standing(session, store.authorise(session, conversation_id, token))


@router.post(
    "/identity/codes",
    status_code=202,
    summary="要一条短信验证码；号码有没有登记过，回答都一样",
    dependencies=COUNTED,
)
def create_code(
    conversation_id: str, data: NumberGiven, token: TokenDep, request: Request, session: SessionDep, state: StateDep
) -> dict[str, Any]:
    """Have a code sent; it goes out with the outbox, and whether it arrives is not known here."""
    conversation = store.authorise(session, conversation_id, token)
    code = binding.send_code(session, state.limiter, caller_of(request), conversation, data.phone)
    return {
        "phone": mask_phone(code.phone),
        "expires_in_seconds": int(codes.VALID.total_seconds()),
        "again_in_seconds": int(codes.PAUSE.total_seconds()),
    }


@router.post("/identity", status_code=201, summary="交验证码，绑定；错了计次，五次作废", dependencies=COUNTED)
async def create_identity(
    conversation_id: str, data: CodeGiven, token: TokenDep, request: Request, state: StateDep
) -> dict[str, Any]:
    """Bind the conversation to the number that the code proves."""
    state.limiter.take(codes.TRIED_BY_CALLER, caller_of(request))
    found = partial(store.authorise, conversation_id=conversation_id, token=token)
    async with state.database.slots(write=True):
        return await run_in_threadpool(binding.confirm, state.database, found, data.code, data.new_owner)


@router.delete("/identity", status_code=204, summary="解除绑定；没绑定也不算错", dependencies=COUNTED)
def delete_identity(conversation_id: str, token: TokenDep, session: SessionDep) -> None:
    """Let the conversation go: from now on it sees its own again."""
    binding.unbind(session, store.authorise(session, conversation_id, token), binding.OWNER)


@router.post(
    "/identity/earlier",
    summary="号码很久没核实过时：说出以前登记的一个编号，就看得到那时的事；一天五次",
    dependencies=COUNTED,
)
async def claim_earlier(conversation_id: str, data: CaseNamed, token: TokenDep, state: StateDep) -> dict[str, Any]:
    """Join with the earlier holder of the number, who is the same if he knows a case of then."""
    found = partial(store.authorise, conversation_id=conversation_id, token=token)
    async with state.database.slots(write=True):
        return await run_in_threadpool(earlier.claim, state.database, state.limiter, found, data.case_no)


@router.delete(
    "/identity/earlier", status_code=204, summary="这个号码是我新办的，以前的不是我登记的", dependencies=COUNTED
)
def settle_earlier(conversation_id: str, token: TokenDep, session: SessionDep) -> None:
    """Leave the earlier holder apart for good."""
    earlier.settle(session, store.authorise(session, conversation_id, token))


@router.get("/history", summary="绑定以后：本人在各处登记的需求和诉求，新的在前，一页一页")
def get_history(
    conversation_id: str,
    token: TokenDep,
    session: ReadSessionDep,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=whole_history.MOST)] = whole_history.PAGE,
) -> dict[str, Any]:
    """Return cases of the person across what is bound, and how many there are in all."""
    conversation = store.authorise(session, conversation_id, token)
    person = binding.require_bound(session, conversation)
    reach = cases.of_person(session, person)
    told = binding.standing(session, conversation)
    found = whole_history.page(session, reach, conversation.id, offset, limit)
    return {"phone": told["phone"], "holders": told["holders"], "cases": found.rows, "total": found.total}
