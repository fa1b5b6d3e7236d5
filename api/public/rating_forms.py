"""What the form by which a case is rated sends; the page of progress and that of a link show the same one."""

from __future__ import annotations

from sqlmodel import Session

from api.accounts import service as accounts
from api.accounts.actors import Actor
from api.errors import InvalidInputError
from api.public import access
from api.ratings import keeping
from api.ratings import service as ratings
from api.ratings.keeping import Case
from api.ratings.models import AfterLow

MOST_REMARK = 500
APART = "s:"  # before the key of a service in the name of its field
SCORES = {str(score): score for score in range(1, 6)}
HERE = (AfterLow.CALL_BACK, AfterLow.NOTHING)  # what is done with at once; an appeal is filed in the talk


def rate(session: Session, case: Case, form: dict[str, str], actor: Actor) -> None:
    """Keep what was sent, audited; a refusal leaves the session as it was.

    :raises InvalidInputError: If no score was chosen, or the remark is too long.
    :raises ConflictError: If the case is not done, or not any more.
    """
    score, remark = _read(form)
    apart = {name[len(APART) :]: SCORES[value] for name, value in form.items() if _is_apart(name, value)}
    with session.begin_nested():
        keeping.keep(session, case, score, remark, actor, apart)
    accounts.record(session, access.ACTOR, "rate", case.case_no, f"{score} {actor.channel}")


def answer_low(session: Session, case: Case, form: dict[str, str], wishes: tuple[AfterLow, ...] = HERE) -> AfterLow:
    """Take what the enterprise wants after a low score, audited.

    :param wishes: What the page offers.

    :raises InvalidInputError: If it is none of these, or there is no score.
    :raises ConflictError: If the score is not low.
    """
    rating = keeping.of_case(session, case.case_no)
    wish = next((one for one in wishes if one.value == form.get("wish")), None)
    if wish is None or rating is None:
        raise InvalidInputError("请回到上一页重新选择。")
    ratings.answer_low(session, rating, wish, case.personal.get("phone"))
    accounts.record(session, access.ACTOR, "after_low", case.case_no, wish.value)
    return wish


def _read(form: dict[str, str]) -> tuple[int, str]:
    score, remark = form.get("score", ""), form.get("remark", "")
    if score not in SCORES:
        raise InvalidInputError("还没有选几分，1 分最低，5 分最高。")
    if len(remark) > MOST_REMARK:
        raise InvalidInputError(f"评语写了 {len(remark)} 字，最多 {MOST_REMARK} 字。")
    return SCORES[score], remark


def _is_apart(name: str, value: str) -> bool:
    return name.startswith(APART) and value in SCORES
