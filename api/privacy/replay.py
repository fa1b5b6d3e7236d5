"""After a restore: what had been deleted since the backup was made is deleted again.

Source: docs/decisions/0028-limits-and-what-outlives-a-kill.md
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import Session, col, select

from api.appeals.models import Appeal
from api.conversations.models import Conversation
from api.demands.models import Demand
from api.identity import persons
from api.identity.models import Person
from api.privacy import journal, scope
from api.privacy.eraser import Erased, Eraser
from api.privacy.models import Erasure, ErasureReason
from api.privacy.scope import Scope
from api.state import AppState

ACTOR = "replay"
Wanted = Mapping[str, ErasureReason]


async def replay(state: AppState, wanted: Wanted | None = None) -> Erased:
    """Delete what the journal holds and the database still has; a second time changes nothing.

    :param wanted: Digests and reasons; the journal's own if there is none.
    """
    known = journal.read(journal.place(state.settings)) if wanted is None else wanted
    eraser = Eraser(state)
    found = await eraser.read(lambda session: standing(session, known)) if known else []
    done = Erased()
    for reason in ErasureReason:
        scopes = [one for one, why in found if why is reason]
        done = done.with_(await eraser.erase(scopes, reason, ACTOR, force=True)) if scopes else done
    return done


def standing(session: Session, wanted: Wanted) -> list[tuple[Scope, ErasureReason]]:
    """Return what is to be deleted and still stands."""
    talks = session.exec(select(Conversation.id).where(col(Conversation.erased_at).is_(None)))
    keys = ((talk, journal.of_talk(talk)) for talk in talks)
    found = [(scope.of(session, [talk]), wanted[key]) for talk, key in keys if key in wanted]
    gone = select(Erasure.case_no).where(col(Erasure.case_no).is_not(None))
    for case in (Demand, Appeal):
        alone = select(case.id, case.case_no).where(col(case.conversation_id).is_(None), col(case.case_no).not_in(gone))
        for id_, number in session.exec(alone).all():
            if (key := journal.of_case(number)) in wanted:
                ids = [id_ or 0]
                one = scope.of(session, demands=ids) if case is Demand else scope.of(session, appeals=ids)
                found.append((one, wanted[key]))
    for person in session.exec(select(Person)):  # by talks above goes who has none left
        if (key := journal.of_case(persons.name(person))) in wanted:
            found.append((scope.of(session, persons=[person.id or 0]), wanted[key]))
    return found
