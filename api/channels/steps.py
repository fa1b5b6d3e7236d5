"""A step in a session of its own, from code that runs in the event loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlmodel import Session
from starlette.concurrency import run_in_threadpool

from api.database import Database

P = ParamSpec("P")
T = TypeVar("T")


async def write(
    database: Database, step: Callable[Concatenate[Session, P], T], *arguments: P.args, **named: P.kwargs
) -> T:
    """Run a step that writes, when its turn has come, and commit it."""

    def run() -> T:
        with database.session() as session:
            return step(session, *arguments, **named)

    async with database.slots(write=True):
        return await run_in_threadpool(run)


async def note(
    database: Database, step: Callable[Concatenate[Session, P], T], *arguments: P.args, **named: P.kwargs
) -> T:
    """Run a step that writes without waiting for the disk: killing the process undoes nothing, a power cut may.

    For what is done again if it is missing; what a person sent is never kept so.
    """

    def run() -> T:
        with database.session(flushed=False) as session:
            return step(session, *arguments, **named)

    async with database.slots(write=True):
        return await run_in_threadpool(run)


async def read(
    database: Database, step: Callable[Concatenate[Session, P], T], *arguments: P.args, **named: P.kwargs
) -> T:
    """Run a step that only reads."""

    def run() -> T:
        with database.session(write=False) as session:
            return step(session, *arguments, **named)

    async with database.slots(write=False):
        return await run_in_threadpool(run)
