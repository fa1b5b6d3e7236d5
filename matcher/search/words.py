"""The words that a need and an offer share, quoted whole: words of the trade and nothing cut out of longer ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from knowledge import sectors
from knowledge.lexicon import expand, load_terms, load_wordings, spelling
from knowledge.taxonomy import load_service_types

SHORTEST, LONGEST = 2, 16
# Everyday trade words that the lexicon holds only inside longer ones.
PLAIN = tuple(
    (
        "抵押 质押 担保 贷款 融资 利息 贴息 补贴 奖励 资金 流水 订单 票据 发票 税收 工资 社保 招聘 培训 工人 "
        "技工 员工 劳动 工伤 合同 欠款 货款 诉讼 仲裁 律师 侵权 商标 专利 软件 网站 小程序 系统 数据 设备 车间 "
        "仓库 厂房 质量 检测 认证 环保 消防 安全 许可 执照 注册 注销 变更 审计 记账 报税 展会 品牌 包装 电商 "
        "直播 出口 外贸 海外 客户 销售 采购 招标 投标 政府采购 研发 技术 实验 样品 工艺 节能 自动化 机器人 "
        "数字化 智能化 "
        "战略 流程 绩效 成本 库存 现场 管理 咨询 创业 孵化 场地 政策 申报 补助"
    ).split()
)
# Never quoted; they keep a quoted word from being cut out of them: 资金 does not stand in 投资金额, nor 订单 in
# 制订单位.
BORDERS = frozenset(
    "投资 金额 制订 单位 备份 理由 口袋 测量 统一 部门 国家 据说 策划 同时 同意 同行 人员 品种 术语".split()
)


@dataclass
class _Node:
    then: dict[str, _Node] = field(default_factory=dict)
    ends: bool = False


def shared_words(need: str, offer: str) -> list[str]:
    """Return the trade words that stand in both texts, in the need's order and spelling.

    The need is read from left to right; at each place the longest word that the offer holds too counts, and what a
    word has used no other word may begin in. Numerals are never quoted.
    """
    body, found, used = _body(offer), list[str](), 0
    for place, words in _words_of(need):
        if place < used:
            continue
        word = next((word for word in words if word in BORDERS or word in body), "")
        if word and word not in BORDERS and need[place : place + len(word)] not in found:
            found.append(need[place : place + len(word)])
        used = place + len(word)
    return found


@lru_cache(maxsize=4_096)  # asked twice a result, and popular offers often: as many as are kept once read
def _body(offer: str) -> str:
    return spelling(offer)


@lru_cache(maxsize=256)  # one need is compared with ten offers
def _words_of(need: str) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Return the places of a text where trade words begin, each with the words, longest first."""
    plain = spelling(need)
    places = ((place, _sizes(plain, place)) for place in range(len(plain)))
    return tuple((place, tuple(plain[place : place + size] for size in sizes)) for place, sizes in places if sizes)


def other_names(need: str, offer: str) -> tuple[str, str] | None:
    """Return a wording of the need and what the offer calls it, where the offer has only the formal term."""
    body = _body(offer)
    for hit in expand(need):
        if spelling(hit.say) not in body:
            formal = next((term for term in hit.mean if spelling(term) in body), None)
            if formal is not None:
                return need[hit.start : hit.end], formal
    return None


def _sizes(plain: str, start: int) -> list[int]:
    """Return the lengths of the words that begin at a place, longest first."""
    node, sizes = _words(), list[int]()
    if _inside_latin(plain, start):
        return sizes
    for end in range(start, min(start + LONGEST, len(plain))):
        step = node.then.get(plain[end])
        if step is None:
            break
        node = step
        if node.ends and not _inside_latin(plain, end + 1):
            sizes.append(end + 1 - start)
    return sizes[::-1]


def _inside_latin(plain: str, place: int) -> bool:
    around = plain[place - 1 : place + 1] if 0 < place < len(plain) else ""
    return len(around) == 2 and around.isascii() and around.isalnum()


@lru_cache(maxsize=1)
def _words() -> _Node:
    root = _Node()
    for word in vocabulary() | BORDERS:
        node = root
        for character in word:
            node = node.then.setdefault(character, _Node())
        node.ends = True
    return root


@lru_cache(maxsize=1)
def vocabulary() -> frozenset[str]:
    """Return every word that may be quoted, in the spelling that is compared."""
    words = {spelling(word) for word in _all_words()}
    return frozenset(word for word in words if SHORTEST <= len(word) <= LONGEST and not any(map(str.isdigit, word)))


def _all_words() -> Iterator[str]:
    yield from PLAIN
    for entry in (entry for entries in load_wordings().values() for entry in entries):
        yield from (*entry.say, *entry.mean)
    for term in load_terms():
        yield from (term.term, *term.short, *term.also)
    for kind in load_service_types().values():
        yield from (kind.name, *kind.aliases)
    for sector in sectors.load().values():
        yield from (sector.name, *sector.words)
