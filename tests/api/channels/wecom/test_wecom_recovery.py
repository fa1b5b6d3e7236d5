"""What a process leaves in the middle is taken up by another: nothing is lost, nothing is answered twice."""

from __future__ import annotations

import asyncio

import pytest

from api.channels import steps
from api.channels.fake_wecom.platform import SYNC, KfRules
from api.channels.wecom import cursors, inbox, incoming, reception, recovery, taking
from api.channels.wecom.cursors import LeaseLostError, Turn
from tests.api.channels.lobby import Lobby
from tests.api.channels.wecom.conftest import OpenLobby
from tests.api.conftest import BACKENDS

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


def answered(lobby: Lobby, count: int) -> bool:
    return all(lobby.person(f"u{n}").texts == [f"听到了：第{n}位"] for n in range(count))


def people_write(lobby: Lobby, count: int) -> None:
    for n in range(count):
        lobby.platform.wrote(f"u{n}", "text", {"content": f"第{n}位"})


def fetch(lobby: Lobby, turn: Turn) -> taking.Taken:
    """Read one page as a process does that dies right after it."""

    async def read() -> taking.Taken:
        page = await lobby.wecom.api.page(turn.open_kfid, turn.cursor, turn.token)
        messages = incoming.read_all(page["msg_list"], turn.open_kfid)
        return await steps.write(
            lobby.service.state.database, taking.take_page, turn, str(page["next_cursor"]), messages
        )

    return lobby.run(read)


def want(lobby: Lobby) -> Turn:
    kfid, token = lobby.platform.rules.open_kfid, lobby.platform.news_token()
    with lobby.service.session(write=True) as session:
        cursors.want(session, kfid, token)
    with lobby.service.session(write=True) as session:
        turn = cursors.take(session, kfid)
    assert turn is not None
    return turn


@both
@pytest.mark.parametrize("pages", [0, 1, 2])
def test_process_dies_in_the_middle_of_a_sync(lobby: Lobby, pages: int) -> None:
    """Before the first page, between two, after the last one: what was kept is answered, the rest is fetched."""
    lobby.platform.rules.page = 3
    people_write(lobby, 6)
    turn = want(lobby)
    for _ in range(pages):
        turn = fetch(lobby, turn).turn
    asked = lobby.platform.calls[SYNC]
    with lobby.service.session(write=True) as session:
        assert cursors.take(session, turn.open_kfid) is None  # the dead one still holds the lease
    lobby.pause()
    assert lobby.sweep() > 0
    lobby.pause()
    lobby.sweep()
    lobby.platform.rules.page = 1000
    assert (answered(lobby, 6), len(lobby.service.bot.texts)) == (True, 6)
    assert lobby.platform.synced[asked][0] == ("" if not pages else f"c-{3 * pages}")
    assert lobby.sweep() == 0


@both
def test_platform_down_in_the_middle_of_a_sync(lobby: Lobby) -> None:
    lobby.platform.rules.page = 2
    people_write(lobby, 4)
    lobby.platform.before_page = lambda start: lobby.platform.fail(SYNC, -1) if start == 0 else None
    lobby.call_back()
    assert not answered(lobby, 4)
    assert lobby.cursor().cursor == "c-2"
    lobby.platform.before_page = None
    assert lobby.sweep() == 1
    lobby.platform.rules.page = 1000
    assert answered(lobby, 4)
    assert [cursor for cursor, _ in lobby.platform.synced] == ["", "c-2"]


@both
def test_of_several_processes_one_reads(lobby: Lobby) -> None:
    people_write(lobby, 2)
    turn = want(lobby)
    lobby.call_back()  # it finds that another reads, and leaves it to him
    assert lobby.platform.calls[SYNC] == 0
    turn = fetch(lobby, turn).turn
    with lobby.service.session(write=True) as session:
        assert cursors.finish(session, turn)
    assert lobby.sweep() > 0  # the callback came while the other read, so that it is read once more
    lobby.pause()
    lobby.sweep()
    assert answered(lobby, 2)


@both
def test_who_lost_his_lease_keeps_nothing(lobby: Lobby) -> None:
    people_write(lobby, 1)
    turn = want(lobby)
    lobby.pause()
    assert lobby.sweep() == 1
    with pytest.raises(LeaseLostError):
        fetch(lobby, turn)
    assert (answered(lobby, 1), lobby.cursor().cursor) == (True, "c-1")


def test_callbacks_at_once_are_read_once_each_message(lobby: Lobby) -> None:
    people_write(lobby, 30)

    async def storm() -> None:
        await asyncio.gather(*(lobby.caller.call_back() for _ in range(10)))

    lobby.run(storm)
    lobby.settle()
    assert answered(lobby, 30)
    assert lobby.cursor().synced == lobby.cursor().wanted == 10


@both
def test_one_process_at_a_time_works_for_a_person(lobby: Lobby) -> None:
    lobby.say("u1", "第一句")
    key = lobby.guest("u1").key
    with lobby.service.session(write=True) as session:
        assert inbox.begin(session, key, "another")
    lobby.say("u1", "第二句")
    assert lobby.person("u1").texts == ["听到了：第一句"]
    lobby.pause()
    assert lobby.sweep() == 1
    assert lobby.person("u1").texts == ["听到了：第一句", "听到了：第二句"]


def test_what_a_stopping_process_leaves_is_taken_up_at_once(
    open_service: OpenLobby, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reception, "CLOSING_SECONDS", 0.1)
    lobby = open_service(KfRules())
    lobby.hold_bot()
    lobby.say("u1", "想贷款", settle=False)

    async def taken() -> None:
        while not lobby.service.bot.texts:
            await asyncio.sleep(0.01)

    lobby.run(taken)
    lobby.run(lobby.wecom.reception.close)
    lobby.service.bot.script = None
    assert lobby.sweep() == 1
    assert lobby.person("u1").texts == ["听到了：想贷款"]


def test_the_service_sweeps_by_itself(open_service: OpenLobby, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recovery, "PAUSE_SECONDS", 0.05)
    lobby = open_service(KfRules())
    people_write(lobby, 1)
    with lobby.service.session(write=True) as session:  # as by a process that died before it could read
        cursors.want(session, lobby.platform.rules.open_kfid, lobby.platform.news_token())

    async def heard() -> None:
        async with asyncio.timeout(30):
            while not answered(lobby, 1):
                await asyncio.sleep(0.01)

    lobby.run(heard)
    assert lobby.service.bot.texts == ["第0位"]
