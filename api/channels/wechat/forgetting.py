"""When a person unfollows: what the account knows of him is removed at once.

Source: docs/decisions/0020-wechat.md
"""

from __future__ import annotations

from sqlalchemy import delete
from sqlmodel import Session, col, select

from api.accounts import service as accounts
from api.appeals.models import Appeal, AppealStep
from api.callbacks.models import CallBack
from api.channels.wechat import followers
from api.channels.wechat.models import Follower, Inbound, Sending
from api.conversations.models import Conversation, Message, MessageState
from api.demands.models import Demand
from api.matches.models import Match
from api.ratings.models import Rating

GONE = "（已按取消关注删除）"
ACTOR = "wechat"


def unsubscribed(session: Session, openid: str) -> None:
    """Remove a person who no longer follows; whoever follows again is somebody new."""
    follower = followers.get(session, followers.key_of(openid), hold=True)
    if follower is None:
        return
    conversation = session.get_one(Conversation, follower.conversation_id)
    for table in (Inbound, Sending):
        session.connection().execute(delete(table).where(col(table.follower_key) == follower.key))
    session.connection().execute(delete(Follower).where(col(Follower.id) == follower.id))
    forget(session, conversation)


def left_meanwhile(session: Session, row_id: int, conversation_id: str) -> None:
    """Forget once more what a turn has written, if the person unfollowed while it was worked on."""
    conversation = session.get(Conversation, conversation_id)
    if session.get(Inbound, row_id) is None and conversation is not None:
        forget(session, conversation)


def forget(session: Session, conversation: Conversation) -> None:
    """Remove what names a person or is in his words; cases keep their number, category, region and dates."""
    conversation.draft, conversation.handoff = {}, False
    session.add(conversation)
    _forget_messages(session, conversation.id)
    _forget_demands(session, conversation.id)
    _forget_appeals(session, conversation.id)
    for call in session.exec(select(CallBack).where(CallBack.conversation_id == conversation.id)):
        call.phone = None
        session.add(call)
    for rating in session.exec(select(Rating).where(Rating.conversation_id == conversation.id)):
        rating.remark = ""
        session.add(rating)
    accounts.record(session, ACTOR, "forget_conversation", conversation.id, "取消关注公众号")
    session.flush()


def _forget_messages(session: Session, conversation_id: str) -> None:
    for message in session.exec(select(Message).where(Message.conversation_id == conversation_id)):
        message.text, message.answer, message.payload = GONE, None, {}
        if message.state is MessageState.PENDING:
            message.state = MessageState.SUPERSEDED
        session.add(message)


def _forget_demands(session: Session, conversation_id: str) -> None:
    for demand in session.exec(select(Demand).where(Demand.conversation_id == conversation_id)):
        demand.need, demand.personal, demand.phone_fingerprint = GONE, {}, None
        session.add(demand)
        for match in session.exec(select(Match).where(Match.demand_id == demand.id)):
            match.text, match.message = GONE, None
            session.add(match)


def _forget_appeals(session: Session, conversation_id: str) -> None:
    for appeal in session.exec(select(Appeal).where(Appeal.conversation_id == conversation_id)):
        appeal.object, appeal.detail, appeal.wish, appeal.personal = "", GONE, "", {}
        session.add(appeal)
        for step in session.exec(select(AppealStep).where(AppealStep.appeal_id == appeal.id)):
            step.note = ""
            session.add(step)
