"""The imports and what each changed, so that a whole import can be taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from api.columns import Json, moment, optional_moment


class Import(SQLModel, table=True):
    """One file that was taken in."""

    __tablename__ = "catalogue_imports"

    id: int | None = Field(default=None, primary_key=True)
    file: str = Field(max_length=200)
    actor: str = Field(max_length=64)
    at: datetime = moment(index=True)
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    generated: int = Field(default=0, description="由提供单位生成的机构数")
    undone_at: datetime | None = optional_moment()
    undone_by: str | None = Field(default=None, max_length=64)


class ImportChange(SQLModel, table=True):
    """One item that an import made or changed.

    :ivar before: The item as it was, None if the import made it. ``after``: as the import left it.
    """

    __tablename__ = "catalogue_import_changes"

    import_id: int = Field(primary_key=True, foreign_key="catalogue_imports.id")
    key: str = Field(primary_key=True, max_length=64, index=True)
    before: dict[str, Any] | None = Field(default=None, sa_type=Json, nullable=True)
    after: dict[str, Any] = Field(sa_type=Json, nullable=False)
