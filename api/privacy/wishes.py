"""The wish of an enterprise to be deleted, spoken in its talk; the worker fulfils it once the turn is over.

No turn may run while its conversation is deleted, so the wish is left in the outbox, in the commit of the step.
"""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session

from api.accounts import service as accounts
from api.accounts.actors import ENTERPRISE
from api.clock import utc_now
from api.outbox import service as outbox

WISHED = "erasure.wished"
AFTER = timedelta(seconds=20)  # the last answer still gets to whoever speaks by way of a channel


def wish(session: Session, conversation_id: str) -> bool:
    """Have a conversation deleted in a moment; False where that is wished already."""
    due_at = utc_now() + AFTER
    payload = {"conversation_id": conversation_id}
    is_new = outbox.put(session, WISHED, payload, key=f"erasure:{conversation_id}", due_at=due_at)
    if is_new:
        accounts.record(session, ENTERPRISE.name, "wish_erasure", conversation_id)
    return is_new
