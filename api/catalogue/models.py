"""One table a kind; what all kinds share stands in ``ItemBase``, what is particular in ``details``."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlmodel import Field, SQLModel

from api.columns import json_dict, json_list, moment


class ItemBase(SQLModel):
    """What a catalogue item of any kind has."""

    key: str = Field(max_length=64, index=True, unique=True, description="业务主键")
    kind: str = Field(max_length=16, index=True)
    name: str = Field(max_length=200, index=True)
    provider: str = Field(default="", max_length=200, index=True)
    text: str = ""
    category: str | None = Field(default=None, max_length=32, index=True)
    service_types: list[str] = json_list()
    region_served: list[str] = json_list()
    sectors: list[str] = json_list()
    valid_from: date | None = None
    valid_until: date | None = Field(default=None, index=True)
    verified_on: date | None = None
    sample: bool = False
    source_category: str | None = Field(default=None, max_length=200)
    details: dict[str, Any] = json_dict()


class Stored(ItemBase):
    """The columns that the store adds."""

    id: int | None = Field(default=None, primary_key=True)
    updated_at: datetime = moment()


class Institution(Stored, table=True):
    """服务机构; ``generated`` marks one made because an item named a provider nobody knew."""

    __tablename__ = "institutions"

    window: str | None = Field(default=None, max_length=64, index=True)
    region: str | None = Field(default=None, max_length=6, index=True)
    generated: bool = False


class Service(Stored, table=True):
    """服务产品."""

    __tablename__ = "services"

    institution: str | None = Field(default=None, max_length=64, index=True)


class Expert(Stored, table=True):
    """专家."""

    __tablename__ = "experts"

    institution: str | None = Field(default=None, max_length=64, index=True)
    region: str | None = Field(default=None, max_length=6, index=True)


class Policy(Stored, table=True):
    """政策 and qualification schemes."""

    __tablename__ = "policies"

    region: str | None = Field(default=None, max_length=6, index=True)
    published_on: date | None = None


class Faq(Stored, table=True):
    """问答."""

    __tablename__ = "faqs"

    published_on: date | None = None


class Window(SQLModel, table=True):
    """窗口平台, a tree from the hub down to parks and industries."""

    __tablename__ = "windows"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=64, index=True, unique=True)
    name: str = Field(max_length=200)
    level: str = Field(max_length=16)
    parent: str | None = Field(default=None, max_length=64, index=True)
    region: str | None = Field(default=None, max_length=6, index=True)
    sectors: list[str] = json_list()
    categories: list[str] = json_list()
    is_open: bool = Field(default=True, description="是否接单")
    address: str = Field(default="", max_length=200)
    phone: str = Field(default="", max_length=40)
    hours: str = Field(default="", max_length=100)
    sample: bool = False
    updated_at: datetime = moment()


class CatalogueVersion(SQLModel, table=True):
    """One row that rises with every change of the catalogue, so that indexes know they are old."""

    __tablename__ = "catalogue_version"

    id: int = Field(default=1, primary_key=True)
    version: int = 0
    changed_at: datetime = moment()


class CatalogueChange(SQLModel, table=True):
    """The version in which an item last changed or was deleted, so that an index finds what it has missed."""

    __tablename__ = "catalogue_changes"

    key: str = Field(max_length=64, primary_key=True)
    version: int = Field(index=True)
