"""A sentence without the persons and firms in it, for lists that many people read."""

from __future__ import annotations

from datetime import date

from knowledge.reading.facts import read_facts
from knowledge.reading.identifiers import mask_identity_numbers, mask_phones
from knowledge.reading.normalise import normalise

MARKS = {"phone": "〔电话〕", "contact": "〔姓名〕", "company": "〔企业〕"}
ANY_DAY = date(2000, 1, 3)  # names and numbers do not depend on it


def anonymise(text: str) -> str:
    """Return the text with phones, names and firms replaced by marks and identity numbers starred."""
    plain = mask_identity_numbers(normalise(text))
    spans = [span for span in read_facts(plain, ANY_DAY).spans if span.slot in MARKS]
    for span in sorted(spans, key=lambda one: one.start, reverse=True):
        plain = plain[: span.start] + MARKS[span.slot] + plain[span.end :]
    return mask_phones(plain)
