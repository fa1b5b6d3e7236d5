"""Routes for the enterprise itself, by the token of its conversation: an answered appeal is taken up again."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from sqlmodel import col, select

from api.accounts.actors import ENTERPRISE
from api.appeals import handling
from api.appeals import service as appeals
from api.appeals.models import Appeal, AppealStatus
from api.conversations import allowances, store
from api.deps import SessionDep, TokenDep
from api.errors import NotFoundError
from api.identity import cases

router = APIRouter(prefix="/api/v1/conversations/{conversation_id}", tags=["对话"])


class Reopening(BaseModel):
    """Why the answer does not satisfy."""

    reason: str = Field(min_length=1, max_length=500, examples=["答复没有说明为什么不受理"])


@router.post(
    "/appeals/{case_no}/reopening",
    summary="对答复不满意，请求重新办理（企业本人）",
    dependencies=[Depends(allowances.count_act)],
)
def reopen(conversation_id: str, case_no: str, data: Reopening, token: TokenDep, session: SessionDep) -> dict[str, Any]:
    """Open an answered or closed appeal again."""
    conversation = store.authorise(session, conversation_id, token)
    his = cases.of_holder(session, conversation.id).appeals
    query = select(Appeal).where(col(Appeal.case_no) == case_no, his)
    appeal = session.exec(query).first()
    if appeal is None:
        raise NotFoundError(f"这个对话里没有编号 {case_no[:32]}。")
    return appeals.for_owner(handling.move(session, appeal, AppealStatus.REOPENED, ENTERPRISE, data.reason))
