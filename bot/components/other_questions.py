"""What a reply means to questions that our own forms do not ask: whether something may be done, and for details.

Agents and other programs send the sentence before the message (:mod:`knowledge.reading.questions`).
"""

from __future__ import annotations

import re

from rasa.shared.nlu.training_data.message import Message

from bot.components import answers

LONGEST = 16  # characters of a reply that consents or declines and does nothing else
_CONSENT = re.compile(
    r"^\W*(?:(?:嗯+|哦|好|那|行|当然|肯定)\W*)*(?:就|都|也|先|麻烦|帮我|给我|你们?|一起|全)*"
    r"(?:同意|愿意|需要|授权|接受|要得?|发|推送?|给|对接|联系|登记?|提交|安排|转|通知|约|订|办|弄|试|可以?|行|成|中|好|随便|随意|无所谓"
    r"|没意见|没问题|不介意|不反对|听你们?的|按你们?说的|就它|就这样)"
)
_DECLINE = re.compile(
    r"^\W*(?:(?:算了|嗯|哦|那)\W*)?(?:我|暂时?|现在|目前|这次|还是|就)*(?:先?不|先别|别|不用|不必|没必要|暂不|先放|先等|等等|再等|回头|以后再)"
)
_BOTH = re.compile(r"^\W*(?:先|只|就).{0,8}就(?:好|行|可以|够)|只.{1,8}[一1]家")
_TAKEN_BACK = re.compile(r"不(?:办|弄|搞|贷|做|要|找|招|反映|投诉|注册|申请)了|取消|撤")
# What the answer to a question for a detail is easily taken for: it tells how things are, whatever of.
_TOLD = {
    "unclear", "nlu_fallback", "chitchat", "greet", "choose_option", "out_of_scope", "affirm", "rate_service",
    "more_results", "abuse", "submit_need", "appeal", "check_progress", "goodbye", "provide_info",
}  # fmt: skip
_STATES_NEED = re.compile(r"^\W*(?:我们?|公司|厂里?|单位)?(?:就|是|这边)?(?:想|需要|要|找|帮|招|办|缺|急)")
_BARE_NO = re.compile(r"^\W*(?:不(?:是|要|用|行|了)?|否|没兴趣)(?:了|的|啊|吧)*\W*$")
_WANTS = re.compile(
    r"(?:另外|对了|顺便|还|再).{0,4}(?:想|要|帮|找|需)|^(?:我们?)?(?:其实)?(?:想|需要|要)(?:找|请|办|招|申请|做|弄)"
)
_CORRECTS = re.compile(r"^\W*都?不是[，,]|你?(?:们)?(?:搞|弄|理解)错|应该是|改成|改为")

_RESTATES = re.compile(
    r"(?:改|换)(?:成|为)|不是.{1,14}(?:[，,]|而?是)|(?:要|想|找|办)的(?:不是|是.{1,12}不是)|^\W*(?:不对|错了|搞错|弄错).{0,3}[，,].{0,4}(?:要|想|是)"
)
_WHY = re.compile(
    r"^.{0,4}(?:问|要|打听|查)(?:这|那|我|你).{0,6}(?:干[嘛吗什么啥]|做(?:什么|啥)|有(?:什么|啥)用|什么用)"
)
_LATER = re.compile(
    r"进度|进展|到哪|哪一?步|怎么?样了|咋样|如何了|了没|没有?(?:人|消息|动静|信|回|联系|接)|还没|一直没|催|上[次回周个]|前[天几]|昨天|之前|以前|编号|查"
    r"|联系|选(?:的|了|过)|结果|收到|派|审|批下|[XS]Q\d"
)
_WHICHEVER = re.compile(r"哪(?:个|家|样|种|边).{1,6}哪(?:个|家|样|种|边)")


def asks_why(text: str) -> bool:
    """Return whether the reply asks back what the question is for (问这个干嘛)."""
    return bool(_WHY.search(text))


def asks_ahead(text: str) -> bool:
    """Return whether the reply asks how something goes on, and of no case of before (最快几天有人接)."""
    return answers.questions(text) and not _LATER.search(text)


def speaks_of_a_case(text: str) -> bool:
    """Return whether the words are of a case of before: how it stands, when somebody comes."""
    return bool(_LATER.search(text))


def restates(text: str) -> bool:
    """Return whether the summary's need is said to be another (不是代账，是审计)."""
    return bool(_RESTATES.search(text))


def declines(text: str) -> bool:
    """Return whether the reply declines what was proposed and drops nothing else."""
    return len(text) <= LONGEST and bool(_DECLINE.match(text)) and not _TAKEN_BACK.search(text)


def at_consent(message: Message, text: str, intent: str) -> str | None:
    """Read whether what was proposed may be done."""
    if answers.corrects(text) or answers.questions(text) or len(text) > LONGEST:
        return None
    if _TAKEN_BACK.search(text):
        return None
    if _DECLINE.match(text) or _BOTH.search(text) or answers.refuses(text):
        return "deny"
    return "affirm" if answers.agrees(text) or _CONSENT.match(text) else None


def at_detail(message: Message, text: str, intent: str) -> str | None:
    """Read an account of how things are as information; questions, corrections and other needs stay what they are."""
    if _BARE_NO.match(text):
        return "deny"
    if _CORRECTS.search(text):
        return "correct_slot"
    if _WHICHEVER.search(text):
        return "provide_info"
    if answers.questions(text):
        return "ask_policy" if intent in {"deny", "affirm"} else None
    if _WANTS.search(text) or answers.announces_appeal(text):
        return None
    if intent == "deny":
        return "provide_info" if _tells(text) else None
    if intent == "submit_need" and _STATES_NEED.match(text):
        return None
    return "provide_info" if intent in _TOLD else None


def _tells(text: str) -> bool:
    """Tell whether something is said beside the no (没有，厂房是租的; 啥也没有)."""
    return bool(re.match(r"^\W*(?:啥也|什么(?:都|也)|一样(?:都|也)?)?没有?(?:了|的)?\W*[，,、 ]*\S{3,}", text))
