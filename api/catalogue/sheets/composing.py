"""A row and what the catalogue holds under its key, into an item: columns a sheet lacks leave their field as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.catalogue.sheets import vocabulary
from api.catalogue.sheets.faults import Faults
from api.catalogue.sheets.rows import SheetItem
from knowledge.catalogue import Offer, OfferError, parse_offer, to_dict

# What a field is while nobody says otherwise: an institution provides itself, whoever issues a policy provides it.
TWINS = {
    "institution": {"provider": "name"},
    "policy": {"provider": "issuer"},
    "scheme": {"provider": "issuer"},
    "faq": {"question": "name", "answer": "text"},
}
EXTRA = "extra"


def compose(item: SheetItem, known: Offer | None, faults: Faults) -> Offer | None:
    """Return the item as the row wants it, or None and what is wrong with it."""
    before = faults.count
    if known is not None and not _is_same_table(known.kind, item.kind):
        title = vocabulary.load().titles[known.kind]
        _add(item, "id", f"编号 {item.key} 已属于另一类条目（{title}）", faults)
        return None
    existing = to_dict(known) if known else {}
    raw = {**existing, "kind": item.kind}
    for name, value in item.values.items():
        if name != EXTRA:
            _put(raw, name, value)
    _twins(raw, existing, item)
    _drop_empty_parts(raw, item)
    _extra(raw, item, faults)
    _check(raw, item, faults)
    if faults.count > before:
        return None
    try:
        return parse_offer(raw)
    except OfferError as error:
        for name, message in error.by_field or [("", str(error))]:
            _add(item, name, f"不合格（{message}）", faults)
        return None


def _is_same_table(one: str, other: str) -> bool:
    return one == other or {one, other} == {"policy", "scheme"}


def _put(raw: dict[str, Any], name: str, value: Any) -> None:
    field, _, part = name.partition(".")
    if part:
        raw[field] = {**(raw.get(field) or {}), part: value}
    elif value is None:
        raw.pop(field, None)
    else:
        raw[field] = value


def _twins(raw: dict[str, Any], existing: Mapping[str, Any], item: SheetItem) -> None:
    """Fill what goes along with another field, unless the catalogue has something else there."""
    for field, source in TWINS.get(item.kind, {}).items():
        goes_along = not existing or existing.get(field) == existing.get(source)
        if item.values.get(field) is None and (field in item.values or goes_along) and raw.get(source):
            raw[field] = raw[source]


def _extra(raw: dict[str, Any], item: SheetItem, faults: Faults) -> None:
    """Take in what no column can hold."""
    if EXTRA not in item.values:
        return
    given = item.values[EXTRA] or {}
    for field in {name.partition(".")[0]: None for name, value in item.values.items() if value is not None}:
        if field in given and field != EXTRA:
            _add(item, EXTRA, f"附加字段里的 {field} 和“{_header(item, field)}”列都写了，只留一处", faults)
    for field in [name for name in raw if name not in vocabulary_fields()]:
        del raw[field]
    raw.update(given)


def vocabulary_fields() -> frozenset[str]:
    """Return the fields that have columns of their own."""
    return frozenset(column.field for column in vocabulary.load().columns if column.name != EXTRA)


def _drop_empty_parts(raw: dict[str, Any], item: SheetItem) -> None:
    """Drop a fee or a time limit of which nothing is said."""
    for field in {name.partition(".")[0] for name in item.values if "." in name}:
        if isinstance(raw.get(field), dict) and all(part in (None, "") for part in raw[field].values()):
            del raw[field]


def _check(raw: Mapping[str, Any], item: SheetItem, faults: Faults) -> None:
    """Find what the columns of a row say against each other."""
    if not raw.get("name"):
        _add(item, "name", "不能空着", faults)
    fee = raw.get("fee")
    if isinstance(fee, dict) and fee.get("model") is None:
        _add(item, "fee.model", "写了收费的其他列，收费方式就不能空着", faults)
    start, end = raw.get("valid_from"), raw.get("valid_until")
    if isinstance(start, str) and isinstance(end, str) and start > end:
        _add(item, "valid_until", f"有效期止 {end} 早于有效期起 {start}", faults)
    low, high = (fee.get("min_cny"), fee.get("max_cny")) if isinstance(fee, dict) else (None, None)
    if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
        _add(item, "fee.max_cny", f"最高收费 {high} 低于最低收费 {low}", faults)
    if raw.get("asks") and item.kind not in ("faq", "policy", "scheme"):
        _add(item, "asks", "只有问答、政策和方案才有相似问法", faults)


def _add(item: SheetItem, name: str, message: str, faults: Faults) -> None:
    faults.add(item.sheet, item.row, _header(item, name), message)


def _header(item: SheetItem, name: str) -> str:
    """Return what the sheet calls a column, or the first column of a field that has several."""
    parts = [header for column, header in item.headers.items() if name in (column, column.partition(".")[0])]
    return parts[0] if parts else _default(name, item.kind)


def _default(name: str, kind: str) -> str:
    found = [column for column in vocabulary.load().columns if name in (column.name, column.field)]
    return found[0].header_of(kind) if found else ""
