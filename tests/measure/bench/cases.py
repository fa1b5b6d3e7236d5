"""A hundred thousand demands: how long lists, search, one case, its history and every figure take over HTTP routes.

Client and service share this process, so each time holds both; beside it stands the mean processor time of a request,
which other work on the machine does not lengthen. ``BENCH_CASES`` sets the number of demands,
``BENCH_CASES_DIR`` a folder that keeps the filled store for the next time.
"""

from __future__ import annotations

import logging
import os
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import structlog
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlmodel import func, select, text

from api import app as wiring
from api.accounts import service as accounts
from api.accounts import tokens
from api.accounts.models import Role, UserCreate
from api.catalogue import importing
from api.demands.models import Demand
from api.settings import Settings
from api.state import AppState
from tests.measure.bench import cases_fill
from tests.measure.bench.timing import say, timed

BAR_MS = 200.0
ROUNDS = 40
FIRST, LAST = date(2025, 7, 1), date(2026, 11, 22)
YEAR = "since=2026-01-01&until=2026-11-22"
CITY = "W-430100"
BUSIEST = "ORG-C019"  # of the institutions of the store that is filled
LISTS = (
    "demands",
    "demands?order=due&open_only=true",
    "demands?category=finance&status=completed&region=430100",
    "demands?window=W-430100&reached=completed&limit=50",
    f"demands?{YEAR}&counted=true&stage=complete&kept=missed&set_since=2026-07-01",
    "demands?overdue=true&offset=1000",
)
FIGURES = (
    *(f"figures/demands?by={by}&{YEAR}" for by in ("category", "city", "section", "channel", "window", "month")),
    *(
        f"figures/{name}?{YEAR}"
        for name in ("funnel", "timeliness", "matching", "satisfaction", "windows", "institutions", "unmet")
    ),
    f"figures/demands?by=county&{YEAR}&region=430100",
    f"figures/timeliness?{YEAR}&category=finance",
)
WHOLE = (f"figures/awards?{YEAR}", f"figures/warnings?{YEAR}", f"institutions/{BUSIEST}?{YEAR}")


def run(count: int) -> int:
    """Fill, ask, tell; return how many routes missed the bar."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    kept = os.environ.get("BENCH_CASES_DIR")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(kept or place)
        settings = Settings(
            data_dir=folder,
            database_url=os.environ.get("BENCH_CASES_URL", ""),
            today=date(2026, 11, 23),
            secret_key=SecretStr("a-secret-of-the-bench"),
        )
        app = wiring.create_app(settings, _state(settings, count))
        with TestClient(app) as client:
            wiring.settle_memory()
            return _ask(client, app.state.qifu)


def _state(settings: Settings, count: int) -> AppState:
    """Return a process over a filled store; no search index is needed."""
    state = wiring.build_state(settings, "a-secret-of-the-bench")
    state.database.migrate()
    began = time.perf_counter()
    with state.database.session() as session:
        filled = session.exec(select(func.count()).select_from(Demand)).one()
        if not filled:
            importing.load_sample(session)
            for name, window in (("hub-agent", None), ("city-agent", CITY)):
                data = UserCreate(username=name, role=Role.AGENT, window=window, password="a-password-of-the-bench")
                accounts.create(session, data, "bench")
    if not filled:
        cases_fill.fill(state.database, count, FIRST, LAST)
        with state.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
        say(f"== {count} demands written", f"{time.perf_counter() - began:.0f} s")
    return state


def _ask(client: TestClient, state: AppState) -> int:
    missed = 0
    for user in ("hub-agent", "city-agent"):
        headers = {"Authorization": f"Bearer {tokens.issue(state.secret, user, 0, 1)}"}
        numbers = [row["case_no"] for row in client.get("/api/v1/demands?limit=40", headers=headers).json()]
        searches = [f"demands?q={word}" for word in cases_fill.texts(ROUNDS)]
        routes: list[tuple[str, Sequence[str]]] = [(path, [path] * ROUNDS) for path in (*LISTS, *FIGURES, *WHOLE)]
        routes += [("search in words", searches), ("one case", [f"demands/{no}" for no in numbers])]
        routes += [("history of a case", [f"demands/{no}/history" for no in numbers])]
        say(f"== {user}", "")
        for name, paths in routes:
            missed += _time(client, headers, name, paths)
    return missed


def _time(client: TestClient, headers: dict[str, str], name: str, paths: Sequence[str]) -> bool:
    def get(path: str) -> None:
        answer = client.get(f"/api/v1/{path}", headers=headers)
        assert answer.status_code == 200, (path, answer.text[:300])

    get(paths[0])
    busy = time.process_time()
    times = timed(get, paths)
    busy = (time.process_time() - busy) * 1000 / len(paths)
    late = times.at(0.95) > BAR_MS
    short = name.replace(f"{YEAR}&", "").replace(f"?{YEAR}", "").replace(f"&{YEAR}", "")
    say(short, times, f"processor {busy:6.1f} ms{'  over the bar' if late else ''}")
    return late
