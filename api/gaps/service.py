"""Counting questions without an answer, and closing them."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, select

from api.clock import iso, utc_now
from api.errors import NotFoundError
from api.gaps.models import GapStatus, KnowledgeGap
from knowledge.reading.anonymise import anonymise

LONGEST = 200
POLITE = re.compile(r"请问|您好|你好|想问一?下|问一?下|咨询一?下|麻烦|谢谢|我想知道|那个|[啊呀呢吗吧嘛哦]|[\W_]")


def keep(session: Session, question: str, hotline: str) -> KnowledgeGap:
    """Count a question that could not be answered; one that was answered before is open again."""
    plain = anonymise(question)[:LONGEST]
    key = hashlib.sha256((POLITE.sub("", plain) or plain).encode()).hexdigest()
    changed = session.connection().execute(
        update(KnowledgeGap)
        .where(KnowledgeGap.key == key)  # type: ignore[arg-type]
        .values(asked=KnowledgeGap.asked + 1, last_asked_at=utc_now(), status=GapStatus.OPEN)
    )
    if changed.rowcount == 0:
        session.add(KnowledgeGap(key=key, question=plain, hotline=hotline))
        session.flush()
    gap = session.exec(select(KnowledgeGap).where(KnowledgeGap.key == key)).one()
    session.refresh(gap)
    return gap


def list_gaps(session: Session, status: GapStatus | None, offset: int, limit: int) -> list[KnowledgeGap]:
    """Return gaps, most asked first."""
    query = select(KnowledgeGap).order_by(KnowledgeGap.asked.desc(), KnowledgeGap.id.desc())  # type: ignore[attr-defined, union-attr]
    if status is not None:
        query = query.where(KnowledgeGap.status == status)
    return list(session.exec(query.offset(offset).limit(limit)))


def settle(session: Session, gap_id: int, status: GapStatus, item_id: str | None) -> KnowledgeGap:
    """Mark a gap as answered by an entry of the catalogue, or open again.

    :raises NotFoundError: If there is none.
    """
    gap = session.get(KnowledgeGap, gap_id)
    if gap is None:
        raise NotFoundError(f"没有编号为 {gap_id} 的知识缺口。")
    gap.status, gap.item_id = status, item_id if status is GapStatus.ANSWERED else None
    session.add(gap)
    session.flush()
    return gap


def public(gap: KnowledgeGap) -> dict[str, Any]:
    """Return one gap for lists."""
    return {
        "id": gap.id,
        "question": gap.question,
        "hotline": gap.hotline,
        "asked": gap.asked,
        "status": gap.status.value,
        "item_id": gap.item_id,
        "first_asked_at": iso(gap.first_asked_at),
        "last_asked_at": iso(gap.last_asked_at),
    }
