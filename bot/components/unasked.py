"""What a message means where no question stands open, or where the open one does not settle it."""

from __future__ import annotations

import re

from rasa.shared.nlu.training_data.message import Message

from bot.components import answers, category, listed, messages, other_questions
from knowledge.reading import appeals, changes
from knowledge.reading.asides import QUESTION
from knowledge.reading.asked_figures import asked_figure
from knowledge.reading.choices import read_choices
from knowledge.reading.follow_up import is_follow_up
from knowledge.reading.in_vain import in_vain
from knowledge.reading.need import read_need
from knowledge.reading.needs import tells_trouble
from knowledge.reading.own_trouble import own_trouble
from knowledge.reading.shown import instead

WEAK = answers.WEAK
# What a need stated beside facts is easily taken for.
STATED_AS = {"provide_info", "unclear", "nlu_fallback", "correct_slot", "more_results"}
# Least category score at which information with something wanted in it is a need. Unseen lines, five folds:
# at 0.0 five needs of twenty come back for five of 276 answers; at -0.4 six for fourteen.
NEED_SCORE = 0.0
# Where nothing was asked, facts with a service named beside them are a need: with a word of the lexicon, without one.
UNASKED_SCORES = (-0.3, 0.5)
GREETING = {"greet", "chitchat"}  # what a need told politely, with who one is before it, is taken for
LIKELY = 0.3  # what the model gives a need beside facts where it is one: of own messages seven in ten
DOUBTED = 0.6  # confidence below which progress is asked only in words for it
FRAME = 5  # characters around a bare fact: 我们是…的
_FIRM = re.compile(r"厂|公司|企业|店|仓库|车间|客户|我们")
FIRM_FACTS = {"region", "company", "industry", "headcount", "amount_cny", "phone"}
WRONGED_AS = {"correct_slot", "unclear", "chitchat"}  # what a complaint without the word is taken for
IN_VAIN_AS = {"appeal", "provide_info", "out_of_scope", "chitchat"}  # what a failed repair is taken for
STATED_PLAINLY_AS = {"ask_policy", "out_of_scope", "ask_bot"}  # what 那家餐馆要办证 is taken for
_WANTS_DONE = re.compile(
    r"(?:想|(?<!主)要|准备|打算|需要|得)(?:去|再|先|找人)?(?:办|做|招|申请|申报|注册|贷|装|找|买|租|上|报)"
)
_ON_DUTY = re.compile(r"[所局委办]|窗口|部门|政府|物业|园区|平台|[你您]们|投诉|电力|供电|自来水")
_ASKS_PAPERS = re.compile(
    r"(?:要|办|需要|准备|领|开)(?:办|准备|领)?(?:什么|哪些|啥|哪几个)(?:证|照|手续|资质|许可|材料)"
)
_ENDS_ASKING = re.compile(r"[不没]\W*$")  # 够得上专精特新不
_OF_POLICY = re.compile(r"政策|补贴|补助|奖励|扶持|规定|了解|咨询|问|知道|听说|是不是|必须|能否")


def read(message: Message, text: str, intent: str) -> str | None:
    """Read a need, a question or a wrong that the model took for less; then facts and hardly anything else."""
    return _need(message, text, intent) or _more(message, text, intent) or _facts(message, text, intent)


def of_the_trade(message: Message) -> bool:
    """Tell whether a service of some category is named."""
    return category.is_named(message, NEED_SCORE, NEED_SCORE)


def needs_help(message: Message, text: str) -> bool:
    """Tell whether a wrong or a trouble is told for which no department answers, but somebody can help."""
    befell = own_trouble(text) and messages.asked(message) in (None, "need")
    is_firms = messages.intent(message) == "appeal" or _FIRM.search(text)
    return bool((appeals.between_firms(text) or befell) and is_firms) and not answers.announces_appeal(text)


def uncovered(message: Message, text: str) -> int:
    """Count the characters that belong to no fact."""
    covered = sum(span.end - span.start for span in messages.spans(message))
    return len(re.sub(r"[\W_]", "", text)) - covered


