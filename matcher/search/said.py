"""Catalogue values the way people say them."""

from __future__ import annotations

import re

from knowledge.catalogue_fields import Fee
from knowledge.regions import table

_AMOUNT = re.compile(r"[0-9一二三四五六七八九十百千万两]\s*[万元%％成分折]|免费|不收费|百分之|万分之|千分之")
UNITS = ((100_000_000, "亿元"), (10_000, "万元"))


def region_name(code: str) -> str:
    """Return the name of a region with the province's 全省 where it is one; an unknown code names itself."""
    region = table.get(code)
    if region is None:
        return code
    return f"{region.name}全境" if region.level == "province" else region.name


def money(amount: float) -> str:
    """Write an amount the way people say it: 3000000 → 300万元."""
    for size, unit in UNITS:
        if amount >= size:
            return f"{amount / size:.4g}{unit}"
    return f"{amount:.6g}元"


def fee_text(fee: Fee) -> str:
    """Put a fee into words: the catalogue's own, with the figures where its words name none."""
    bounds = _bounds(fee)
    if fee.text:
        return f"{bounds}，{fee.text}" if bounds and not _AMOUNT.search(fee.text) else fee.text
    if fee.model == "free":
        return "免费"
    if fee.model == "percentage" and fee.percent is not None:
        return f"按金额的{fee.percent:g}%"
    return bounds or "面议"


def _bounds(fee: Fee) -> str:
    if fee.model not in ("fixed", "range", "negotiable"):
        return ""
    bounds = [money(bound) for bound in (fee.min_cny, fee.max_cny) if bound]
    per = f"/{fee.unit}" if fee.unit else ""
    return ("至".join(dict.fromkeys(bounds)) + per) if bounds else ""
