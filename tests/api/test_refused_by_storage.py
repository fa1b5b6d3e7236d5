"""What the database refuses is told as what it is: somebody was faster, or it is busy."""

from __future__ import annotations

from sqlalchemy.exc import OperationalError

from api import errors


class Refusal(Exception):
    """A refusal as PostgreSQL's driver gives it."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


def test_who_was_let_go_of_two_that_waited_for_each_other_hears_of_a_conflict() -> None:
    deadlock = errors.of_storage(OperationalError("UPDATE", {}, Refusal("40P01")))
    assert isinstance(deadlock, errors.ConflictError)
    assert "刷新" in deadlock.detail
    busy = errors.of_storage(OperationalError("UPDATE", {}, Refusal("53300")))
    assert isinstance(busy, errors.UnavailableError)
