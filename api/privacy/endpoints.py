"""Routes for deleting and taking along: by the holder of a conversation, or by an administrator for a person."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field, model_validator
from sqlmodel import Session, col, select

from api.accounts import service as accounts
from api.clock import iso
from api.conversations import allowances, store
from api.deps import AdminUser, ReadSessionDep, SessionDep, StateDep, TokenDep
from api.privacy import export, holdings, scope
from api.privacy.eraser import Eraser
from api.privacy.models import Erasure, ErasureReason
from api.privacy.scope import Scope
from api.written import Written

router = APIRouter(prefix="/api/v1", tags=["个人信息"])


class OfPerson(BaseModel):
    """Whose data: by a case number, or by a phone."""

    case_no: str | None = Field(default=None, min_length=4, max_length=32, examples=["XQ202611230001"])
    phone: str | None = Field(default=None, min_length=7, max_length=20, examples=["13812345678"])
    parts: list[int] = Field(default_factory=list, max_length=50, description="号码先后不止一个人用过时，第几份")
    purpose: Written = Field(min_length=2, max_length=200, examples=["本人来电要求"])

    @model_validator(mode="after")
    def _one_of_both(self) -> OfPerson:
        if (self.case_no is None) == (self.phone is None):
            raise ValueError("give either case_no or phone")
        return self


class ErasureCreate(OfPerson):
    """Whose data is to be deleted; ``force`` although somebody works on a case."""

    force: bool = False


@router.delete(
    "/conversations/{conversation_id}",
    status_code=204,
    summary="删除自己的对话和登记的个人信息，不能恢复",
    dependencies=[Depends(allowances.count_act)],
)
async def erase_conversation(conversation_id: str, token: TokenDep, state: StateDep, force: bool = False) -> None:
    """Delete a conversation at the wish of its owner; a second time changes nothing."""

    def find(session: Session) -> list[Scope]:
        store.authorise(session, conversation_id, token, erased=True)
        return [scope.of(session, [conversation_id])]

    eraser = Eraser(state)
    await eraser.erase(await eraser.read(find), ErasureReason.OWNER, "enterprise", force)


@router.get(
    "/conversations/{conversation_id}/export",
    summary="带走自己这次对话的全部信息（JSON）",
    dependencies=[Depends(allowances.count_act)],
)
def export_conversation(conversation_id: str, token: TokenDep, session: SessionDep, state: StateDep) -> dict[str, Any]:
    """Return everything of a conversation to its owner."""
    store.authorise(session, conversation_id, token)
    accounts.record(session, "enterprise", "export_person", conversation_id)
    return export.export(session, [scope.of(session, [conversation_id])], state.clock.now())


@router.post(
    "/privacy/erasures", summary="按编号或电话删除一个人的信息（管理员），留痕；号码不止一个人用过时要写明第几份"
)
async def create_erasure(data: ErasureCreate, admin: AdminUser, state: StateDep) -> dict[str, int]:
    """Delete a person at his request."""

    def find(session: Session) -> list[Scope]:
        found = _find(session, data)
        _note(session, admin.username, "erase_person", data)
        return found

    eraser = Eraser(state)
    found = await eraser.write(find)
    return asdict(await eraser.erase(found, ErasureReason.REQUEST, admin.username, data.force))


@router.get("/privacy/erasures", summary="删除过什么（管理员），最新在前")
def list_erasures(
    _: AdminUser,
    session: ReadSessionDep,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> list[dict[str, Any]]:
    """Return what was deleted, when, why and by whom."""
    query = select(Erasure).order_by(col(Erasure.id).desc()).offset(offset).limit(limit)
    return [_public(one) for one in session.exec(query)]


@router.post(
    "/privacy/exports", summary="按编号或电话导出一个人的信息（管理员），留痕；号码不止一个人用过时要写明第几份"
)
def create_export(data: OfPerson, admin: AdminUser, session: SessionDep, state: StateDep) -> dict[str, Any]:
    """Return everything of one person, to be handed to him."""
    found = _find(session, data)
    _note(session, admin.username, "export_person", data, found)
    return export.export(session, found, state.clock.now())


def _find(session: Session, wanted: OfPerson) -> list[Scope]:
    if wanted.case_no is not None:
        return [scope.of_case(session, wanted.case_no.strip().upper())]
    return holdings.chosen(session, (wanted.phone or "").strip(), wanted.parts)


def _note(session: Session, actor: str, action: str, data: OfPerson, found: list[Scope] | None = None) -> None:
    """Record the deed; with whoever it was about where the rows stay, never with the number."""
    subjects = [talk for one in found or [] for talk in one.conversations] or [data.case_no or "phone"]
    for subject in subjects:
        accounts.record(session, actor, action, subject, data.purpose)


def _public(erasure: Erasure) -> dict[str, Any]:
    return {
        "conversation_id": erasure.conversation_id,
        "case_no": erasure.case_no,
        "reason": erasure.reason.value,
        "actor": erasure.actor,
        "at": iso(erasure.at),
        "tracker_erased": erasure.tracker_erased_at is not None,
    }
