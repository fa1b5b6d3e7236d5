"""Questions that leave out what they are about, beside the need that says it: 办环评，大概啥费用，要几天."""

from __future__ import annotations

import re

from knowledge.reading.asides import Clause, segments

LONGEST = 20  # characters; a longer question says of what it is
LEFT = 2  # characters that may be left beside the words that ask: what comes of it (招到, 上线)
PRICE, PACE, PAPERS, SUPPORT = "price", "pace", "papers", "support"
_ASKS = {
    PRICE: r"(?:什么|啥|多少|几个?)?(?:价格|价钱|价位|价|费用|收费|花费|手续费|费|利[息率])(?:标准)?"
    r"(?:是|要|大概)*(?:多少|几个?点|怎么[算样收]|多高|高不高|贵不贵)?"
    r"|(?:多少|几个?)(?:钱|点)|[收花交]多少钱?|怎么[收算](?:费|钱)?|贵不贵|[收要]不[收要](?:费|钱)|要钱",
    PACE: r"多久|(?<![这那]么)(?<![太了有等])好久(?![没不了以之])|多长时间"
    r"|[几多]少?个?(?:工作日|天|月|周|星期|年)|什么时候|啥时候|快不快|最快",
    PAPERS: r"(?:什么|啥子?|么子|么得|哪些|些么子|哪几样|哪样)"
    r"(?:条件|材料|资料|手续|流程|步骤|证件?|资质|门槛|要求|东西)"
    r"|(?:流程|步骤|条件|材料|手续)(?:是|有|要)?(?:什么|啥|哪些|怎么样?)",
    SUPPORT: r"(?:有没有|有无|有|能不能|能否)(?:什么|啥|哪些)?(?:领|拿|享受|申请|报)?(?:什么|啥|哪些|点)?"
    r"(?:政府|国家|财政|上面|政策)?(?:的|性)?(?:补贴|补助|奖励|奖补|扶持|优惠|减免|政策)(?:政策|资金|措施)?(?:可以|能)?(?:领|拿|享受|申请|报)?",
}
_COMPILED = {kind: re.compile(asks) for kind, asks in _ASKS.items()}
_ASKING = re.compile(
    r"[？?]|多|几|什么|啥|么子|么得|好久|哪|怎么|有没有|有无|没[有得]\W*$|能否|[吗呢么]\W*$|([\u4e00-\u9fff])不\1|(?:收费|价格|费用|流程|手续|条件)\W*$"
)
_PLATFORM = re.compile(r"[你您]们?|平台|联系|回复|回电|找我")  # what the platform charges, when somebody calls
_FILLS = re.compile(
    r"另外|顺便|对了|还有|请问|想?问一?下|想知道|那|这|它|大概|大约|一般|一共|总共|估计|最少|最多|我们|咱们|需要|可以|办理|提供|准备|完成|下来|工作日"
    r"|[一每][个家年月次单件人套份]*|[我你要得能会些才就都也办做弄搞拿到手好完成证批放下出交给是有的了吗呢啊呀吧嘛呗哈]"
)
# What an entry says that answers: how long it takes is not how long it holds (资格有效期三年).
_TELLS = {
    PACE: re.compile(
        r"(?:工作日|[天日周年]|个?月)(?:之?内|以内|左右|完成|办[结好完]|出|可[以]?(?:办|拿|领|完成))|办结|审查周期|(?:一般|通常|大约|约|需要?|最[快长])[^，,。；;]{0,8}(?:工作日|[天日周]|个月)|当[天场日]"
    ),
    SUPPORT: re.compile(r"补[贴助]|奖|扶持|减[免按半]|贴息|优惠|返还|资助"),
    PAPERS: re.compile(
        r"条件|材料|资料|证明|提交|提供|准备|凭|须|应当|不低于|不少于|满足|具备|符合|步骤|流程|先[^，,。]{1,20}再"
    ),
}
_MATERIALS = re.compile(r"材料|资料|证件?(?!明)|东西")
_MATERIALS_TOLD = re.compile(r"材料|资料|证明|提交|提供|准备|凭|身份证|执照|复印件|合同")
_NOISE = re.compile(r"[\W_]")


def kind(question: str) -> str | None:
    """Return what a question without a subject asks: price, time, what is required or what support there is.

    :return: None for a question that names what it is about, and for no question.
    """
    if len(question) > LONGEST or not _ASKING.search(question) or _PLATFORM.search(question):
        return None
    found = next((name for name, asks in _COMPILED.items() if asks.search(question)), None)
    rest = question
    for asks in _COMPILED.values():
        rest = asks.sub("", rest)
    left = len(_NOISE.sub("", _FILLS.sub("", rest)))
    return found if left <= (0 if found == SUPPORT else LEFT) else None  # 高企有没有补贴 says of what


def tells(question: str, answer: str) -> bool:
    """Return whether an entry's words answer such a question, not only something else of the same matter."""
    told = _TELLS.get(kind(question) or "")
    if told and _MATERIALS.search(question):
        told = _MATERIALS_TOLD
    return told is None or bool(told.search(answer))


def read_bare(text: str) -> list[Clause]:
    """Return the clauses of a message that ask without saying of what, but for the first: something goes before.

    :param text: Normalised text.
    """
    found = []
    for start, end in segments(text):
        question = text[start:end].strip(" ，,。；;！!？?\n")
        if start and kind(text[start:end]):
            found.append(Clause(start, end, question))
    return found
