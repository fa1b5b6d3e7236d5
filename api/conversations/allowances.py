"""How much one conversation may say, and one address open: high enough for a hall behind one address, not for a flood.

A program of this machine is trusted with any amount, unless ``QIFU_LIMIT_LOCAL`` says otherwise. Counted before
anything is looked up; a conversation by its number and the token shown, so that nobody uses up what is another's.

Source: docs/decisions/0028-limits-and-what-outlives-a-kill.md
"""

from __future__ import annotations

import hashlib

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from api.deps import StateDep, TokenDep
from api.limiter import Allowance, caller_of, is_local
from api.settings import NO_LIMIT
from api.state import AppState

CROWDED = "这会儿从您所在网络来的人太多了"
TOO_FAST = "您发得太快了"
ACTS = Allowance("talk-acts", "30/minute")  # of one conversation: taking along, deleting, opening an appeal again


async def count_opening(request: Request, state: StateDep) -> None:
    """Count a conversation that is to be opened, by address.

    :raises TooManyRequestsError: If too many were opened from there.
    """
    openings = Allowance("talk-openings", state.settings.limit_openings, CROWDED)
    await _count(request, state, (openings, caller_of(request)))


async def count_message(conversation_id: str, token: TokenDep, request: Request, state: StateDep) -> None:
    """Count a message, by conversation and by address.

    :raises TooManyRequestsError: If either has sent too many.
    """
    of_talk = Allowance("talk-messages", state.settings.limit_messages, TOO_FAST)
    of_address = Allowance("address-messages", state.settings.limit_address_messages, CROWDED)
    await _count(request, state, (of_talk, _talk(conversation_id, token)), (of_address, caller_of(request)))


async def count_act(conversation_id: str, token: TokenDep, request: Request, state: StateDep) -> None:
    """Count what else the holder of a conversation does that writes.

    :raises TooManyRequestsError: If it is too often.
    """
    await _count(request, state, (ACTS, _talk(conversation_id, token)))


async def _count(request: Request, state: AppState, *uses: tuple[Allowance, str]) -> None:
    if is_local(request) and not state.settings.limit_local:
        return
    for allowance, caller in uses:
        if allowance.rate != NO_LIMIT:
            await run_in_threadpool(state.limiter.take, allowance, caller)


def _talk(conversation_id: str, token: str) -> str:
    return hashlib.sha256(f"{conversation_id} {token}".encode()).hexdigest()
