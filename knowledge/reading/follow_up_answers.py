"""Whether a message answers what a follow-up (回访) asked, or is some other business of the enterprise.

Nothing is taken for an answer only because it comes next: a new need, a question or a wish is what it is.
"""

from __future__ import annotations

import re

from knowledge.reading.satisfaction import read_satisfaction

# Intents of a message that wants something of its own.
OTHER_BUSINESS = frozenset(
    {
        "abuse", "appeal", "ask_bot", "ask_policy", "cancel", "check_progress", "choose_option", "goodbye", "greet",
        "more_results", "rate_service", "submit_need", "talk_to_human",
    }
)  # fmt: skip
# What tells how it goes, whatever it may be taken for: contact was made or not, it goes on or it does not.
_TOLD = {
    "after_acceptance": re.compile(
        r"联系(?:上|过|到|我|了)|没(?:有)?(?:人)?(?:联系|打|来|找)|打(?:过|了|来)?(?:个)?电话|来过|加(?:了|过)?(?:我)?微信|对接(?:上|过|了|好)|接(?:上|洽)"
        r"|见(?:过|了)?面|找过我|^\W*(?:还)?没(?:有|呢|得)?(?:呢|啊|哦)?\W*$"
    ),
    "in_service": re.compile(
        r"顺利|正常|在办|办着|办得|没(?:有)?(?:什么)?(?:动静|消息|进展|问题)|卡(?:住|在)|进展|快(?:好|办完|完)了|差不多|还行|挺好|蛮好|太?慢|拖"
    ),
}
_ASKS = re.compile(r"[？?]|(?:吗|么|呢)\W*$|多少|怎么|什么|哪[里个些儿]|几[点天号]|能不能|可不可以|有没有")
_WANTS = re.compile(
    r"(?:另外|对了|顺便|此外|再帮|帮我|给我找)|我们?(?:还|也|又)?(?:想|需要|准备|打算|要)(?!求|说|反映|给|评|打|等)"
    r"|^\W*(?:还|也)?(?:想|要|需要)(?:找|招|贷|办|注册|申请|做|请)"
)


def answers(kind: str, text: str, intent: str | None, is_scored: bool = False) -> bool:
    """Return whether a message answers a follow-up's question.

    :param kind: As in ``data/follow_ups.yml``. ``is_scored``: whether a score was asked for.
    :param intent: What the talk took it for; None where nobody has read it, then its words alone decide.
    """
    asks = bool(_ASKS.search(text))
    if is_scored and read_satisfaction(text) is not None:
        return not asks
    told = _TOLD.get(kind)
    if told is not None and told.search(text) and not asks and intent not in ("submit_need", "cancel"):
        return True
    if intent is None:
        return not asks and not _WANTS.search(text)
    return intent not in OTHER_BUSINESS and not (intent == "out_of_scope" and asks)
