"""The inventory is whole: no encrypted column, no row of a case and no free text that deletion does not know of."""

from __future__ import annotations

from sqlalchemy import Column

from api.encryption import EncryptedJson, EncryptedText
from api.privacy.places import PLACES
from api.tables import metadata

OF_NOBODY = {("wechat_access_tokens", "token"), ("wecom_cursors", "token")}
GOES = {place.table.__tablename__ for place in PLACES if place.goes}
LEFT = {(place.table.__tablename__, name) for place in PLACES for name in place.left}
KNOWN = {place.table.__tablename__ for place in PLACES}
OF_A_CASE = {"conversation_id", "demand_id", "appeal_id", "match_id"}


def columns() -> list[Column[object]]:
    return [column for table in metadata.sorted_tables for column in table.columns]


def test_every_encrypted_column_is_emptied() -> None:
    encrypted = {(c.table.name, c.name) for c in columns() if isinstance(c.type, EncryptedText | EncryptedJson)}
    assert len(encrypted) > 10
    left = {(table, name) for table, name in encrypted - LEFT - OF_NOBODY if table not in GOES}
    assert not left, f"enter in api/privacy/places.py: {sorted(left)}"


def test_every_table_with_rows_of_a_case_is_known() -> None:
    tables = {column.table.name for column in columns() if column.name in OF_A_CASE}
    assert tables <= KNOWN, f"enter in api/privacy/places.py: {sorted(tables - KNOWN)}"


def test_every_fingerprint_goes_with_its_number() -> None:
    prints = {(c.table.name, c.name) for c in columns() if c.name.endswith("fingerprint")}
    assert {(table, name) for table, name in prints if table not in GOES} <= LEFT


def test_what_is_left_fits_its_column() -> None:
    for place in PLACES:
        table = metadata.tables[place.table.__tablename__]
        assert place.column in table.columns
        for name, value in place.left.items():
            assert value is not None or table.columns[name].nullable, (place.table, name)
