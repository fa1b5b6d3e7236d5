"""Whether a message only answers what an enterprise was asked, and states no need of its own.

Asked by whoever has its case in hand (请补充抵押物情况), it answers in a few words that a reader who does not know
the question may take for a need (抵押物是厂房，值三百万). Such words wish for nothing, ask nothing, complain of
nothing, begin with nothing that is to be done, tell how something is, and name little besides figures that the
question did not name.
"""

from __future__ import annotations

import re

LONGEST = 40  # characters; who states more tells more than he was asked
BEARS = 0.5  # the least share of the words' characters that the question has too; an answer adds one thing to it
TERM = 4  # characters of a term that the question has too; 贷款 alone is in the question and in the wish
_PAIR = 2
_ASKS = re.compile(
    r"[？?]|(?:吗|么|呢|不)\W*$|多少|怎么|什么|哪[里个些儿家]|几[点天号]|能不能|可不可以|可以不|有没有|能否|是否"
)
_WISHES = re.compile(
    r"另外|对了|顺便|此外|还有(?:件|个)|[帮想求催]|咨询|了解|(?<![主重必只])要(?![求是么])|(?<!不)需(?!求)|急[用着需]|找|"
    r"(?:^|[，,。；;！!、])\W*(?:我们?|咱们?|公司|厂里)?(?:现在|准备|打算|正在?)?(?:再|还|也|又|多|去|来)*"
    r"(?:[招贷办借租买卖换请做开建修学聘融]|注册|申请|申报|代理|变更|注销|登记|培训|采购|出售|转让|开通|贷款|融资|招聘|设立)"
)
_TROUBLE = re.compile(r"被|坏|漏|缺|丢|抢|侵权|纠纷|不够|不足|没人|不了|不到|太[慢贵高难]")
# What is no word of its own: figures with their units, when and about how much, who speaks, the little words between.
_PLAIN = re.compile(
    r"[\d.零一二两三四五六七八九十百千万亿半几多来]+(?:[元块名个人位台套张份年月天号日周平亩吨家次期层间条辆点成件斤%％]|平米|平方米?|公里|小时|个月|星期)*"
    r"|去年|今年|前年|明年|上个?月|下个?月|本月|年底|年初|月底|左右|大概|大约|差不多|一共|总共|合计|已经|我们?|咱们?|公司|厂里|的话"
    r"|[\s，,。；;：:！!、“”\"（）()的了是有在和跟与都也就到从给把被吧呀啊呢哦嗯着过]"
)
_FIGURE = re.compile(r"[\d一二两三四五六七八九十百千万半]")
# What tells how something is; a need is often named without (工资代发).
_TELLS = re.compile(rf"{_FIGURE.pattern}|[是有在了过已都没到]|正常|合格|齐全?|够")
_SUMS = re.compile(r"多少|几|金额|额|价|数|率|面积|年限|时间|日期|期限|什么时候|多久|多长")


def only_answers(question: str, text: str) -> bool:
    """Return whether a message answers this question and nothing else, as far as its words tell.

    Where they leave it open it is not: what may be a need is heard as one.
    """
    if len(text) > LONGEST or any(one.search(text) for one in (_ASKS, _TROUBLE)) or not _TELLS.search(text):
        return False
    if _WISHES.search(_unquoted(text, question)):
        return False
    own = _PLAIN.sub(" ", text)
    letters = own.replace(" ", "")
    if not letters:
        return bool(_SUMS.search(question) and _FIGURE.search(text))
    known = sum(letter in question for letter in letters)
    return known >= BEARS * len(letters) and any(pair in question for pair in _pairs(own))


def _unquoted(text: str, question: str) -> str:
    """Return a text without the question's own terms: 贷款余额 after 请补充贷款余额 wishes for no loan."""
    quoted = {at + by for at in range(len(text) - TERM + 1) if text[at : at + TERM] in question for by in range(TERM)}
    return "".join("*" if at in quoted else letter for at, letter in enumerate(text))


def _pairs(text: str) -> list[str]:
    return [part[at : at + _PAIR] for part in text.split() for at in range(len(part) - 1)]
