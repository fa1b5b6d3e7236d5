"""The head of what is asked for, and the category it decides: a 配送系统 is a system, whatever it delivers."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from pathlib import Path

import yaml

from knowledge.reading.wanted import SUM

TABLE = Path(__file__).resolve().parent.parent / "data" / "reading" / "heads.yml"
CLAUSES = 40  # more of a story say nothing new
LONGEST_CLAUSE = 60
_CLAUSE = re.compile(r"[^\W_]+")
_WANTS = re.compile(
    r"想|要|找|求|请|需|缺|差|做|办|招|搞|弄|上|装|换|开发|申请|推荐|有没有|帮|能|借|贷|融|租|买|报|打|学|考|聘|对接|联系|评|拿|还"
)
_NEEDS = re.compile(r"(?i)\b(?:need|want|looking|help|find|apply|how)\b")
_HIRES = re.compile(
    r"(?:我们?|公司|厂里?|想|要|急|还|需要?|帮忙?|准备|打算|诚|现|再|先)*招(?!商|标|牌|投|揽|架|待|呼|惹|数|式|股)"
)
_COUNT = r"(?:[0-9一二两三四五六七八九十几]+(?:多|来)?(?:个|名|位))?"
_HANDS = re.compile(
    rf"[缺找要请差]{_COUNT}[一-龥]{{0,4}}(?:(?<![加施代手竣开动完分])工|师傅|司机|保安|主播|客服){_COUNT}$"
    rf"|[缺差]{_COUNT}[一-龥]{{1,5}}(?:师(?<!律师)|员)$"
)
# A sum that is borrowed, or what it is for when firms borrow: 借款四百万, 要八十万进货.
_LENT = re.compile(
    rf"(?:借|贷|融|缺|差|筹|凑|周转)[款资]?(?:个|一笔|到)?{SUM}|{SUM}(?:来|去|用来|拿来|的?)?(?:进货|进料|周转|备货|囤货|过桥|还旧)"
    rf"|(?:需要?|要|找|缺|差|筹|凑|弄|搞)(?:个|到|点|一?笔)?{SUM}(?:来|去|用来|拿来|用于)?(?:建|盖|买|购|添|更新|换|扩|升级|改造|装修|发工资|交|付|还)"
)
_AFTER = (
    rf"(?:来|用来|好|去)?(?:(?:存|放|堆|囤|装|搁)(?:点|些)?(?:货物?|东西|原?料|产品|成品|设备|粮|菜))?"
    rf"(?:{SUM}|吧|吗|呢|啊|呀|咯|哈|呗|了|不|么|没|的|啦)*(?:(?:谁|哪|在哪|怎么|多少|行不行|能不能|可以).{{0,6}})?"
)


@lru_cache(maxsize=1)
def table() -> dict[str, str]:
    """Return the category of each head."""
    rows = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return {str(head): category for category, heads in rows.items() for head in heads}


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    heads = "|".join(sorted(map(re.escape, table()), key=len, reverse=True))
    return re.compile(rf"(?P<head>{heads}){_AFTER}$")


def read_heads(text: str) -> Counter[str]:
    """Return how many clauses of the text ask for something whose head belongs to a category, by category.

    :param text: What is wanted, circumstances left out.
    """
    found: Counter[str] = Counter()
    english = _NEEDS.search(text) is not None
    for number, match in enumerate(_CLAUSE.finditer(text.lower())):
        clause = match.group()
        if english and clause in table():
            found[table()[clause]] += 1
        if number < CLAUSES and len(clause) <= LONGEST_CLAUSE and _WANTS.search(clause):
            if _HIRES.match(clause) or _HANDS.search(clause):
                found["hr"] += 1
            elif _LENT.search(clause):
                found["finance"] += 1
            elif hit := _pattern().search(clause):
                found[table()[hit["head"]]] += 1
    return found
