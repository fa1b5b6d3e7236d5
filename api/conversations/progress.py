"""Where the cases of a conversation stand: the true state, what happens next, who has it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from api.appeals import handling
from api.appeals import service as appeals
from api.appeals.models import Appeal, AppealStatus
from api.demands import duplicates, lifecycle, units, waiting
from api.demands.models import Demand
from api.identity import cases
from api.masking import mask_phone
from knowledge import statuses
from knowledge.reading import case_numbers

SHOWN_NEED = 20
NUMBER = re.compile(r"(?<![A-Za-z0-9])(?:[XxSs][QqＱ])?\s*(\d{3,})(?!\d)")
PREFIXED = re.compile(r"[XS]Q\s*\d+", re.IGNORECASE)
LEAST_BARE = 9  # digits without a prefix that are taken for a number; a sum or a year has fewer
MOBILE = re.compile(r"1[3-9]\d{9}")


def progress(session: Session, conversation_id: str, text: str) -> dict[str, Any]:
    """Return one line a case, oldest first; only those whose numbers the text names, if it names any.

    :return: ``lines``, under ``unknown`` the numbers of no case of this conversation and what is bound with it, under
        ``bound`` the masked number that it is bound to, None if to none.
    """
    reach = cases.of_holder(session, conversation_id)
    lines = _demands(session, cases.demands(session, reach))
    lines |= {appeal.case_no: _appeal(appeal) for appeal in cases.appeals(session, reach)}
    wanted = _numbers(text)
    found = {number: [no for no in lines if no.endswith(number)] for number in wanted}
    named = {no for hits in found.values() for no in hits}
    return {
        "lines": [line for no, line in lines.items() if not wanted or no in named],
        "unknown": [number for number, hits in found.items() if not hits],
        "bound": mask_phone(reach.phone) if reach.phone else None,
    }


def _numbers(text: str) -> list[str]:
    """Return the case numbers a text names, with their prefix where it is told."""
    rest = case_numbers.without(text)
    told = [*case_numbers.find(text), *(re.sub(r"\s", "", number).upper() for number in PREFIXED.findall(rest))]
    bare = [n for n in NUMBER.findall(PREFIXED.sub(" ", rest)) if len(n) >= LEAST_BARE and not MOBILE.fullmatch(n)]
    return list(dict.fromkeys([*told, *bare]))


def _demands(session: Session, mine: list[Demand]) -> dict[str, str]:
    """Return a line a demand by its number; as many queries for many as for few."""
    joined = duplicates.targets(session, mine)
    all_of_them = [*mine, *joined.values()]
    names, asked = units.of(session, all_of_them), waiting.questions(session, all_of_them)

    def state(one: Demand) -> str:
        return _state(one, names[one.id or 0], asked.get(one.id or 0, ""))

    return {one.case_no: _demand(one, joined.get(one.id or 0), state) for one in mine}


def _demand(demand: Demand, other: Demand | None, state: Callable[[Demand], str]) -> str:
    if other is None:
        return f"{demand.case_no}（{_short(demand.need)}）：{state(demand)}"
    joined = lifecycle.label(demand.status)
    return f"{demand.case_no}（{_short(demand.need)}）：{joined}，按{other.case_no}一起办，{state(other)}"


def _state(demand: Demand, unit: str, asked: str) -> str:
    following = statuses.next_step("demand", demand.status.value, unit)
    owed = f"办理单位在等您补充：{asked.rstrip('。')}。" if asked else ""
    return f"{lifecycle.label(demand.status)}。{owed}{following}。"


def _appeal(appeal: Appeal) -> str:
    about = _short(appeal.object or appeal.detail)
    following = statuses.next_step("appeal", appeal.status.value, appeal.unit)
    line = f"{appeal.case_no}（{about}）：{handling.label(appeal.status)}。"
    if appeal.status in (AppealStatus.ANSWERED, AppealStatus.CLOSED):
        line += f"答复：{appeal.result.rstrip('。')}。"
    if appeal.status in (AppealStatus.SUBMITTED, AppealStatus.ASSIGNED, AppealStatus.REOPENED):
        by = appeals.answer_by(appeal)
        following += f"，最晚{by.month}月{by.day}日前答复"
    return f"{line}{following}。"


def _short(text: str) -> str:
    return text if len(text) <= SHOWN_NEED else text[:SHOWN_NEED] + "…"
