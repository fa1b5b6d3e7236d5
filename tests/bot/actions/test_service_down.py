"""The service is down, slow or refuses: it is said, and nothing changes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rasa_sdk import Action

from bot.actions.appeal import ActionSubmitAppeal
from bot.actions.choose import ActionChoose, ActionChooseNone, ActionMoreResults
from bot.actions.correct import ActionCorrect
from bot.actions.hand_over import ActionCallBack, ActionHandOver
from bot.actions.policy import ActionAnswerPolicy
from bot.actions.progress import ActionProgress
from bot.actions.rate import ActionRate
from bot.actions.submit_need import ActionSubmitNeed
from tests.bot.actions.play import CASE, FakeService, play, say, tracker

CALLING = [
    ActionAnswerPolicy,
    ActionCallBack,
    ActionChoose,
    ActionChooseNone,
    ActionCorrect,
    ActionHandOver,
    ActionMoreResults,
    ActionProgress,
    ActionRate,
    ActionSubmitAppeal,
    ActionSubmitNeed,
]


@pytest.mark.parametrize("status", [0, 404, 422, 503])
@pytest.mark.parametrize("action", CALLING)
def test_it_is_said_and_nothing_changes(service: Callable[..., FakeService], action: type[Action], status: int) -> None:
    fake = service(failing_with=status)
    before = tracker("1", "affirm", {"amount_cny": 10000}, need="想贷款", case_no=CASE, draft_key="m-1", step="choose")
    assert play(action(), before) == ([], [say("utter_service_down")])
    assert len(fake.asked) == 1
