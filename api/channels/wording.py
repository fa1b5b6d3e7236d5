"""An answer of the conversation as WeChat can show it: words, or one article that leads to a page with all of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.channels.xml_messages import Article

MOST_TEXT_BYTES = 2048  # of a message; the platform refuses longer ones (45002)
MOST_TITLE, MOST_DESCRIPTION_BYTES = 60, 512
FIRST = 3
ONE_DIGIT = 9  # the conversation takes a single digit for a number of its list
NUMBER, CHOOSE, OPEN = "序号", "回复序号就能选，点开看详情。", "点开看详情。"
Replies = Sequence[dict[str, Any]]


def word(replies: Replies, link: str) -> str | Article:
    """Return what is sent for an answer.

    :param link: The page that shows the whole answer.
    """
    items = [item for reply in replies for item in reply.get("items") or []]
    return _article(replies, items, link) if items else fitting(_words(replies), link)


def fitting(text: str, link: str) -> str:
    """Return a text the platform takes; a longer one ends with the way to the whole."""
    if len(text.encode()) <= MOST_TEXT_BYTES:
        return text
    more = f"……\n\n太长了，全文在这里：{link}"
    return cut(text, MOST_TEXT_BYTES - len(more.encode())) + more


def cut(text: str, most_bytes: int) -> str:
    """Return as many whole characters as fit."""
    return text.encode()[:most_bytes].decode(errors="ignore")


def _words(replies: Replies) -> str:
    told = [reply["text"].strip() for reply in replies if reply["text"].strip()]
    options = (replies[-1].get("options") or []) if replies else []
    return "\n\n".join([*told, *([_numbered(options)] if options else [])])


def _numbered(options: Sequence[dict[str, str]]) -> str:
    """Return quick replies to be chosen by their number; of more than nine by their words."""
    if len(options) > ONE_DIGIT:
        return "\n".join(f"· {option['title']}" for option in options) + "\n（直接回复其中一个）"
    return "\n".join(f"{n}. {option['title']}" for n, option in enumerate(options, 1)) + "\n（回复序号就行）"


def _article(replies: Replies, items: Sequence[dict[str, Any]], link: str) -> Article:
    """Return the article: the first names, what was said, and what can be answered."""
    named = [f"{item['number']}. {item['name']}" for item in items[:FIRST]]
    told = [reply["text"].strip() for reply in replies if reply["text"].strip()]
    answers = _answers(replies[-1].get("options") or [], told)
    title = f"为您找到{len(items)}项，点开看全部"
    return Article(title[:MOST_TITLE], _described(named, told, answers), link)


def _answers(options: Sequence[dict[str, str]], told: Sequence[str]) -> str:
    """Return what can be answered, unless it was said already."""
    if options:
        return f"可回复：{'、'.join(option['title'] for option in options)}"
    return OPEN if any(NUMBER in text for text in told) else CHOOSE


def _described(named: Sequence[str], told: Sequence[str], answers: str) -> str:
    """Return the description; where it would be too long, what was said gives way: the page has all of it."""
    head, tail = "\n".join(named), f"\n{answers}"
    room = MOST_DESCRIPTION_BYTES - len(head.encode()) - len(tail.encode()) - len("\n……".encode())
    said = "\n".join(told)
    if room <= 0:
        return cut(head, MOST_DESCRIPTION_BYTES - len(tail.encode())) + tail
    return f"{head}\n{said if len(said.encode()) <= room else cut(said, room) + '……'}{tail}"


def plain(answer: str | Article) -> str:
    """Return an answer in words alone, with the address of the page in them."""
    if isinstance(answer, str):
        return answer
    return f"{answer.title}\n{answer.description}\n{answer.url}"
