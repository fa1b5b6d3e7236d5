"""Weigh the places of a sentence: where the need is, what is denied, what is only a market or an origin."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.reading.region_mentions import Mention

BEFORE_WINDOW = 12
AFTER_WINDOW = 12
BETWEEN_WINDOW = 40

DENIED = re.compile(
    r"(?<!是)(?:不是|不在|并非|而非|不要|不考虑|不想[在去]|不去|不用|没在|不算|别写|别选)(?:[在去来]|我们)?$"
)
DENIED_AFTER = re.compile(r"[市县区]?(?:不行|不要了|不考虑|太远|去不了|那个不对|是错的|写错|说错|填错|错了)")
CORRECTED = re.compile(
    r"(?:^|[，,。！!？?、 ])[啊哦噢额呃]?不对(?!口|称|等)"
    r"|[说写打填讲选]错|错了|[哦噢啊额呃]不|更正|应该是|口误|改[成为]|换成|纠正"
)
MARKET = re.compile(
    r"(?:出口|销往|[卖销][到往去]|发[往到]|外销|销售[到往]|运[往到]|供应|打[进入]|面向|进军|寄到|送到|供货给|出货到|批发到)(?:了|给|的是)?$"
)
LISTED = re.compile(r"[、和及与跟，,]?")
JOIN = "\0"  # stands for the place before, so that 长沙到深圳 is not read as a sentence beginning with 到
OTHER_PARTY = re.compile(
    r"[市县区省]?(?:那边|那家|这家|一家|一个)?的?(?:客户|客商|买家|买方|卖家|供应商|供货商|经销商|代理商|合作方|甲方|采购商|对手|同行|债务人)"
)

OTHER_BEFORE = re.compile(r"(?:对方|客户|买家|买方|卖家|供应商|供货商|对手|甲方|债主|人家)(?:公司|厂)?(?:是|在)?$")
OR_WHICH = re.compile(r"还是$")  # 桂东还是桂阳？是桂东: what was put as a question is answered
NEED_BEFORE = re.compile(
    r"(?:[想要得就能]|可以|打算|准备|计划|希望|拟|需要|考虑|想要)(?:先|再|就|也)?[在去到来往]$|[搬迁移][到去至往来]$|迁移[到至]$|转[到去至]$|变更[到至为]$|"
    r"落户[到在]?$|(?:^|[，,。；;）)\s想要])[去到来]$|(?:其实|应该)[是在]$|派[到去]$|[人板商]来$|回$|换[成到]$|改[成为到]$"
)
NEED_AFTER = re.compile(
    r"[市县区]?(?:这边|那边|本地|当地|的)?(?:分?厂|工厂|分?公司|门店|分?店里?|项目部?|仓库)?(?:上|里)?(?:急|还|也|正|就)?"
    r"(?:招(?!商)|找|开[^发]|设(?![计备施])|办(?![公事])|建(?![筑材议])|租|买|缺|想|要(?!求)|需(?!求)|参展|参加|成立|布局|扩|新[建开增]|注册(?!的|地|在)|再)"
)
SITE_BEFORE = re.compile(
    r"(?:厂子?|厂房|车间|基地|门店|店|仓库|项目|分公司|子公司|生产线?|工地|现在|目前|如今|实际|办公室?|经营地?)(?:都|也|又|是|开|设|建|办)?[在是]?$"
)
SEAT_BEFORE = re.compile(
    r"(?:注册地址?|总部|总公司|母公司|户籍|户口|老家|籍贯|原来|以前|之前|原先|本来|执照|营业执照)(?:上|都|也|地址)?[在是于]?$|注册[在于]$"
)
SEAT_AFTER = re.compile(r"[市县区省]?(?:人(?![才员力事工])|籍|注册的|注册(?=[，, ])|总部|老家)")
SELF_BEFORE = re.compile(r"(?:我们?|咱们?|本公司|我司|我厂|俺们?)(?:公司|厂|店)?(?:是|在|这边)?$")
PROVIDER_AFTER = re.compile(
    r"[市县区省]?的?(?:投资(?:人|机构|公司|方|商)|律师|专家|老师|机构|团队|服务商|咨询|设计|[^，。在]{0,4}公司|老板|师傅)"
)
FROM_BEFORE = re.compile(r"(?:从|由|离开|撤出)$")
MOVED_AFTER = re.compile(r"[市县区省]?(?:.{0,4})(?:搬|迁|转|变更|调|撤|回|过来)")


@dataclass(frozen=True)
class Weighed:
    """A mention with its weight: above zero the need is there, below zero the place is background.

    :param excluded: Denied or corrected away: not a place of this enterprise at all.
    :param elsewhere: A market or somebody else's place: never the region, at most the other place.
    """

    mention: Mention
    weight: int
    excluded: bool
    elsewhere: bool


def weigh(text: str, mentions: list[Mention]) -> list[Weighed]:
    """Weigh every mention by the words around it; constant work for each."""
    weighed: list[Weighed] = []
    for number, mention in enumerate(mentions):
        floor = mentions[number - 1].end if number else 0
        following = mentions[number + 1].start if number + 1 < len(mentions) else len(text)
        before = (JOIN if number else "") + text[max(floor, mention.start - BEFORE_WINDOW) : mention.start]
        after = text[mention.end : min(following, mention.end + AFTER_WINDOW)]
        sold_before = bool(weighed) and weighed[-1].elsewhere and LISTED.fullmatch(before[1:]) is not None
        elsewhere = sold_before or MARKET.search(before) is not None or OTHER_PARTY.match(after) is not None
        elsewhere = elsewhere or OTHER_BEFORE.search(before) is not None
        excluded = DENIED.search(before) is not None or _is_corrected(text, mentions, number, before)
        weighed.append(Weighed(mention, _weight(before, after), excluded, elsewhere))
    return weighed


def _is_corrected(text: str, mentions: list[Mention], number: int, before: str) -> bool:
    """Tell whether the text takes this place back in favour of the next one."""
    if number + 1 >= len(mentions) or FROM_BEFORE.search(before):
        return False
    end = mentions[number].end
    if OR_WHICH.search(before) and text[end : end + 1] in ("？", "?"):
        return True
    between = text[end : min(mentions[number + 1].start, end + BETWEEN_WINDOW)]
    return CORRECTED.search(between) is not None or DENIED_AFTER.match(between) is not None


def _weight(before: str, after: str) -> int:
    """Sum the cues; need outweighs site, site outweighs seat."""
    weight = 0
    if FROM_BEFORE.search(before) and MOVED_AFTER.match(after):
        weight -= 3
    elif FROM_BEFORE.search(before):
        weight -= 1
    if SEAT_BEFORE.search(before):
        weight -= 2
    elif SITE_BEFORE.search(before):
        weight += 1
    elif NEED_BEFORE.search(before):
        weight += 2
    elif SELF_BEFORE.search(before):
        weight += 1
    if SEAT_AFTER.match(after):
        weight -= 2
    elif NEED_AFTER.match(after) and not FROM_BEFORE.search(before):
        weight += 2
    elif PROVIDER_AFTER.match(after) and not SELF_BEFORE.search(before):
        weight -= 1
    return weight
