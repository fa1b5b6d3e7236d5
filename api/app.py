"""The one place where everything is wired."""

from __future__ import annotations

import ctypes
import gc
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from anyio import CapacityLimiter
from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from api import encryption, errors, examples, hooks, logs
from api.accounts import service as accounts_service
from api.accounts.known import KnownCallers
from api.catalogue import importing
from api.catalogue.index import MatcherHolder
from api.channels.wechat.account import account_of
from api.channels.wechat.room import open_wechat
from api.channels.wecom.account import kf_account_of
from api.channels.wecom.room import open_wecom
from api.clock import Clock
from api.console import chores
from api.conversations.binding_links import links
from api.conversations.bot import BotClient
from api.conversations.turn_locks import TurnLocks
from api.conversations.turns import Turns
from api.database import open_database
from api.keys import rotation
from api.limiter import Limiter
from api.live.closing import end_streams_on_stop
from api.live.hub import Hub
from api.live.presence import Attendance
from api.matches.writer import LedgerWriter
from api.middleware import BodyLimit, RequestLog
from api.privacy.eraser import forget_at_once
from api.privacy.models import ErasureReason
from api.public import routing
from api.routers import ROUTERS
from api.settings import ROOT, CatalogueChoice, Environment, Settings
from api.state import AppState
from api.web import account_pages, pages
from knowledge.reading import first_messages
from matcher import message
from matcher.types import Query

log = structlog.get_logger(__name__)
DESCRIPTION = "中小企业公共服务平台助手：用平常话说需求，匹配服务、机构、专家和政策，全程有记录、可跟踪、可考核。"


def create_app(settings: Settings, state: AppState | None = None) -> FastAPI:
    """Return the service; nothing is opened before it starts.

    :param state: What :func:`open_state` made, where several processes share it; otherwise it is made at the start.
    :raises ConfigurationError: If a placeholder secret is set outside development, or half of an official account.
    """
    secret = settings.resolved_secret()
    account_of(settings)
    kf_account_of(settings)
    app = FastAPI(title="企服通 qifu", version="0.1.0", description=DESCRIPTION, lifespan=_lifespan)
    app.state.settings, app.state.secret, app.state.qifu = settings, secret, state
    errors.install(app)
    examples.install(app)
    for module in ROUTERS:
        app.include_router(module.router)
    account_pages.install(app)
    routing.install(app)
    pages.mount_static(app, ROOT / "build", settings.resolved_embed_origins())
    app.add_middleware(GZipMiddleware, minimum_size=1024)
    uploads = {"/api/v1/imports/files": settings.max_import_bytes}
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes, uploads=uploads)
    app.add_middleware(RequestLog)
    return app


def build_state(settings: Settings, secret: str) -> AppState:
    """Open the parts of the process."""
    encryption.use_secret(*settings.data_keys())
    hooks.install()
    database = open_database(settings)
    token = settings.internal_token.get_secret_value()
    matcher = MatcherHolder(settings.data_dir, settings.resolved_embedding_model(), database)
    state = AppState(
        settings=settings,
        secret=secret,
        database=database,
        clock=Clock(settings.today, settings.time_of_day),
        matcher=matcher,
        bot=BotClient(
            settings.bot_url,
            settings.actions_url,
            token,
            settings.bot_timeout_seconds,
            categories=lambda text: matcher.current().categories(text),
        ),
        locks=TurnLocks(settings.data_dir / "run" / "turns.lock"),
        ledger=LedgerWriter(database),
        callers=KnownCallers(),
        searching=CapacityLimiter(1),
        hub=Hub(database),
        attendance=Attendance(database, lambda session: chores.do(session, settings)),
        limiter=Limiter(settings.redis_url, settings.data_dir / "run" / "limits.db"),
    )

    def turns() -> Turns:
        link = links(settings.public_url, secret)
        return Turns(state.database, state.bot, state.clock, state.locks, link)

    async def forgotten(conversation_id: str) -> None:
        await forget_at_once(state, conversation_id, ErasureReason.UNSUBSCRIBED, "wechat")

    state.wechat = open_wechat(settings, secret, database, turns, forgotten)
    state.wecom = open_wecom(settings, secret, database, turns, state.clock)
    return state


def prepare(state: AppState) -> None:
    """Bring the data to where the service can start: schema, first administrator, sample catalogue, index."""
    prepare_tables(state)
    with state.database.session() as session:
        if state.settings.catalogue is CatalogueChoice.SAMPLE:
            importing.load_sample(session)
    state.matcher.prepare()


def prepare_tables(state: AppState) -> None:
    """Bring the schema to the newest version and create the first administrator."""
    state.database.migrate()
    rotation.check(state.database)
    with state.database.session() as session:
        accounts_service.bootstrap(session, state.settings.bootstrap_admin.get_secret_value())


def open_state(settings: Settings, secret: str) -> AppState:
    """Open the parts of the process, prepare the data and load what the first match would have to wait for."""
    logs.configure(json=settings.environment is Environment.PRODUCTION)
    state = build_state(settings, secret)
    prepare(state)
    for text in first_messages.MESSAGES:
        message.serve(state.matcher.current(), message.read_query(Query(text)))
    settle_memory()
    return state


def settle_memory() -> None:
    """Leave what was loaded out of later collections: each full one would walk through all of the catalogue.

    What loading needed and gave back goes back to the system (glibc alone keeps it): each forked process would
    otherwise come to own a copy of those pages.
    """
    gc.collect()
    gc.freeze()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    state: AppState = app.state.qifu or open_state(settings, app.state.secret)
    app.state.qifu = state
    end_streams_on_stop(state.hub)
    log.info("service_ready", url=f"http://{settings.host}:{settings.port}", process=os.getpid())
    channels = [channel for channel in (state.wechat, state.wecom) if channel is not None]
    for channel in channels:
        channel.start()
    yield
    for channel in channels:
        await channel.close()
    await state.bot.close()
    state.matcher.close()
    state.database.close()
