"""Names and numbers of persons as they may stand in lists."""

from __future__ import annotations

from datetime import date

from knowledge.reading.facts import read_facts
from knowledge.reading.identifiers import mask_identity_numbers, mask_phones

ANY_DAY = date(2000, 1, 3)  # names do not depend on the day


def mask_phone(phone: str | None) -> str | None:
    """Return ``138****5678``."""
    return f"{phone[:3]}****{phone[-4:]}" if phone and len(phone) > 7 else phone and "****"


def mask_name(name: str | None) -> str | None:
    """Return the surname alone."""
    return f"{name[0]}**" if name else None


def mask_known(text: str, *names: str | None) -> str:
    """Return free text with numbers starred and of these names only the surname; cheap enough for whole lists."""
    plain = mask_phones(mask_identity_numbers(text))
    for name in names:
        if name and len(name) > 1:
            plain = plain.replace(name, f"{name[0]}**")
    return plain


def mask_text(text: str) -> str:
    """Return free text with identity numbers and phones starred and of a person's name only the surname."""
    plain = mask_identity_numbers(text)
    for span in read_facts(plain, ANY_DAY).spans:
        name = str(span.value)
        if span.slot == "contact" and len(name) > 1:
            plain = plain.replace(name, f"{name[0]}**")
    return mask_phones(plain)
