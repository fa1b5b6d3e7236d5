"""Facts of a demand as an agent's program hands them over, checked before anything is recorded."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from api.masking import ANY_DAY
from knowledge import taxonomy
from knowledge.reading.facts import read_facts
from knowledge.regions import table as regions

Number = Annotated[float, Field(ge=0, le=1e13, allow_inf_nan=False)]
Amount = Number | tuple[Number | None, Number | None]


def _region(code: Any) -> Any:
    if code is not None and (not isinstance(code, str) or regions.get(code) is None):
        raise ValueError("六位行政区划代码，不在表中")
    return code


def _category(code: Any) -> Any:
    if code is not None and code not in taxonomy.load_categories():
        raise ValueError("不是服务类别代码")
    return code


def _phone(text: Any) -> Any:
    """Return a number as it is kept everywhere, so that the same phone is found again."""
    if text is None or text == "":
        return None
    phone = read_facts(str(text)[:40], ANY_DAY, "phone").slots.get("phone")
    if not isinstance(phone, str):
        raise ValueError("电话号码读不懂，应为手机号或带区号的座机")
    return phone


Region = Annotated[str | None, BeforeValidator(_region)]
Category = Annotated[str | None, BeforeValidator(_category)]
Phone = Annotated[str | None, BeforeValidator(_phone)]


class SlotsGiven(BaseModel):
    """The slots of the contract; what is left out is not known."""

    model_config = ConfigDict(extra="forbid")

    category: Category = Field(default=None, examples=["finance"])
    region: Region = Field(default=None, examples=["430112"])
    region_alt: Region = None
    region_ambiguous: bool | list[str] | None = None
    amount_cny: Amount | None = Field(default=None, examples=[5_000_000])
    amount_approx: bool | None = None
    amount: Amount | None = None
    currency: str | None = Field(default=None, max_length=16)
    revenue_cny: Amount | None = None
    headcount: Amount | None = None
    headcount_approx: bool | None = None
    deadline: date | None = None
    urgent: bool | None = None
    industry: str | None = Field(default=None, max_length=100)
    contact: str | None = Field(default=None, max_length=64)
    phone: Phone = None
    company: str | None = Field(default=None, max_length=200)

    def known(self) -> dict[str, Any]:
        """Return what was given, in the shape in which slots are kept."""
        return self.model_dump(mode="json", exclude_none=True)
