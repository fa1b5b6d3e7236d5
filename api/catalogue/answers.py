"""Questions about policies and procedures, answered from the catalogue with title and source, never invented."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from api.catalogue import lasting, subjects
from knowledge import hotlines
from knowledge.catalogue import Offer
from knowledge.reading.asked_figures import asked_figure
from knowledge.reading.bare_questions import tells
from knowledge.reading.follow_up import asks_how, asks_who, is_follow_up, of_another
from knowledge.reading.normalise import normalise
from knowledge.reading.verdicts import asks_whether, without_verdict
from knowledge.taxonomy import load_service_types
from matcher.engine import Matcher
from matcher.search.ended import BY_TITLE, Ended, day, told
from matcher.search.stated import stated
from matcher.types import Query

LONGEST = 300
FOLLOWING = ("那", "这个", "它")  # a question for a figure that begins so is first put to the entry before
UNDATED = "原文没写截止日期"


def find_answer(
    matcher: Matcher,
    text: str,
    today: date,
    before: str | None = None,
    of: str | None = None,
    asked: str | None = None,
) -> dict[str, Any]:
    """Return ``found`` with answer, title, source and validity of the entry that clearly answers, or ``found`` false.

    An entry that the question plainly names is told even when it is over, with its last day and what there is instead.

    :param before: The entry that answered the question before this one. A question that leaves its subject out
        (``那要什么材料``) is about that entry, and is answered from its fields or not at all.
    :param of: The need of which it is asked, where the question does not say so (``要多久``): an entry answers if it
        says just that.
    :param asked: The question before this one, where ``before`` answered it: it may be asked of something else
        (``那高企呢``).
    :return: When not found also ``hotline``, ``title`` of the entry that is silent on a follow-up, and ``near``, the
        names of entries that may be meant.
    """
    plain = normalise(f"{of}，{text}" if of else text)[:LONGEST]
    row = matcher.index.rows.get(before or "")
    earlier = None if row is None else matcher.index.offers[row]
    if earlier is not None and is_follow_up(plain):
        other = of_another(plain)
        if other is not None:
            return _of_another(matcher, earlier, other, plain, today, asked or "")
        said = _of_entry(earlier, plain)
        return _found(earlier, said, today) if said else _unknown(plain, earlier.name)
    if earlier is not None and plain.startswith(FOLLOWING):
        figure = asked_figure(plain)
        if figure is not None and figure.of is not None and stated(earlier, figure):
            return _found(earlier, _stating(earlier, plain), today)
    answers = matcher.answers(Query(text=plain, today=today))
    offer, over = answers.offer, answers.over
    if over and (offer is None or (over.plainness >= BY_TITLE and offer.name != plain)):
        return _ended(over, today)
    if offer is None:
        return _unknown(plain, answers.silent.name if answers.silent else None, answers.near)
    answer = _stating(offer, plain)
    return _unknown(plain, None) if of and not tells(text, answer) else _found(offer, answer, today)


def _of_another(matcher: Matcher, earlier: Offer, other: str, text: str, today: date, asked: str) -> dict[str, Any]:
    """Ask the question before of something else; an entry answers only if it speaks of that.

    Where none does, what is asked of the other thing itself answers; a figure is no other thing's, so that then its
    entry is only offered.
    """
    offer = matcher.answers(Query(text=f"{other}，{earlier.name}", today=today)).offer
    if offer is not None and (subjects.says if offer.id == earlier.id else subjects.speaks_of)(_body(offer), other):
        return _found(offer, _body(offer), today)
    put = dict.fromkeys((subjects.asked_of(other, asked), other))
    answered = (matcher.answers(Query(text=one, today=today)).offer for one in put)
    told = (one for one in answered if one and one.id != earlier.id and subjects.is_about(one, other))
    own = next(told, None)
    if own is None:
        return _unknown(text, earlier.name)
    if asked_figure(asked):
        return _unknown(text, earlier.name, [own])
    return _found(own, _of_entry(own, asked) or _body(own), today)


def _ended(over: Ended, today: date) -> dict[str, Any]:
    """Answer with an entry that is over: that it is, what is in its place, what it said; nobody does it now."""
    offer = over.one.offer
    answer = f"{told(offer, over.follows)}原来的内容是：{_body(offer)}"
    return {**_found(offer, answer, today), "service": None}


def _found(offer: Offer, answer: str, today: date) -> dict[str, Any]:
    return {
        "found": True,
        "item_id": offer.id,
        "title": offer.name,
        "answer": answer if len(answer) <= LONGEST else answer[: LONGEST - 1] + "…",
        "source": _source(offer),
        "validity": validity(offer, today),
        "service": _service(offer),
    }


def _unknown(text: str, title: str | None, near: Sequence[Offer] = ()) -> dict[str, Any]:
    names = [offer.name for offer in near]
    return {"found": False, "title": title, "near": names, "hotline": str(hotlines.for_question(text))}


def _body(offer: Offer) -> str:
    body = offer.answer or offer.text
    return f"{body}支持内容：{offer.benefit}" if offer.kind != "faq" and offer.benefit else body


def _stating(offer: Offer, text: str) -> str:
    """Return what an entry says, first the sentence with the figure that was asked for where another thing comes first.

    The yes or no of an entry (不用。费用由单位缴) answers whether, and is left out where a figure is asked for.
    """
    body, figure = _body(offer), asked_figure(text)
    rest = body if figure is None or asks_whether(text) else without_verdict(body)
    passage = stated(offer, figure) if figure and (rest != body or len(body) > LONGEST) else None
    if passage is None or rest.startswith(passage.passage):
        return rest
    return f"{passage.passage}。{rest if rest == body else rest.replace(f'{passage.passage}。', '', 1)}"


def _of_entry(offer: Offer, text: str) -> str:
    """Return what an entry's own fields say to a follow-up, empty if nothing."""
    if asks_how(text) and offer.how_to_apply:
        return "；".join(f"{number}. {step}" for number, step in enumerate(offer.how_to_apply, 1)) + "。"
    if asks_who(text) and offer.requirements:
        return "要满足：" + "；".join(one.text for one in offer.requirements) + "。"
    return ""


def validity(offer: Offer, today: date) -> str:
    """Return how long the entry holds, or when somebody last looked whether it does."""
    if offer.valid_until:
        until = day(offer.valid_until)
        return f"已于{until}到期" if lasting.is_over(offer, today) else f"有效期到{until}"
    looked_at = offer.verified_on
    if looked_at is None or (offer.published_on and looked_at < offer.published_on):
        return UNDATED
    return f"{day(looked_at)}核对过"


def _service(offer: Offer) -> str | None:
    """Return the service by which somebody could do it for the enterprise; information alone is none."""
    kinds = load_service_types()
    names = [kinds[code].name for code in offer.service_types if not code.startswith("information.") and code in kinds]
    return names[0] if names else None


def _source(offer: Offer) -> str:
    """Return where the answer stands: document, number, date."""
    published = day(offer.published_on) if offer.published_on else ""
    parts = [offer.source or offer.provider or "目录", offer.document_no or "", published]
    return "，".join(part for part in dict.fromkeys(parts) if part)
