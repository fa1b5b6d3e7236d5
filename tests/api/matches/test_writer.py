"""Rows of several requests in one transaction; a faulty one fails alone."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from api.matches.models import MatchFailure
from api.matches.writer import LedgerWriter
from tests.api.conftest import BACKENDS, Service


def failure(number: int, text: str | None = "想贷款") -> MatchFailure:
    """Return a row of the ledger; without a text the database refuses it."""
    return MatchFailure(channel="api", actor=str(number), text=text, error="ValueError", detail="")


def write(service: Service, *rows: MatchFailure) -> list[BaseException | None]:
    """Write all rows at once, each for its own request."""

    async def run() -> list[BaseException | None]:
        writer = LedgerWriter(service.state.database)
        return await asyncio.gather(*(writer.write([row]) for row in rows), return_exceptions=True)

    assert service.client.portal is not None
    return list(service.client.portal.call(run))


def kept(service: Service) -> list[str]:
    """Return who is in the ledger."""
    with service.session() as session:
        return sorted(session.exec(select(MatchFailure.actor)))


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_all_who_wait_are_written_together(alone: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    plain = LedgerWriter._write

    def counted(self: LedgerWriter, rows: list[MatchFailure]) -> Exception | None:
        sizes.append(len(rows))
        return plain(self, rows)

    monkeypatch.setattr(LedgerWriter, "_write", counted)
    assert write(alone, *(failure(number) for number in range(5))) == [None] * 5
    assert kept(alone) == ["0", "1", "2", "3", "4"]
    assert sum(sizes) == 5
    assert len(sizes) <= 2


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_a_faulty_row_takes_no_other_along(alone: Service) -> None:
    answers = write(alone, failure(1), failure(2, text=None), failure(3))
    assert [isinstance(answer, IntegrityError) for answer in answers] == [False, True, False]
    assert kept(alone) == ["1", "3"]
