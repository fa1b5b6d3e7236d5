"""Names and numbers of persons as they may stand in lists."""

from __future__ import annotations


def mask_phone(phone: str | None) -> str | None:
    """Return ``138****5678``."""
    return f"{phone[:3]}****{phone[-4:]}" if phone and len(phone) > 7 else phone and "****"


def mask_name(name: str | None) -> str | None:
    """Return the surname alone."""
    return f"{name[0]}**" if name else None
