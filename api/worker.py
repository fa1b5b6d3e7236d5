"""The worker: ``python -m api.worker``. It works off the outbox and does what is to be done from time to time.

It opens the database alone: neither catalogue nor model nor index, so that it is small and starts at once.

Source: docs/decisions/0017-outbox-and-follow-ups.md
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from huey import Huey, RedisHuey, SqliteHuey, crontab
from huey.consumer import Consumer
from sqlmodel import Session

from api import due, encryption, hooks, logs, notices, occupancy
from api.channels.wechat import sendings as wechat_sendings
from api.channels.wechat.account import account_of
from api.channels.wecom import sendings as wecom_sendings
from api.channels.wecom.account import kf_account_of
from api.clock import utc_now
from api.console import chores
from api.conversations import binding
from api.database import Database, open_database
from api.demands import revise, waiting
from api.followups import (
    advance,
    code_sender,
    delivery,
    file_sender,
    planning,
    wechat_sender,
    wecom_sender,
)
from api.followups.file_sender import FileSender
from api.followups.models import FollowUpChannel
from api.followups.senders import Senders
from api.followups.sms import bounces, receiving
from api.followups.web_sender import WebSender
from api.followups.wechat_sender import WechatMessageSender, WechatTemplateSender
from api.followups.wecom_sender import WecomMessageSender
from api.identity import codes
from api.outbox import keeping
from api.outbox.handlers import Handler, Handlers, Record, Work
from api.outbox.relay import Relay
from api.periodic import NIGHTLY, Task, each_minute
from api.privacy import wishes
from api.ratings.links import Address, addresses
from api.settings import ROOT, Environment, Settings

log = structlog.get_logger(__name__)
FORGET_SECONDS = 3_600
ERASE_SECONDS = 50  # below the lease of an entry
BY_FILE = (
    FollowUpChannel.WECHAT_MESSAGE,
    FollowUpChannel.WECHAT_TEMPLATE,
    FollowUpChannel.WECOM_MESSAGE,
    FollowUpChannel.SMS,
)


@dataclass
class Parts:
    """What the worker process holds."""

    settings: Settings
    database: Database
    senders: Senders

    @property
    def outgoing(self) -> Path:
        """Return where is written what no provider sends."""
        return self.settings.data_dir / file_sender.NAME

    @property
    def two_way(self) -> bool:
        """Tell whether what is answered by text message comes in."""
        return bool(self.settings.sms_token.get_secret_value())

    @property
    def rated_at(self) -> Address | None:
        """Return what gives the address at which a case is rated, None where the platform's own is not set."""
        return addresses(self.settings.public_url, self.settings.resolved_secret())


def build(settings: Settings) -> Parts:
    """Open the parts; this is the place where the senders of real providers are plugged in."""
    encryption.use_secret(*settings.data_keys())
    hooks.install()
    database = open_database(settings)
    parts = Parts(settings, database, Senders())
    for channel in BY_FILE:
        parts.senders.register(FileSender(parts.outgoing, channel))
    parts.senders.register(WebSender(database))
    account = account_of(settings)
    if account is not None:
        parts.senders.register(WechatMessageSender(database, account))
    if account is not None and account.templates:
        parts.senders.register(WechatTemplateSender(database, account, rated_at=parts.rated_at))
    customer_service = kf_account_of(settings)
    if customer_service is not None:
        parts.senders.register(WecomMessageSender(database, customer_service))
    return parts


def handlers(parts: Parts) -> Handlers:
    """Return what each topic of the outbox leads to."""
    told = notices.handlers()
    return {
        **told,
        planning.DEMAND_MOVED: Handler(planning.on_moved),
        wecom_sendings.NOT_ARRIVED: Handler(wecom_sender.not_arrived),
        wechat_sendings.FINISHED: Handler(wechat_sender.finished),
        waiting.ASKED: Handler(_both(told[waiting.ASKED].record, planning.on_asked)),
        revise.PHONE_GIVEN: Handler(bounces.on_given),
        advance.SEND: delivery.handler(parts.database, parts.senders),
        codes.SEND: code_sender.handler(parts.database, parts.senders),
        binding.MADE: Handler(binding.on_made),
        wishes.WISHED: _erasure(parts.settings),
    }


