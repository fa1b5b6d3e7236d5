"""Whether a trade that was said is the speaker's own: not wanted, not somebody else's, not looked for."""

from __future__ import annotations

import re

from knowledge.reading import trade_words
from knowledge.reading.industry_cues import DO

_NEED_BEFORE = re.compile(
    r"(?:想要?|要|帮忙?|(?:帮|给|替|为)[我咱]们?|能不?能?|怎么|如何|可以|会|找人|找个?|需要|准备|打算"
    r"|没有?|不|来|去|给|得|该|谁|哪家|哪里|有没有|有人|专门|推荐|求|请|机构|是否|好|正在|还没|重新"
    r"|再|别|让|叫|缺个?|招个?|找[家个位][一-龥]{0,2}|同行|对方|对手|他们?|她|你们?|客户是?|隔壁|朋友(?:是)?)$"
)
_CAME = re.compile(r"(?:过|搬|迁|回|□)[来去]$")  # 搬到□来的电子厂 tells who speaks


def is_need(text: str, match: re.Match[str]) -> bool:
    """Tell whether the verb before the phrase is wanted rather than done: 想做… and 帮我做…."""
    verb = re.search(DO, match.group())
    start = match.start() + (verb.start() if verb else 0)
    if text[start] == "的" and _CAME.search(text[max(0, start - 3) : start]):
        return False
    return bool(_NEED_BEFORE.search(text[max(0, start - 6) : start]))


_OTHERS = re.compile(
    r"(?:客户|对手|房东|供货商|供应商|同行|对方|邻居|隔壁|甲方|买家|朋友|缺个?|招个?|请个?|找|推荐|联系|对接|物色|有没有)[一-龥]{0,4}$"
)


def owned(text: str, match: re.Match[str]) -> bool:
    """Tell whether 做X的 speaks of the enterprise itself: a subject stands shortly before."""
    before = re.split(r"[。！？!?；;\n]", text[max(0, match.start() - 24) : match.start()])[-1]
    if not re.search(r"\w|□", before):
        return True
    if _OTHERS.search(before[-12:]):
        return False
    if "□" in before and not re.search("找|推荐|对接|合作|哪|有没有|介绍|帮|联系", before):
        return True
    return bool(re.search(r"我|俺|咱|本公司|公司|企业|厂|一家|家|是|店|老板|这边|开的|个体|$^", before)) or not re.sub(
        "请问|问一?下|您?你?好|[，, ]", "", before
    )


def of_own(text: str, match: re.Match[str]) -> bool:
    """Tell whether 是做X的 has no other subject: 对手是做X的 is about somebody else."""
    return not _OTHERS.search(text[max(0, match.start() - 8) : match.start()])


def placed(text: str, match: re.Match[str]) -> bool:
    """Tell whether 搞X, a clause of its own, tells of the speaker: the clause before names the place or us."""
    clauses = re.split(r"[，,。；;！\n ]+", text[max(0, match.start() - 24) : match.start()].rstrip("，,。；;！\n "))
    said = re.search(r"□|我|咱|俺|公司|企业|厂|店|老板|个人|来号|左右的?$", clauses[-1])
    phrase = match["x"]
    return bool(said) and not trade_words.is_wanted(phrase) and not _WISH.search(clauses[-1])


_WISH = re.compile(r"想|要|需|求|帮|请|找|打算|准备|计划|希望|能不能|怎么|如何|有没有")


def not_sought(text: str, match: re.Match[str]) -> bool:
    """Tell whether the firm is the speaker's, not one looked for or dealt with: 找一家…公司, 客户是…厂."""
    if trade_words.done_to_us(text, match.end()):
        return False
    before = re.split(r"[。！？!?；;\n]", text[max(0, match.start() - 10) : match.start("x")])[-1]
    return not re.search(
        r"找|推荐|对接|合作|哪[家个]|有没有|介绍|客户|供应商|供货商|对手|房东|甲方|买家|帮|同行|对方|欠|告"
        r"|靠谱|正规|跟|和|给|向",
        before,
    )


def is_running(text: str, match: re.Match[str]) -> bool:
    """Tell whether a shop is already open (开了家…), not to be opened or something else issued (开个证明)."""
    said = match.group()[:5]
    subject = text[max(0, match.start() - 4) : match.start()]
    return bool(re.search("[了着]|一[家间]", said) or re.search("我|家里?|老板", subject))
