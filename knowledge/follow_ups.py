"""The rules of follow-ups, as the data file has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from knowledge import working_hours, working_time
from knowledge.working_hours import Hours, Span

PATH = Path(__file__).parent / "data" / "follow_ups.yml"


@dataclass(frozen=True)
class Rule:
    """One kind of follow-up.

    :ivar begins_with: The status of a demand that plans it; any status out of ``lasts`` ends it.
    :ivar call_after: Counted from when it is due; from then on only an agent's call is tried.
    :ivar calls: Attempts by telephone before it is given up.
    :ivar line: What an agent may say.
    :ivar topic: What it is about, for a template message: 20 characters at most.
    :ivar stage: How far the demand is, for the same: five at most.
    """

    label: str
    begins_with: str
    lasts: frozenset[str]
    after: Span
    by_category: Mapping[str, Span]
    repeats: bool
    call_after: Span
    calls: int
    scored: bool
    text: str
    line: str
    topic: str
    stage: str

    def due(self, moment: datetime, category: str | None, hours: Hours) -> datetime:
        """Return when a demand of this category is asked, counted from a moment (local time)."""
        return working_hours.add(moment, self.by_category.get(category or "", self.after), hours)


@dataclass(frozen=True)
class Rules:
    """All the file says."""

    hours: Hours
    kinds: Mapping[str, Rule]
    waits: Mapping[str, Span]
    window_hours: int
    tails: Mapping[str, str]
    links: Mapping[str, str]


@lru_cache(maxsize=1)
def rules() -> Rules:
    """Return the rules."""
    loaded = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    return Rules(
        hours=tuple((time.fromisoformat(first), time.fromisoformat(last)) for first, last in loaded["hours"]),
        kinds={name: _rule(one) for name, one in loaded["kinds"].items()},
        waits={channel: Span(**span) for channel, span in loaded["waits"].items()},
        window_hours=int(loaded["window_hours"]),
        tails=loaded["tails"],
        links=loaded["links"],
    )


def message(kind: str, channel: str, case_no: str, question: str = "", two_way: bool = False, link: str = "") -> str:
    """Return what a follow-up says on a channel.

    :param question: What is to be supplied, where the kind is about that.
    :param two_way: Whether it can be answered where it arrives, though the channel alone does not bring answers back.
    :param link: The address at which the case is rated; said where a score is asked for and the channel says it.
    """
    known = rules()
    tail = f"{channel}_two_way" if two_way and f"{channel}_two_way" in known.tails else channel
    way = known.links.get(channel, "") if link and known.kinds[kind].scored else ""
    text = known.kinds[kind].text + way + known.tails.get(tail, "")
    asked, hotline = question.rstrip("。？?"), working_time.calendar().hotline
    return text.format(case_no=case_no, question=asked, hotline=hotline, link=link)


def _rule(loaded: dict[str, Any]) -> Rule:
    return Rule(
        label=loaded["label"],
        begins_with=loaded["begins_with"],
        lasts=frozenset(loaded["while"]),
        after=Span(**loaded["after"]),
        by_category={code: Span(**span) for code, span in loaded.get("by_category", {}).items()},
        repeats=bool(loaded.get("repeats")),
        call_after=Span(**loaded["call_after"]),
        calls=int(loaded["calls"]),
        scored=bool(loaded.get("scored")),
        text=loaded["text"],
        line=loaded["line"],
        topic=loaded["topic"],
        stage=loaded["stage"],
    )
