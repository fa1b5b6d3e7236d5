"""A conversation is bound to a verified number, or let go: by its holder with a code, or by an agent who is sure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from api.accounts import service as accounts
from api.appeals.models import Appeal
from api.clock import iso
from api.consents import service as consents
from api.conversations import desk, store
from api.conversations.models import Channel, Conversation
from api.database import Database
from api.demands.models import Demand
from api.errors import ConflictError, NotFoundError
from api.identity import bindings, codes, holders, persons
from api.identity.bindings import Proof
from api.identity.models import Binding, How, IdentityCode, Person
from api.limiter import Limiter
from api.live.models import LiveKind
from api.masking import mask_phone
from api.outbox import service as outbox
from api.outbox.handlers import Work

OWNER, MADE = "enterprise", "identity.bound"
CHANNELS = {"web": "网页", "wechat": "公众号", "wecom": "微信客服", "hotline": "热线", "api": "其他平台"}
BOUND = "已绑定手机号 {phone}，您在各处登记的事，在这里都查得到进度；以后打热线登记的，请坐席核对是您本人，才会列进来。"
UNBOUND = "已解除手机号绑定，这里只看得到在这里登记的事。"
JOINED = (
    "坐席核对后，热线登记的 {case_no} 归到了您的手机号 {phone} 名下。不是您本人打的电话，请说“转人工”，或拨打96871。"
)
ELSEWHERE = "您的手机号 {phone} 刚刚绑定了{channel}。不是您本人操作的话，请说“转人工”，或拨打96871。"
OTHER_NUMBER = "这件登记的不是这个号码，或者没有留号码。"
UNKNOWN = {"bound": False, "phone": None, "asks_earlier": False, "passed_on": False, "how": None, "since": None}
OF_CALLS = "热线登记的事没有对话可以绑定，请打开那一件来核对身份。"


def held(session: Session, conversation_id: str) -> Conversation:
    """Return a conversation that nobody else binds or lets go before this session ends.

    :raises NotFoundError: If there is none, or it was deleted.
    """
    conversation = store.require(session, conversation_id, hold=True)
    if conversation.erased_at is not None:
        raise NotFoundError("这个对话已经按要求删除。")
    return conversation


def send_code(session: Session, limiter: Limiter, caller: str, conversation: Conversation, text: str) -> IdentityCode:
    """Have a code sent to the number that was typed; whether anybody knows the number makes no difference.

    :raises InvalidInputError: If it is no mobile number.
    :raises ConflictError: If the conversation is bound already.
    :raises TooManyRequestsError: If codes are asked for too often.
    """
    phone = persons.read_mobile(text)
    bindings.refuse_bound(session, conversation.id)
    codes.count(limiter, caller, conversation.id, phone)
    held(session, conversation.id)
    code = codes.issue(session, conversation.id, phone)
    accounts.record(session, OWNER, "ask_identity_code", conversation.id)
    return code


def confirm(
    database: Database, found: Callable[[Session], Conversation], code: str, is_new: bool = False
) -> dict[str, Any]:
    """Bind a conversation to the number that a code proves; the attempt is kept whatever comes of it.

    :param found: Returns the conversation to whoever may act for it.
    :param is_new: He says that he has the number only since a short time.
    :raises InvalidInputError: If the code proves nothing.
    :raises ConflictError: If the conversation is bound already.
    """
    typed = codes.read(code)
    with database.session() as session:
        conversation = found(session)
        held(session, conversation.id)
        bindings.refuse_bound(session, conversation.id)
        verdict = codes.check(session, conversation.id, typed)
        if verdict.phone is None:
            accounts.record(session, OWNER, "identity_code_refused", conversation.id)
        else:
            bind(session, conversation, verdict.phone, Proof(How.CODE, OWNER), is_new)
        told = standing(session, conversation)
    verdict.proven()
    return told


def bind(session: Session, conversation: Conversation, phone: str, proof: Proof, is_new: bool = False) -> Binding:
    """Bind a conversation that is held, note it, and tell its holder; what else he has bound hears of it.

    What was verified by a code alone shows nothing from before a long silence: see ``api.identity.holders``.

    :raises ConflictError: If it is bound already, or one of calls, which go by their number.
    """
    if conversation.channel is Channel.HOTLINE:
        raise ConflictError(OF_CALLS)
    bindings.refuse_bound(session, conversation.id)
    by_code = proof.how is How.CODE or is_new
    person = holders.of_proof(session, phone, is_new) if by_code else holders.of_agent(session, phone)
    made = bindings.bind(session, conversation.id, conversation.channel.value, person, proof)
    consents.note(session, conversation.id, conversation.channel.value, {"phone": phone})
    accounts.record(session, proof.by, "bind_identity", conversation.id, proof.reason or proof.how.label)
    _tell(session, conversation, BOUND.format(phone=mask_phone(phone)), proof.by)
    outbox.put(session, MADE, {"binding_id": made.id}, f"identity-bound:{made.id}")
    return made


def confirm_call(session: Session, case: Demand | Appeal, phone: str | None, proof: Proof) -> Binding:
    """Join what was taken down on the telephone with the person of its number, as an agent made sure, and note it.

    :param phone: By which he is known; None: the number of the case.
    :raises ConflictError: If the case has another number or none, or nobody has bound anything to it.
    """
    number = case.personal.get("phone")
    if not number or (phone is not None and phone != number):
        raise ConflictError(OTHER_NUMBER)
    person = persons.find(session, str(number), hold=True)
    if person is None:
        raise ConflictError(bindings.NOBODY)
    made = bindings.bind_call(session, case.case_no, person, proof)
    accounts.record(session, proof.by, "bind_identity", case.case_no, proof.reason)
    outbox.put(session, MADE, {"binding_id": made.id}, f"identity-bound:{made.id}")
    return made


def _tell(session: Session, conversation: Conversation, line: str, by: str) -> None:
    """Tell the holder, and at once the desk where somebody waits there or is waited for."""
    desk.tell(session, conversation, line, by)
    if conversation.handoff:
        desk.publish(session, conversation, LiveKind.CONVERSATION, conversation.id, by)


def on_made(session: Session, work: Work, _: Any) -> None:
    """Tell it to what else is bound, where a line is seen on the next visit; elsewhere it would only look as if.

    Done apart from the binding itself: two that are made at once would each wait for the other's conversation.
    """
    made = session.get(Binding, int(work.payload["binding_id"]))
    if made is None or made.unbound_at is not None:
        return
    phone = mask_phone(bindings.person_of(session, made).phone)
    line = ELSEWHERE.format(phone=phone, channel=CHANNELS.get(made.channel, made.channel))
    line = JOINED.format(phone=phone, case_no=made.case_no) if made.case_no else line
    for other in _fellows(session, made):
        if other.conversation_id not in (None, made.conversation_id) and other.channel == Channel.WEB.value:
            desk.tell(session, held(session, str(other.conversation_id)), line, OWNER)


def _fellows(session: Session, made: Binding) -> list[Binding]:
    """Return what else is bound to this number, or was until it changed hands."""
    before = bindings.person_of(session, made).follows
    return [*bindings.of_person(session, made.person_id), *(bindings.of_person(session, before) if before else [])]


def unbind(session: Session, conversation: Conversation, by: str, reason: str = "") -> None:
    """Let a conversation go; one that is not bound stays as it is."""
    binding = bindings.standing(session, conversation.id)
    if binding is not None:
        undo(session, binding, by, reason)


def undo(session: Session, binding: Binding, by: str, reason: str = "") -> None:
    """Undo a binding, note it, and tell its holder.

    :raises ConflictError: If it is undone already.
    """
    talk = binding.conversation_id
    conversation = held(session, talk) if talk else None  # before the person: one order for all
    session.refresh(binding)
    bindings.unbind(session, binding, by, reason)
    what = talk or binding.case_no or f"person {binding.person_id}"
    accounts.record(session, by, "unbind_identity", what, reason)
    if conversation is not None:
        _tell(session, conversation, UNBOUND, by)


def standing(session: Session, conversation: Conversation) -> dict[str, Any]:
    """Return to whom a conversation is bound, to its holder: the number masked, and what else is bound."""
    binding = bindings.standing(session, conversation.id)
    if binding is None:
        return {**UNKNOWN, "holders": []}
    bound, person = bindings.of_person(session, binding.person_id), bindings.person_of(session, binding)
    return {
        "bound": True,
        "phone": mask_phone(person.phone),
        "asks_earlier": person.asked,
        "passed_on": person.left_at is not None,
        "how": binding.how.value,
        "since": iso(binding.bound_at),
        "holders": [_holder(one, conversation.id) for one in bound if one.case_no is None],
    }


def require_bound(session: Session, conversation: Conversation) -> Person:
    """Return whom a conversation is bound to.

    :raises ConflictError: If nobody.
    """
    binding = bindings.standing(session, conversation.id)
    if binding is None:
        raise ConflictError("这个对话还没有绑定手机号，绑定以后才看得到别处登记的事。")
    return bindings.person_of(session, binding)


def _holder(binding: Binding, own: str) -> dict[str, Any]:
    return {
        "channel": binding.channel,
        "label": CHANNELS.get(binding.channel, binding.channel),
        "since": iso(binding.bound_at),
        "own": binding.conversation_id == own,
    }
