"""The service itself on the sample catalogue, without bot: for the pages that need none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from api.accounts.actors import Actor, ActorKind
from api.app import create_app
from api.appeals import handling
from api.appeals import service as appeals
from api.appeals.models import AppealStatus
from api.catalogue import encoders
from api.conversations import store
from api.conversations.models import Channel
from api.demands import choose, lifecycle, submit
from api.demands.models import DemandStatus
from api.ratings import links
from api.settings import CatalogueChoice, Settings
from api.state import AppState
from matcher.models import load_model
from tests.browser.serving import serving

AGENT = Actor("the-agent", ActorKind.AGENT, "console")

TODAY = date(2026, 11, 23)
PHONE = "13800001234"
NEED = {"need": "想贷款五百万扩产，没有抵押物", "category": "finance", "region": "430112", "phone": PHONE}
TO_COMPLETED = (DemandStatus.DISPATCHED, DemandStatus.ACCEPTED, DemandStatus.IN_SERVICE, DemandStatus.COMPLETED)


@dataclass
class PublicService:
    """A running service and a way to put cases into it."""

    app: FastAPI
    url: str

    @property
    def state(self) -> AppState:
        """Return its parts."""
        state: AppState = self.app.state.qifu
        return state

    def demand(self, steps: tuple[DemandStatus, ...] = TO_COMPLETED, key: str = "a", chosen: str = "第一个") -> str:
        """Record, match and choose a need as the talk does, take it through ``steps``; return its number."""
        with self.state.database.session() as session:
            talk, _ = store.open_conversation(session, Channel.WEB)
            demand = submit.submit(session, self.state.matcher, TODAY, talk.id, "web", key, NEED).demand
            choose.choose(session, demand, chosen)
            for step in steps:
                lifecycle.move(session, demand, step, AGENT)
            return demand.case_no

    def link(self, case_no: str) -> str:
        """Return the address at which a case is rated."""
        return f"{self.url}r/{links.issue(self.state.secret, case_no)}"

    def appeal(self) -> str:
        """Record an appeal and have it answered; return its number."""
        said = {"appeal_object": "望城某停车场", "appeal_detail": "停车场给货车多收了两次费", "phone": PHONE}
        with self.state.database.session() as session:
            talk, _ = store.open_conversation(session, Channel.WEB)
            appeal = appeals.submit(session, TODAY, talk.id, "a", said)
            handling.move(session, appeal, AppealStatus.ASSIGNED, AGENT, "望城区发展和改革局（样例）")
            handling.move(session, appeal, AppealStatus.ANSWERED, AGENT, "已责令退还多收的费用，三日内到账。")
            return appeal.case_no


def settings_of(folder: Path) -> Settings:
    """Return settings on an empty folder with the sample catalogue, whatever the environment says."""
    return Settings(
        data_dir=folder,
        database_url="",
        redis_url="",
        embedding_model="",
        catalogue=CatalogueChoice.SAMPLE,
        today=TODAY,
        secret_key=SecretStr("a-secret-of-the-tests"),
        embed_origins="",
    )


@contextmanager
def public_service(folder: Path) -> Iterator[PublicService]:
    """Start the service on an empty folder, with the real encoder whatever the tests of other rooms put in its place."""
    app = create_app(settings_of(folder))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoders, "load_model", load_model)
        with serving(app) as url:
            patch.undo()  # loaded by now; what others have put in its place is theirs
            yield PublicService(app, url)
