"""Which institution is meant, and what the catalogue says of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from sqlmodel import Session, col, select

from api.catalogue.convert import to_offer
from api.catalogue.models import Institution
from api.errors import InvalidInputError, NotFoundError
from api.public.wanted import place_name
from api.windows.scope import Scope
from api.windows.tree import WindowTree

ALIKE = 5  # names that are told where a part of a name fits several


def require(session: Session, key: str, scope: Scope) -> Institution:
    """Return the institution of this key; who works for one sees no other.

    :raises NotFoundError: If there is none, or not for this scope: which of the two is not told.
    """
    hidden = scope.institution is not None and scope.institution != key
    found = None if hidden else session.exec(select(Institution).where(Institution.key == key)).first()
    if found is None:
        raise NotFoundError(f"没有编号为 {key[:64]} 的机构，或者不在您的范围内。")
    return found


def find(session: Session, words: str, scope: Scope) -> Institution:
    """Return the institution that is meant by its key, its name or a part of its name that no other has.

    :raises NotFoundError: If there is none, or not for this scope.
    :raises InvalidInputError: If several are meant; some of them are named.
    """
    visible = [] if scope.institution is None else [col(Institution.key) == scope.institution]
    for fits in (col(Institution.key) == words, col(Institution.name) == words, col(Institution.name).contains(words)):
        query = select(Institution).where(fits, *visible).order_by(col(Institution.name)).limit(ALIKE + 1)
        found = session.exec(query).all()
        if len(found) == 1:
            return found[0]
        if found:
            names = "、".join(f"{one.name}（{one.key}）" for one in found[:ALIKE])
            raise InvalidInputError(f"“{words[:64]}”不止一家：{names}{' 等' if len(found) > ALIKE else ''}。请写编号。")
    raise NotFoundError(f"没有编号或名称是“{words[:64]}”的机构，或者不在您的范围内。")


def told(row: Institution, windows: WindowTree) -> dict[str, Any]:
    """Return what the catalogue says of an institution; all of it is public."""
    offer = to_offer(row)
    return {
        "key": row.key,
        "name": row.name,
        "sheet": f"/catalogue/institution/{quote(row.key, safe='')}",
        "text": row.text,
        "level": offer.level,
        "region": row.region,
        "region_name": place_name(row.region) if row.region else None,
        "served": [{"key": code, "name": place_name(code)} for code in row.region_served],
        "window": row.window,
        "window_name": windows.name(row.window),
        "qualifications": list(offer.qualifications),
        "phone": offer.phone,
        "valid_until": row.valid_until.isoformat() if row.valid_until else None,
        "verified_on": row.verified_on.isoformat() if row.verified_on else None,
        "sample": row.sample,
        "generated": row.generated,
    }
