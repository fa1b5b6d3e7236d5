"""The inventory: every column in which a person may stand, how its rows are found, and what is left in its place.

A new table with an encrypted column or with rows of a case must be entered here; a test fails until it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlmodel import SQLModel

from api.appeals.models import Appeal, AppealStep, AppealWindow
from api.callbacks.models import CallBack, CallTry
from api.channels.wechat.models import Follower, Inbound, Sending
from api.channels.wecom.models import Guest, KfInbound, KfSending
from api.consents.models import Consent
from api.console.models import Call
from api.conversations.models import Conversation, ConversationNote, Message
from api.demands.models import Choice, Demand, DemandTerm, DemandWindow, Transition
from api.demands.work_models import Deadline, Dispatch
from api.followups.models import FollowUp, FollowUpAttempt
from api.followups.sms.models import SmsBounce, SmsReply, SmsStop
from api.identity.models import Binding, IdentityCode, Person
from api.live.models import LiveEvent
from api.matches.models import Match, MatchEvent, MatchFailure
from api.privacy.models import Erasure
from api.ratings.models import RatedOffer, Rating


class By(StrEnum):
    """What the rows of a person are found by."""

    CONVERSATION = "conversations"
    DEMAND = "demands"
    APPEAL = "appeals"
    MATCH = "matches"
    FOLLOW_UP = "follow_ups"
    PHONE = "phones"
    LAST_OF_PHONE = "last_phones"  # of whom nothing else is left
    CALL_BACK = "call_backs"
    FOLLOWER = "followers"
    GUEST = "guests"
    PERSON = "persons"
    CASE = "case_nos"


@dataclass(frozen=True)
class Place:
    """One table; ``left`` is what its personal columns hold afterwards. Figures are in none of them.

    :param goes: Whether the rows themselves go, where they hold nothing else.
    """

    table: type[SQLModel]
    by: By
    column: str
    left: Mapping[str, Any] = field(default_factory=dict)
    goes: bool = False


PLACES = (
    Place(Conversation, By.CONVERSATION, "id", {"draft": {}, "handoff": False}),
    Place(
        Message,
        By.CONVERSATION,
        "conversation_id",
        {"text": "", "answer": None, "payload": {}, "client_message_id": None},
    ),
    Place(Inbound, By.FOLLOWER, "follower_key", goes=True),
    Place(Sending, By.FOLLOWER, "follower_key", goes=True),
    Place(Follower, By.CONVERSATION, "conversation_id", goes=True),
    Place(KfInbound, By.GUEST, "guest_key", goes=True),
    Place(KfSending, By.GUEST, "guest_key", goes=True),
    Place(Guest, By.CONVERSATION, "conversation_id", goes=True),
    Place(IdentityCode, By.CONVERSATION, "conversation_id", goes=True),
    Place(Binding, By.CONVERSATION, "conversation_id", goes=True),
    Place(Binding, By.PERSON, "person_id", goes=True),
    Place(Binding, By.CASE, "case_no", goes=True),
    Place(Person, By.PERSON, "id", goes=True),
    Place(Consent, By.CONVERSATION, "conversation_id", {"phone": None, "phone_fingerprint": None}),
    Place(CallTry, By.CALL_BACK, "call_back_id", {"note": ""}),
    Place(CallBack, By.CONVERSATION, "conversation_id", {"phone": None, "phone_fingerprint": None, "note": None}),
    Place(ConversationNote, By.CONVERSATION, "conversation_id", {"text": ""}),
    Place(LiveEvent, By.CONVERSATION, "conversation_id"),
    Place(Call, By.PHONE, "phone_fingerprint", {"phone": "", "phone_fingerprint": ""}),
    # What an agent recorded has no conversation.
    Place(Consent, By.CASE, "case_no", {"phone": None, "phone_fingerprint": None}),
    Place(CallBack, By.CASE, "case_no", {"phone": None, "phone_fingerprint": None, "note": None}),
    Place(SmsReply, By.CASE, "case_no", goes=True),
    Place(SmsReply, By.LAST_OF_PHONE, "phone_fingerprint", goes=True),
    Place(SmsStop, By.LAST_OF_PHONE, "phone_fingerprint", goes=True),  # holds for what else is open of the number
    Place(SmsBounce, By.LAST_OF_PHONE, "phone_fingerprint", goes=True),
    Place(Rating, By.CASE, "case_no", {"remark": ""}),
    Place(MatchFailure, By.CONVERSATION, "conversation_id", {"text": "", "detail": ""}),
    Place(Demand, By.DEMAND, "id", {"need": "", "personal": {}, "phone_fingerprint": None}),
    Place(Transition, By.DEMAND, "demand_id", {"reason": ""}),
    Place(Match, By.DEMAND, "demand_id", {"text": "", "message": None, "question": {}}),
    Place(
        Appeal,
        By.APPEAL,
        "id",
        {"object": "", "detail": "", "wish": "", "personal": {}, "phone_fingerprint": None, "result": ""},
    ),
    Place(AppealWindow, By.APPEAL, "appeal_id"),
    Place(RatedOffer, By.MATCH, "match_id"),
    Place(AppealStep, By.APPEAL, "appeal_id", {"note": ""}),
    Place(Choice, By.DEMAND, "demand_id"),
    Place(Dispatch, By.DEMAND, "demand_id", {"note": "", "answer": ""}),
    Place(DemandTerm, By.DEMAND, "demand_id", goes=True),
    Place(DemandWindow, By.DEMAND, "demand_id"),
    Place(Deadline, By.DEMAND, "demand_id"),
    Place(FollowUp, By.DEMAND, "demand_id", {"answer": "", "ended_why": ""}),
    Place(FollowUpAttempt, By.FOLLOW_UP, "follow_up_id", {"text": "", "person": "", "error": ""}),
    Place(MatchEvent, By.MATCH, "match_id"),
    Place(Erasure, By.CONVERSATION, "conversation_id"),
)
