"""The platform's rules for a menu."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MOST_TOP, MOST_BELOW = 3, 5
MOST_TOP_BYTES, MOST_BELOW_BYTES = 16, 60
MOST_KEY_BYTES, MOST_URL_BYTES = 128, 1024


def refusal(menu: Mapping[str, Any]) -> int:
    """Return the code that refuses a menu, 0 if it is taken."""
    buttons = menu.get("button")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= MOST_TOP:
        return 40016
    for button in buttons:
        below = button.get("sub_button") or []
        if len(below) > MOST_BELOW:
            return 40023
        codes = [_of(button, MOST_TOP_BYTES, is_parent=bool(below)), *(_of(one, MOST_BELOW_BYTES) for one in below)]
        if any(codes):
            return next(code for code in codes if code)
    return 0


def _of(button: Mapping[str, Any], most_bytes: int, is_parent: bool = False) -> int:
    if not 0 < len(str(button.get("name", "")).encode()) <= most_bytes:
        return 40018
    if is_parent:
        return 0
    if button.get("type") == "click":
        return 0 if 0 < len(str(button.get("key", "")).encode()) <= MOST_KEY_BYTES else 40019
    if button.get("type") == "view":
        url = str(button.get("url", ""))
        return 0 if url.startswith(("http://", "https://")) and len(url.encode()) <= MOST_URL_BYTES else 40020
    return 40017
