"""The worker: small, wired like the service's own parts, its tasks on time, and ended by a signal."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from huey import RedisHuey, SqliteHuey, crontab
from pydantic import SecretStr
from sqlmodel import select

from api import encryption, worker
from api.accounts.models import AuditEntry
from api.database import Database
from api.outbox import beats
from api.outbox import service as outbox
from api.outbox.models import OutboxEntry
from api.periodic import NIGHTLY, Task, each_minute
from api.settings import ROOT, Settings
from tests.api.conftest import make_settings

HEAVY = ("torch", "sentence_transformers", "transformers", "sklearn", "faiss")


def test_neither_model_nor_index_is_loaded() -> None:
    code = f"import sys, api.worker; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_topic_that_is_put_has_a_handler(settings: Settings) -> None:
    parts = worker.build(settings)
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "api").rglob("*.py"))
    topics = set(re.findall(r'^[A-Z_]+ = "((?:demand|appeal|follow_up|wechat|wecom|erasure)\.\w+)"$', source, re.M))
    assert len(topics) > 6
    assert topics <= set(worker.handlers(parts))
    assert {channel.value for channel in parts.senders.channels()} == {
        "web",
        "wechat_message",
        "wechat_template",
        "wecom_message",
        "sms",
    }
    parts.database.close()


def test_tasks_run_on_an_empty_day(settings: Settings) -> None:
    parts = worker.build(settings)
    for task in worker.tasks(parts):
        assert task.run() == 0, task.name
    parts.database.close()


def test_the_nightly_deletion_works_on_the_workers_own_data(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QIFU_DATA_DIR", "/nowhere")
    database = Database(settings.resolved_database_url())
    with database.session(write=True) as session:
        old = AuditEntry(actor="a", action="b", subject="c", at=datetime(2001, 1, 1, tzinfo=UTC))
        session.add(old)
    parts = worker.build(settings)
    (forget,) = [task for task in worker.tasks(parts) if task.name == "retention"]
    assert forget.run() == 0
    with database.session() as session:
        assert session.exec(select(AuditEntry).where(AuditEntry.subject == "c")).all() == []
    parts.database.close()
    database.close()


def test_the_data_key_opens_what_the_service_wrote(settings: Settings) -> None:
    own = settings.model_copy(update={"data_key": SecretStr("a-key-of-the-data-alone")})
    service = encryption.Cipher(*own.data_keys())
    parts = worker.build(own)
    try:
        assert encryption.current().decrypt(service.encrypt("王样例")) == "王样例"
        assert encryption.current().fingerprint("13812345678") == service.fingerprint("13812345678")
    finally:
        encryption.use_secret(*settings.data_keys())
        parts.database.close()


def test_times_of_the_tasks(tmp_path: Path) -> None:
    nightly, minutely = crontab(**NIGHTLY), crontab(**each_minute(5))
    assert nightly(datetime(2026, 11, 23, 19, 17))  # 03:17 in China
    assert not nightly(datetime(2026, 11, 23, 3, 17))
    assert [minute for minute in range(12) if minutely(datetime(2026, 11, 23, 8, minute))] == [0, 5, 10]


def test_task_that_fails_ends_there() -> None:
    done = []

    def fail() -> None:
        done.append(1)
        raise ValueError("no")

    Task("t", each_minute(), fail)()
    assert done == [1]


def test_queue_in_a_file_or_in_redis(tmp_path: Path) -> None:
    own = worker.queue(make_settings(tmp_path))
    assert isinstance(own, SqliteHuey)
    assert (tmp_path / "worker.db").exists()
    shared = worker.queue(make_settings(tmp_path, redis_url="redis://127.0.0.1:1/0"))
    assert isinstance(shared, RedisHuey)  # connects with the first task


def test_tasks_are_queued_and_done(tmp_path: Path) -> None:
    done: list[str] = []
    huey = worker.queue(make_settings(tmp_path))
    worker.schedule(huey, [Task("a", each_minute(), lambda: done.append("a")), Task("b", NIGHTLY, lambda: None)])
    for task in huey.read_periodic(datetime(2026, 11, 23, 8, 0)):
        huey.enqueue(task)
    assert huey.pending_count() == 1
    huey.execute(huey.dequeue())
    assert done == ["a"]


def test_process_works_and_ends_by_a_signal(settings: Settings, tmp_path: Path) -> None:
    database = Database(settings.resolved_database_url())
    with database.session() as session:
        outbox.put(session, "demand.moved", {"transition_id": 999_999}, key="of a demand that was removed")
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "QIFU_DATA_DIR": str(settings.data_dir),
        "QIFU_SECRET_KEY": settings.secret_key.get_secret_value(),
        "QIFU_DATABASE_URL": "",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "api.worker"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        wait_for_all_done(database)
        with database.session(write=False) as session:
            standing = beats.standing(session, datetime.now(UTC))
        assert (standing["alive"], standing["due"], standing["failed"]) == (True, 0, 0)
        assert f":{process.pid}:" in standing["workers"][0]["name"]
    finally:
        process.send_signal(signal.SIGTERM)
        output = process.communicate(timeout=20)[0]
        database.close()
    assert process.returncode == 0
    assert "worker_ready" in output


def wait_for_all_done(database: Database) -> None:
    """Wait until the outbox is empty and the worker has shown itself."""
    give_up = time.monotonic() + 30
    while time.monotonic() < give_up:
        with database.session(write=False) as session:
            left = session.exec(select(OutboxEntry.id).where(OutboxEntry.done_at == None)).all()  # noqa: E711
            if not left and beats.standing(session, datetime.now(UTC))["alive"]:
                return
        time.sleep(0.1)
    pytest.fail(f"entries {left} are still there")


def test_the_worker_watches_its_writes_as_the_service_does(tmp_path: Path) -> None:
    """What the worker hands out counts in the figures: how far a question came is kept by what watches the flush."""
    code = (
        "from sqlalchemy import event; from sqlalchemy.orm import Session; from api import worker;"
        "from api.settings import Settings; from api.demands import taken; from api.followups import kept;"
        f"worker.build(Settings(data_dir={str(tmp_path)!r}, secret_key='a' * 32)).database.close();"
        "print([event.contains(Session, 'after_flush', one._keep) for one in (taken, kept)])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[True, True]"
