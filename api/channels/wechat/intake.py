"""Keeps what comes in, all that came meanwhile in one transaction: a crowd costs the disk as little as a person."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from api.channels import steps
from api.channels.wechat import inbox
from api.channels.wechat.hearing import Heard
from api.channels.wechat.inbox import Received
from api.channels.wechat.incoming import Incoming
from api.channels.wechat.models import Way
from api.database import Database

MOST_AT_ONCE = 50  # so that the first of them does not wait long for the last


@dataclass(frozen=True)
class Arrival:
    """One message, and who waits to hear that it is kept."""

    incoming: Incoming
    heard: Heard
    way: Way
    kept: asyncio.Future[Received]


class Intake:
    """The one place of a process where messages are written."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._arrivals: list[Arrival] = []
        self._writing: asyncio.Task[None] | None = None

    async def receive(self, incoming: Incoming, heard: Heard, way: Way) -> Received:
        """Keep a message, together with the others that wait, and return it as it then stands."""
        arrival = Arrival(incoming, heard, way, asyncio.get_running_loop().create_future())
        self._arrivals.append(arrival)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_all())
        return await arrival.kept

    async def _write_all(self) -> None:
        while self._arrivals:
            together, self._arrivals = self._arrivals[:MOST_AT_ONCE], self._arrivals[MOST_AT_ONCE:]
            await self._write(together)

    async def _write(self, arrivals: Sequence[Arrival]) -> None:
        """Write some together; if that fails each by itself, so that nobody suffers for another."""
        try:
            kept = await steps.write(self._database, receive_all, arrivals)
        except Exception as error:
            if len(arrivals) > 1:
                for arrival in arrivals:
                    await self._write([arrival])
            elif not arrivals[0].kept.done():
                arrivals[0].kept.set_exception(error)
            return
        for arrival, received in zip(arrivals, kept, strict=True):
            if not arrival.kept.done():  # whoever waited may have gone
                arrival.kept.set_result(received)


def receive_all(session: Session, arrivals: Sequence[Arrival]) -> list[Received]:
    """Keep messages in the order of their people, in which every process takes the locks; return them as they came."""
    places = sorted(range(len(arrivals)), key=lambda place: arrivals[place].incoming.openid)
    kept = {place: inbox.receive(session, *_parts(arrivals[place])) for place in places}
    return [kept[place] for place in range(len(arrivals))]


def _parts(arrival: Arrival) -> tuple[Incoming, Heard, Way]:
    return arrival.incoming, arrival.heard, arrival.way
