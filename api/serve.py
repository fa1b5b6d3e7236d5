"""The service alone: ``python -m api.serve``. One process prepares the data, then as many as are set serve it.

They are forked after the index is loaded, so that its pages are in memory once; each then follows the catalogue by
itself. One that dies is replaced, and each holds its share of the connections; when the process that replaces them is
killed, they finish what they answer and stop, so that the port is free for the next start.

Source: docs/decisions/0012-speed.md, docs/decisions/0028-limits-and-what-outlives-a-kill.md
"""

from __future__ import annotations

import signal
from typing import Any

from fastapi import FastAPI
from gunicorn.app.base import BaseApplication
from gunicorn.workers.base import Worker

from api import occupancy, tether
from api.app import create_app, open_state
from api.settings import Settings
from api.shares import SharingWorker, Tally

KEEP_ALIVE_SECONDS = 5
STUCK_SECONDS = 120  # a process whose event loop stands still for so long is replaced
CLOSING_SECONDS = 10


class ServingProcess(SharingWorker):
    """One of the processes; however it is told to stop, it does not wait for ever for what it is answering."""

    CONFIG_KWARGS = {**SharingWorker.CONFIG_KWARGS, "timeout_graceful_shutdown": CLOSING_SECONDS}  # noqa: RUF012


def stop_with_parent(worker: Worker) -> None:
    """Have a process stop when the one that started it is gone; uvicorn's own loop does not look."""
    tether.hold(worker.ppid, signal.SIGTERM)


class Service(BaseApplication):  # type: ignore[misc]
    """The processes that share one listening socket."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self.tally = settings, Tally()
        super().__init__()

    def load_config(self) -> None:
        """Take over what the settings say."""
        host = f"[{self._settings.host}]" if ":" in self._settings.host else self._settings.host
        given = {
            "bind": f"{host}:{self._settings.port}",
            "workers": self._settings.resolved_workers(),
            "worker_class": ServingProcess,
            "post_worker_init": stop_with_parent,
            "child_exit": _give_back,
            "preload_app": True,
            "keepalive": KEEP_ALIVE_SECONDS,
            "timeout": STUCK_SECONDS,
            "graceful_timeout": CLOSING_SECONDS,
            "control_socket_disable": True,
            "loglevel": "warning",
        }
        for name, value in given.items():
            self.cfg.set(name, value)

    def load(self) -> FastAPI:
        """Open and prepare everything, then give back what processes cannot share."""
        state = open_state(self._settings, self._settings.resolved_secret())
        state.matcher.close()
        state.database.close()
        return create_app(self._settings, state)


def _give_back(_: Any, worker: SharingWorker) -> None:
    worker.app.tally.leave(worker.place)


def main() -> None:
    """Serve on the host and port of the settings."""
    settings = Settings()
    with occupancy.shared(settings.data_dir):  # which the processes that it forks hold as well
        Service(settings).run()


if __name__ == "__main__":
    main()
