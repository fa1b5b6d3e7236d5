"""Keeps what comes in, all that came meanwhile in one transaction: a crowd costs the disk as little as a person."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from api.channels import steps
from api.channels.heard import Heard
from api.channels.wechat import inbox
from api.channels.wechat.inbox import Received
from api.channels.wechat.incoming import Incoming
from api.channels.wechat.models import Way
from api.database import Database

MOST_AT_ONCE = 50  # so that the first of them does not wait long for the last
MOST_REMEMBERED = 5000  # more than come within the fifteen seconds in which the platform asks again


@dataclass(frozen=True)
class Arrival:
    """One message, and who waits to hear that it is kept."""

    incoming: Incoming
    heard: Heard
    way: Way
    kept: asyncio.Future[Received]


class Intake:
    """The one place of a process where messages are written.

    :param counts_attempts: Whether every delivery is to be counted. Where it is not, one that comes again to this
        process costs no writing: in a crowd the platform asks again for what is only about to be written.
    """

    def __init__(self, database: Database, counts_attempts: bool) -> None:
        self._database, self._counts_attempts = database, counts_attempts
        self._arrivals: list[Arrival] = []
        self._taken: OrderedDict[str, asyncio.Future[Received]] = OrderedDict()
        self._writing: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        """Return how many messages wait to be written."""
        return len(self._arrivals)

    async def receive(self, incoming: Incoming, heard: Heard, way: Way) -> Received:
        """Keep a message, together with the others that wait, and return it as it then stands."""
        taken = None if self._counts_attempts else self._taken.get(incoming.key)
        known = await self._as_it_stands(await asyncio.shield(taken)) if taken is not None else None
        return known if known is not None else await asyncio.shield(self._arrive(incoming, heard, way))

    def _arrive(self, incoming: Incoming, heard: Heard, way: Way) -> asyncio.Future[Received]:
        arrival = Arrival(incoming, heard, way, asyncio.get_running_loop().create_future())
        self._arrivals.append(arrival)
        self._taken[incoming.key] = arrival.kept
        if len(self._taken) > MOST_REMEMBERED:
            self._taken.popitem(last=False)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_all())
        return arrival.kept

    async def _as_it_stands(self, received: Received) -> Received | None:
        """Return a message that this process has kept before, as it stands now; None if it was forgotten since."""
        row = await steps.read(self._database, inbox.get, received.row.id or 0)
        return Received(row, received.conversation_id, is_new=False) if row else None

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
            else:
                self._taken.pop(arrivals[0].incoming.key, None)
                arrivals[0].kept.set_exception(error)
            return
        for arrival, received in zip(arrivals, kept, strict=True):
            arrival.kept.set_result(received)


def receive_all(session: Session, arrivals: Sequence[Arrival]) -> list[Received]:
    """Keep messages in the order of their people, in which every process takes the locks; return them as they came."""
    places = sorted(range(len(arrivals)), key=lambda place: arrivals[place].incoming.openid)
    kept = {place: inbox.receive(session, *_parts(arrivals[place])) for place in places}
    return [kept[place] for place in range(len(arrivals))]


def _parts(arrival: Arrival) -> tuple[Incoming, Heard, Way]:
    return arrival.incoming, arrival.heard, arrival.way
