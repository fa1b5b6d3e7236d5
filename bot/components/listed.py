"""What a reply means while a list is shown, and while a score is asked for."""

from __future__ import annotations

import re

from rasa.shared.nlu.training_data.message import Message

from bot.components import answers, messages
from bot.components.answers import WEAK
from bot.components.other_questions import LONGEST, declines
from knowledge.reading import wishes
from knowledge.reading.choices import dislikes, praises, read_choices
from knowledge.reading.scores import read_score
from knowledge.reading.shown import asks_about, compares

ONE_DIGIT = re.compile(r"\W*\d\W*")  # a place in the list, whatever it sounds like (88 is goodbye)
SHOWN = ("",) * 99  # a reply that picks by number does so whatever the names were
_ELSEWHERE = re.compile(r"有没有|没有?.{1,8}的(?:吗|嘛|么|啊)|的(?:有没有|有吗|吗|呢)|只要|想要|换|要.{1,8}的")
_NONE_OF_THEM = re.compile(
    r"都(?:不是|看不上|不(?:想|考虑|合适|对口?|要|行|选|满意|太行)|没(?:兴趣|看上))|再?(?:考虑|想想|商量|琢磨)(?:考虑|一?下|看)?\W*$|没有?一[个家].{0,4}(?:合适|满意|看上|要|行)"
)
_TAKES = re.compile(
    r"(?:问问|试试|了解|谈谈|聊聊)(?:看|一?下|吧)*\W*$|(?:对接|联系|安排|约|登记|预约)(?:一?下|吧|上|好了)?\W*$|^\W*(?:那|就)+(?:它|这[个家位]|他|她)(?:了|吧|好了)?\W*$"
)
_PICKS = re.compile(
    r"^\W*(?:就|要|选)?[A-Ha-h](?![A-Za-z0-9])(?!座|栋|区|轮|股)|^\W*我?(?:就|想|要)?(?:约|选)(?!择).{1,8}$"
    r"|^\W*(?!.*[不别没])[\u4e00-\u9fff]{2,8}(?:的|[这那][家个位]?)吧\W*$"
)
_RULE = re.compile(r"什么(?:资质|条件|手续|材料|资格|证)|合法|违法|怎么(?:算|规定)|规定")


def at_choice(message: Message, text: str, intent: str) -> str | None:
    """Tell choosing, wanting others, taking the one thing shown and wanting nothing of it apart."""
    narrows = WEAK - {"deny"} | {"provide_info", "submit_need", "ask_policy", "ask_bot", "correct_slot"}
    picked = read_choices(text, SHOWN)
    if intent in narrows and wishes.read_wish(text) and not picked and not _asks_rule(text):
        return "more_results"
    if "region" in messages.slots(message) and not picked and _wants_elsewhere(text):
        return "more_results"
    if praises(text) or (answers.agrees(text) and intent in WEAK | {"more_results"}):
        return "affirm"
    if dislikes(text) or _wants_none(text) or (intent == "cancel" and declines(text)):
        return "deny"
    if answers.wants_more(text) and len(text) <= answers.SHORT and intent in WEAK | {"provide_info", "submit_need"}:
        return "more_results"
    if not picked and compares(text) and intent in WEAK | {"submit_need", "provide_info"}:
        return "ask_policy"  # 哪个便宜: told of those shown
    if picked and asks_about(text) and intent in {"ask_bot", "ask_policy"}:
        return "choose_option"  # 第二个怎么收费: of that one, not of the platform
    if ONE_DIGIT.fullmatch(text):
        return "choose_option"
    if len(text) <= answers.SHORT and (picked or _picks(text)):
        return "choose_option" if intent in WEAK | {"provide_info", "submit_need", "correct_slot"} - {"deny"} else None
    takes = intent in WEAK | {"provide_info", "correct_slot"} and not messages.slots(message)
    return "affirm" if takes and _takes(text) else None


def at_rating(message: Message, text: str, intent: str) -> str | None:
    """Read praise, blame and numbers as a score."""
    if answers.refuses(text):
        return "deny"
    scores = len(text) <= answers.SHORT and (
        read_score(text) is not None or answers.judges(text) or answers.blames(text)
    )
    return "rate_service" if scores and intent in WEAK | {"provide_info", "thanks", "submit_need"} else None


def _wants_elsewhere(text: str) -> bool:
    """Tell whether a reply to a list that names a place asks for what is offered there (没有攸县的吗)."""
    return len(text) <= LONGEST and bool(_ELSEWHERE.search(text))


def _wants_none(text: str) -> bool:
    """Tell whether all that is shown is declined, and nothing else asked for (都不是我要的)."""
    return bool(_NONE_OF_THEM.search(text)) and not answers.wants_more(text)


def _takes(text: str) -> bool:
    """Tell whether the one thing shown is taken (麻烦联系一下)."""
    return len(text) <= LONGEST and bool(_TAKES.search(text)) and not answers.questions(text) and "不" not in text


def _picks(text: str) -> bool:
    """Tell whether one of those shown is picked by its letter (B吧) or in so many words (想约陈工)."""
    return bool(_PICKS.search(text)) and not answers.questions(text)


def _asks_rule(text: str) -> bool:
    """Tell whether the reply asks what is required or lawful, whatever it names beside."""
    return bool(_RULE.search(text))
