"""Several needs in one message, told apart where the message itself sets them apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from knowledge.reading.facts import read_facts
from knowledge.reading.need import FILLERS, WANT, read_need
from knowledge.reading.normalise import normalise

MOST = 4  # more than these in one message is a list of something else
LEAST = 3  # characters a need has left without its fillers
BREAK = r"(?:^|(?<=[，,。；;：:！!？?\s]))"
MARKER = re.compile(
    BREAK
    + r"(?:第[一二三四](?:[、.．，,:：]|个?是|件)|[一二三四](?:是|[、.．])|[1-4](?:[、.．)）]|是)(?!\d)"
    + r"|(?:还有|另外?|再)?一[个件]事?(?:是|，)|首先|其次|再(?:就是|有|一个)|还有(?:就是|个|一)|另外|此外|顺便"
    + r"|同时(?=还?(?:想|要|需))|还(?=(?:想|要|需要|得|缺)(?!问|了解|咨询)))"
)
OPENING = re.compile(r"^(?:是|的话|呢|就是|还|也|，|,|、|\s)+")
ANNOUNCED = re.compile(
    r"^[^，,。：:]{0,12}?[两二三四几]\s*(?:个|件|样|项|桩)(?:事情?|需求|问题)?[^，,。：:]{0,8}(?:[，,。：:\s]|$)"
)
QUESTION = re.compile(r"^(?:想|要|还想)?(?:问|请问|了解|咨询)一?下?")
OF_ONE_NEED = (
    "amount_cny",
    "amount_approx",
    "amount",
    "currency",
    "headcount",
    "headcount_approx",
    "deadline",
    "urgent",
)


@dataclass(frozen=True)
class Need:
    """One need of several.

    :param text: The need in the enterprise's words.
    :param slots: The facts said with this need alone (its amount, head count, deadline, place).
    """

    text: str
    slots: dict[str, Any] = field(default_factory=dict)


def read_needs(text: str, today: date) -> list[Need]:
    """Return the needs of a message that states two to four of them; empty if it states one.

    :param text: The message as it came. Only its own marks (一是…二是, 1. 2., 另外, 还想, 顺便 …) tell needs apart.
    :param today: The day it was written.
    """
    needs = [need for part in _parts(normalise(text)) if (need := _need(part, today))]
    return needs if 2 <= len(needs) <= MOST and len({need.text for need in needs}) == len(needs) else []


def _parts(text: str) -> list[str]:
    starts = [(found.start(), found.end()) for found in MARKER.finditer(text)]
    if not starts:
        return []
    ends = [start for start, _ in starts[1:]] + [len(text)]
    parts = [ANNOUNCED.sub("", text[: starts[0][0]])]
    parts += [OPENING.sub("", text[after:end]) for (_, after), end in zip(starts, ends, strict=True)]
    return [part for part in parts if part.strip()]


def _need(part: str, today: date) -> Need | None:
    """Return the need of one part, or None if it states none."""
    facts = read_facts(part, today)
    words = read_need(part, facts.spans)
    if QUESTION.match(part) or not WANT.search(words) or len(FILLERS.sub("", WANT.sub("", words))) < LEAST - 1:
        return None
    slots = {name: facts.slots[name] for name in (*OF_ONE_NEED, "region") if name in facts.slots}
    return Need(words, slots)
