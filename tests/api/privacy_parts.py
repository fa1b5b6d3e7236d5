"""A person who has written something unique in every place where one can write."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from api import encryption
from matcher import message
from tests.api.conftest import NEED, Service
from tests.api.fakes import reply, turn

PHONE, OTHER_PHONE = "13712340001", "13712340002"
NAME, COMPANY = "司徒绯影", "绯影裁缝铺"
WORDS = {
    "message": "独角兽的紫云英", "need": "小微企业贷款琥珀鲸", "appeal_object": "玛瑙河收费站", "appeal_detail": "多收了三回石英费",
    "appeal_expect": "退还黑曜石", "remark": "珊瑚一样的服务", "reason": "曜变天目的缘由", "note": "答复里的孔雀石", "industry": "萤石雕刻手艺",
    "failure": "算不出来的月光石", "region_alt": "翡翠岭脚下",
}  # fmt: skip
MARKS = (PHONE, OTHER_PHONE, NAME, COMPANY, *WORDS.values())
TRACKER = "CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id TEXT, data TEXT)"


@dataclass
class Person:
    """What was recorded of the person."""

    talk: tuple[str, dict[str, str]]
    demand: str
    appeal: str


def write_everywhere(service: Service, phone: str = PHONE) -> Person:
    """Let one person use every place; the demand is finished and rated, the appeal answered."""
    talk = service.open()
    service.bot.script = lambda body: turn(
        reply(f"{NAME}您好：{body['text']}", items=[{"name": "甲", "payload": WORDS["message"]}]),
        contact=NAME, phone=phone, company=COMPANY, need=WORDS["need"],
    )  # fmt: skip
    assert service.say(talk, f"我是{NAME}，{WORDS['message']}，电话{phone}", WORDS["message"]).status_code == 200
    demand = _demand(service, talk[0], phone)
    appeal = _appeal(service, talk[0], phone)
    service.step(talk[0], "call-backs", phone=OTHER_PHONE)
    service.step(talk[0], "ratings", text=f"{demand} 2分 {WORDS['remark']}")
    _look(service, demand)
    _fail(service, talk[0], phone)
    return Person(talk, demand, appeal)


def _demand(service: Service, talk: str, phone: str) -> str:
    more = {"industry": WORDS["industry"], "region_alt": WORDS["region_alt"], "amount_cny": 100000, "headcount": 3}
    said = {"need": WORDS["need"], "contact": NAME, "phone": phone, "company": COMPANY}
    case_no = str(service.submit(talk, **{**NEED, **said, **more})["case_no"])
    service.step(talk, "choices", case_no=case_no, text="第一个")
    for to in ("dispatched", "returned", "dispatched", "accepted", "in_service", "completed"):
        assert service.move(case_no, to, f"{NAME}{WORDS['reason']}").status_code == 200
    return case_no


def _appeal(service: Service, talk: str, phone: str) -> str:
    said = {name: WORDS[name] for name in ("appeal_object", "appeal_detail", "appeal_expect")}
    slots = {**said, "contact": NAME, "phone": phone, "company": COMPANY, "region": "430112"}
    case_no = str(service.step(talk, "appeals", draft_key="a-1", slots=slots).json()["case_no"])
    for to, note in (("assigned", "税务局"), ("answered", WORDS["note"])):
        body = {"to": to, "note": note}
        path = f"/api/v1/appeals/{case_no}/steps"
        assert service.client.post(path, json=body, headers=service.user("agent")).status_code == 200
    return case_no


def _look(service: Service, case_no: str) -> None:
    body = {"purpose": f"给{NAME}（{PHONE}）回电，{COMPANY}"}
    path = f"/api/v1/demands/{case_no}/reveal"
    assert service.client.post(path, json=body, headers=service.user("agent")).status_code == 200


def _fail(service: Service, talk: str, phone: str) -> None:
    """Record a demand that cannot be matched, as the matcher breaks down."""
    slots = {**NEED, "need": f"{WORDS['failure']} {phone}"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(message, "serve", lambda *_: 1 / 0)
        assert service.step(talk, "demands", draft_key="draft-x", slots=slots).status_code == 500


def make_tracker(service: Service, *senders: str) -> Path:
    """Write what Rasa's store would hold of these talks."""
    path = service.state.settings.data_dir / "tracker.db"
    cipher = Fernet(encryption.fernet_key("tracker", service.state.secret))
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(TRACKER)
        for sender in senders:
            for word in MARKS:
                row = (sender, cipher.encrypt(word.encode()).decode())
                connection.execute("INSERT INTO events (sender_id, data) VALUES (?, ?)", row)
    connection.close()
    return path


def senders(path: Path) -> list[str]:
    """Return whose talks the bot's store holds."""
    with sqlite3.connect(path) as connection:
        found = connection.execute("SELECT DISTINCT sender_id FROM events ORDER BY 1").fetchall()
    connection.close()
    return [row[0] for row in found]


def counts(service: Service) -> dict[str, Any]:
    """Return the figures that must stay as they were."""
    queries = {
        "rows": ["conversations", "messages", "demands", "appeals", "ratings", "matches", "choices", "match_events",
                 "call_backs", "enterprises", "consents", "match_failures"],
        "by": [
            "SELECT category, region, status, rating, count(*), min(created_at) FROM demands GROUP BY 1,2,3,4 ORDER BY 1,2,3",
            "SELECT category, region, status, count(*), min(created_at) FROM appeals GROUP BY 1,2,3 ORDER BY 1,2,3",
            "SELECT score, count(*) FROM ratings GROUP BY 1 ORDER BY 1",
            "SELECT from_status, to_status, actor, count(*) FROM transitions GROUP BY 1,2,3 ORDER BY 1,2,3",
            "SELECT answerable, reason, category, region, model_version, confidence, count(*) FROM matches"
            " GROUP BY 1,2,3,4,5,6 ORDER BY 3,4,6",
            "SELECT item_id, kind, rank, count(*) FROM choices GROUP BY 1,2,3 ORDER BY 1,2,3",
            "SELECT intent, state, speaker, count(*) FROM messages GROUP BY 1,2,3 ORDER BY 1,2,3",
        ],
    }  # fmt: skip
    with service.state.database.engine.connect() as connection:
        rows = {t: connection.exec_driver_sql(f"SELECT count(*) FROM {t}").scalar() for t in queries["rows"]}  # noqa: S608
        by = [[tuple(row) for row in connection.exec_driver_sql(query)] for query in queries["by"]]
    return {**rows, "by": by}
