"""Work on the index beside the searches: one thing at a time, and what went wrong with it is kept to be told."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from api.catalogue.building import BROKEN
from api.errors import UnavailableError

log = structlog.get_logger(__name__)


class Beside:
    """One thread at most.

    :ivar fault: Why the work failed last, empty if it did not.
    """

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self.fault = ""

    @property
    def is_busy(self) -> bool:
        """Whether something is being done."""
        return self._thread is not None and self._thread.is_alive()

    def start(self, work: Callable[[], object]) -> None:
        """Do something unless something else is being done."""
        if self.is_busy:
            return

        def run() -> None:
            try:
                work()
                self.fault = ""
            except (*BROKEN, SQLAlchemyError, UnavailableError) as error:
                self.fault = f"{type(error).__name__}: {error}"
                log.error("index_work_failed", detail=self.fault)

        self._thread = threading.Thread(target=run, daemon=True)
        self._thread.start()

    def wait(self, seconds: float | None = None) -> None:
        """Wait until it is done, at most so long."""
        if self._thread is not None and self._thread.is_alive():
            self._thread.join(seconds)