def _need(message: Message, text: str, intent: str) -> str | None:
    """Read facts with something wanted as a need, and the question for support as one."""
    withheld = intent == "deny" and answers.wants(text) and changes.withholds_phone(text)
    if withheld and category.is_named(message, *UNASKED_SCORES):
        return "submit_need"  # 想了解企业上云，电话不留
    if intent in STATED_AS and answers.wants(text) and not answers.corrects(text) and of_the_trade(message):
        return "submit_need"
    if intent in GREETING and hardly(message) and messages.slots(message) and _states(message, text):
        return "submit_need"  # 你好，我是浏阳做冻品批发的，货怎么走便宜
    if intent == "provide_info" and changes.asks_policy(text):
        return "ask_policy"
    doubted = intent == "ask_policy" or hardly(message)  # who asks after a rule asks; no own line states it
    if intent in STATED_PLAINLY_AS and doubted and _states_plainly(message, text):
        return "submit_need"
    if intent in IN_VAIN_AS and _repaired_in_vain(message, text):
        return "submit_need"  # 泵老漏水，厂家来人也没修好
    unasked = intent == "provide_info" and messages.asked(message) is None
    if unasked and (category.is_named(message, *UNASKED_SCORES) or _may_be_need(message, text)):
        return "submit_need"
    wants_done = unasked and _WANTS_DONE.search(text) and category.has_word(message)
    return "submit_need" if wants_done else None  # 经开区有厂，雨花也有，主要是雨花那边要招人


def _states(message: Message, text: str) -> bool:
    """Tell whether something is wanted beside the facts: something of a trade, or whatever a firm may want."""
    states = answers.wants(text) and bool(read_need(text, messages.spans(message)))
    return states and (of_the_trade(message) or _of_a_firm(message))


def _states_plainly(message: Message, text: str) -> bool:
    """Tell whether a firm wants something in so many words and asks nothing (镇上那家养猪场要办环评)."""
    asks = answers.questions(text) or QUESTION.search(text) or _OF_POLICY.search(text) or _ENDS_ASKING.search(text)
    is_head = category.best(message)[0] in (message.get(category.HEADS) or ())
    is_named = is_head or category.is_named(message, *UNASKED_SCORES)
    return bool(_WANTS_DONE.search(text)) and not asks and is_named


def _repaired_in_vain(message: Message, text: str) -> bool:
    """Tell whether something stays broken whoever came, and nobody is blamed whose duty it was."""
    blames = answers.announces_appeal(text) or _ON_DUTY.search(text)
    name, score = category.best(message)
    return (
        bool(in_vain(text) and tells_trouble(text)) and not blames and name != category.NONE and score >= category.OWN
    )


def _more(message: Message, text: str, intent: str) -> str | None:
    """Read what follows on an answer, a wrong that was suffered, progress that is not asked for, praise and blame."""
    has_facts = bool(messages.slots(message))
    if intent in WEAK | {"correct_slot", "provide_info"} and not has_facts and _picks_anew(message, text):
        return "choose_option"
    if intent in WEAK | {"provide_info"} and is_follow_up(text) and not answers.wants_more(text):
        return "ask_policy"
    if intent in WRONGED_AS and answers.wronged(text) and not has_facts:
        return "appeal"
    if intent == "check_progress" and hardly(message) and not other_questions.speaks_of_a_case(text):
        return "submit_need" if of_the_trade(message) and not answers.questions(text) else "ask_policy"
    if intent == "out_of_scope" and hardly(message) and (asked_figure(text) or _ASKS_PAPERS.search(text)):
        return "ask_policy"  # 产假多少天
    if intent in {"provide_info", "unclear", "nlu_fallback"} and answers.judges(text) and not has_facts:
        return "rate_service"
    return None


def _facts(message: Message, text: str, intent: str) -> str | None:
    """Read facts and hardly anything else as information; two of a firm with something wanted as a need."""
    if intent == "out_of_scope" and _of_a_firm(message) and answers.wants(text) and of_the_trade(message):
        return "submit_need"
    if intent == "provide_info":
        return None
    if not messages.slots(message) or answers.corrects(text) or answers.refuses(text):
        return None
    rest = uncovered(message, text)
    framed = rest <= 1 or (rest <= FRAME and not of_the_trade(message))
    bare = framed and intent in {"submit_need", "correct_slot"} and not answers.wants(text)
    return "provide_info" if bare or (rest <= 2 and intent in WEAK) else None


def _picks_anew(message: Message, text: str) -> bool:
    """Tell whether what was chosen is put right by its number (打错了，只要1)."""
    return messages.asked(message) is None and instead(text) and bool(read_choices(text, listed.SHOWN))


def hardly(message: Message) -> bool:
    """Tell whether the model hardly took the message for what it took it for."""
    return messages.confidence(message) < DOUBTED


def _may_be_need(message: Message, text: str) -> bool:
    """Tell whether something is wanted or wrong beside the facts, and the model holds a need for nearly as likely."""
    chances = {one["name"]: one["confidence"] for one in message.get("intent_ranking") or []}
    states = answers.wants(text) or bool(read_need(text, messages.spans(message)))
    states = states and not answers.corrects(text) and not answers.refuses(text)
    return states and chances.get("submit_need", 0.0) >= LIKELY and uncovered(message, text) > FRAME


def _of_a_firm(message: Message) -> bool:
    """Tell whether two facts of a case stand in the message; private matters seldom come with them."""
    return len(FIRM_FACTS & set(messages.slots(message))) >= 2
