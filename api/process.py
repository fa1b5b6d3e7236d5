"""The parts of the process for one command, and its errors as one line."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
import typer
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from api import app as wiring
from api import occupancy
from api.errors import QifuError
from api.settings import Settings
from api.state import AppState
from knowledge.errors import KnowledgeError
from matcher.errors import MatcherError

FORESEEN = (QifuError, MatcherError, KnowledgeError, SQLAlchemyError, OSError, ValueError, LookupError)


@contextmanager
def process(searching: bool = True) -> Iterator[AppState]:
    """Open the parts of the process for one command; an error becomes one line and exit status 1.

    :param searching: Whether the command needs catalogue, model and index, or the tables alone.
    """
    calm()
    with one_line():
        settings = Settings()
        with occupancy.shared(settings.data_dir), opened(settings, searching) as state:
            yield state


@contextmanager
def opened(settings: Settings, searching: bool) -> Iterator[AppState]:
    """Open the parts of the process on the data that the settings name, and close them."""
    state = wiring.build_state(settings, settings.resolved_secret())
    try:
        (wiring.prepare if searching else wiring.prepare_tables)(state)
        yield state
    finally:
        state.matcher.close()
        state.database.close()


def calm() -> None:
    """Have a command log what is amiss alone, apart from what it prints."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


@contextmanager
def one_line() -> Iterator[None]:
    """Turn what a person can put right into one line and exit status 1."""
    try:
        yield
    except FORESEEN as error:
        typer.echo(f"✗ {sentence(error)}", err=True)
        raise typer.Exit(1) from error


def sentence(error: Exception) -> str:
    """Say in a sentence what went wrong."""
    if isinstance(error, QifuError):
        return error.detail
    if isinstance(error, ValidationError):
        return "；".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
    if isinstance(error, KeyError):
        return f"缺少 {error}"
    return str(getattr(error, "orig", None) or error).strip().splitlines()[0]