def _erasure(settings: Settings) -> Handler:
    """Return what deletes a conversation at its owner's wish; a second time changes nothing."""

    def perform(work: Work) -> int:
        return _command(settings, "erase-talk", str(work.payload["conversation_id"]), seconds=ERASE_SECONDS)

    return Handler(record=lambda session, work, result: None, perform=perform)


def _both(*records: Record) -> Record:
    """Return one step that takes several, in one commit."""

    def record(session: Session, work: Work, result: Any) -> None:
        for one in records:
            one(session, work, result)

    return record


def tasks(parts: Parts) -> list[Task]:
    """Return what is done from time to time; each may be left out once, or done twice, without harm."""

    def follow_up() -> int:
        means = (parts.two_way, parts.rated_at)
        return advance.sweep(parts.database, parts.senders.channels(), utc_now(), *means)

    def keep_deadlines() -> int:
        return sum(due.sweep(parts.database).values())

    def keep_desk() -> int:
        with parts.database.session() as session:
            return chores.do(session, parts.settings)

    def forget() -> int:
        """Delete what was kept long enough."""
        return _command(parts.settings, "retention")

    def clear() -> int:
        with parts.database.session() as session:
            gone = keeping.clear(session, utc_now()) + receiving.clear(session, utc_now())
        return gone + file_sender.clear(parts.outgoing, utc_now())

    return [
        Task("follow_ups", each_minute(), follow_up),
        Task("deadlines", each_minute(), keep_deadlines),
        Task("desk", each_minute(), keep_desk),
        Task("clear_outbox", NIGHTLY, clear),
        Task("retention", NIGHTLY, forget),
    ]


def _command(settings: Settings, *arguments: str, seconds: float = FORGET_SECONDS) -> int:
    """Run a command of ours in a process of its own: it wants more parts than the worker holds."""
    command = [sys.executable, "-m", "api.cli", *arguments]
    own = {**os.environ, **_environment(settings)}
    done = subprocess.run(command, check=True, timeout=seconds, capture_output=True, env=own, cwd=ROOT)  # noqa: S603
    return done.returncode


def _environment(settings: Settings) -> dict[str, str]:
    """Return what another process needs to work on the same data with the same keys."""
    return {
        "QIFU_DATA_DIR": str(settings.data_dir.resolve()),
        "QIFU_DATABASE_URL": settings.database_url,
        "QIFU_SECRET_KEY": settings.secret_key.get_secret_value(),
        "QIFU_DATA_KEY": settings.data_key.get_secret_value(),
        "QIFU_DATA_KEY_PREVIOUS": settings.data_key_previous.get_secret_value(),
        "QIFU_BOT_URL": settings.bot_url,
        **({"QIFU_RETENTION_FILE": str(settings.retention_file)} if settings.retention_file else {}),
        **({"QIFU_ERASURES_FILE": str(settings.erasures_file)} if settings.erasures_file else {}),
    }


def queue(settings: Settings) -> Huey:
    """Return where the periodic tasks queue: a file of its own, or Redis, which several machines share."""
    if settings.redis_url:
        return RedisHuey("qifu", url=settings.redis_url, results=False)
    return SqliteHuey("qifu", filename=str(settings.data_dir / "worker.db"), results=False)


def schedule(huey: Huey, periodic: list[Task]) -> None:
    """Have the tasks done at their times; one that fails is logged and done again at the next."""
    for task in periodic:
        huey.periodic_task(crontab(**task.when), name=task.name, expires=task.expires_seconds)(task)


def run(settings: Settings) -> None:
    """Work until the process is told to stop."""
    logs.configure(json=settings.environment is Environment.PRODUCTION)
    with occupancy.shared(settings.data_dir):
        _work(settings)


def _work(settings: Settings) -> None:
    parts = build(settings)
    parts.database.migrate()
    huey, stop = queue(settings), threading.Event()
    schedule(huey, tasks(parts))
    relay = Relay(parts.database, handlers(parts))
    thread = threading.Thread(target=relay.run, args=(stop,), name="relay")
    thread.start()
    log.info("worker_ready", name=relay.name)
    try:
        Consumer(huey, workers=1, max_delay=2.0).run()
    finally:
        stop.set()
        thread.join()
        parts.database.close()


if __name__ == "__main__":
    run(Settings())
