"""Encrypted columns as what they hold in the database, past the types that decrypt them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Text, column, select, table, update
from sqlalchemy.sql.expression import TableClause
from sqlmodel import Session

from api import encryption
from api.encryption import EncryptedJson, EncryptedText
from api.tables import metadata

PRINT = "phone_fingerprint"
PHONE_IN = ("phone", "personal")  # the columns of a row whose number its fingerprint is of


@dataclass(frozen=True)
class Sealed:
    """One table with its encrypted columns, and whether a fingerprint stands beside them."""

    name: str
    key: str
    columns: tuple[str, ...]
    has_print: bool

    @property
    def raw(self) -> TableClause:
        """Return the table with its encrypted columns as plain text."""
        typed = [column(name, Text) for name in self.columns]
        return table(self.name, column(self.key), *typed, *([column(PRINT)] if self.has_print else []))


def sealed_tables() -> list[Sealed]:
    """Return every table that has encrypted columns."""
    found = []
    for one in metadata.sorted_tables:
        names = tuple(c.name for c in one.columns if isinstance(c.type, EncryptedText | EncryptedJson))
        if names:
            (key,) = one.primary_key.columns
            found.append(Sealed(one.name, key.name, names, PRINT in one.columns))
    return found


def read(session: Session, sealed: Sealed, after: Any, limit: int) -> list[dict[str, Any]]:
    """Return the next rows after a key, as they stand."""
    raw = sealed.raw
    query = select(raw).order_by(raw.c[sealed.key]).limit(limit)
    if after is not None:
        query = query.where(raw.c[sealed.key] > after)
    return [dict(row) for row in session.connection().execute(query).mappings()]


def replace(session: Session, sealed: Sealed, row: Mapping[str, Any], name: str, value: str) -> bool:
    """Put a value in the place of the one that was read; False if somebody else has changed it since."""
    raw = sealed.raw
    is_same = (raw.c[sealed.key] == row[sealed.key]) & (raw.c[name] == row[name])
    return session.connection().execute(update(raw).where(is_same).values({name: value})).rowcount == 1


def fresh_print(sealed: Sealed, row: Mapping[str, Any]) -> str | None:
    """Return the fingerprint that a row should have and has not."""
    if not sealed.has_print or row[PRINT] is None:
        return None
    phones = (_phone(name, row[name]) for name in PHONE_IN if row.get(name))
    phone = next((phone for phone in phones if phone), None)
    wanted = encryption.current().fingerprint(phone) if phone else None
    return wanted if wanted != row[PRINT] else None


def _phone(name: str, token: str) -> str | None:
    plain = encryption.current().decrypt(token)
    found = plain if name == "phone" else json.loads(plain).get("phone")
    return str(found) if found else None
