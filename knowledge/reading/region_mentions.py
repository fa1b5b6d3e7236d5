"""Find the places a sentence names: longest match, then the checks that keep words which only look like places out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.reading.spans import Span, is_free
from knowledge.regions import names, table
from knowledge.regions.names import Name, Names, Strength

BEFORE_WINDOW = 12
AFTER_WINDOW = 28

SCHOOLING = (
    "(?:师范|理工|科技|农业|林业|工商|商贸|商务|职业|技术|医药|中医药|医科|财经|政法|民族|电力|交通|铁道|城市|"
    "文理|第[一二三四五]|工业|工程|外国语|外贸|传媒|女子|信息|生物|机电|环境|软件|幼儿|高等|专科|应用|商)"
)
INSTITUTION = re.compile(
    rf"[市省县]?{SCHOOLING}{{0,4}}(?:大学(?![城生])|学院|高专|党校|附中|一中|交大|师大|农大|工大|科大|医大|财大|理工(?![作程])|师院|师范)"
    r"|[市省县]?(?:农商|农村商业|商业|村镇|农村)?(?:银行|农商行|信用社|信用联社)|(?:卫视|日报|晚报|电视台|证券)"
)
SPECIALTY = re.compile(
    r"(?:臭豆腐|米粉|黑茶|蒸菜|香干|花猪|拉面|火锅|热干面|烤鸭|小吃|腊肉|火腿|扒鸡|螺蛳粉|莲子|酱板鸭|剁椒|血鸭|烧饼|羊肉串|"
    r"板鸭|小笼|肠粉|牛肉丸|凉茶|啤酒|黄酒|陈醋|大闸蟹|泡馍|凉皮|肉夹馍|炸酱面|米线|口味虾|辣酱|豆皮|盐水鸭|红茶|苹果|脐橙|冰糖橙)"
    r"(?!厂|企业|公司|产业|基地|加工|合作社)"
)
ROAD = re.compile(
    r"[东南西北中]?(?:大道|大街)|[东南西北中一二三四五六]{0,2}路(?![演上过口况由灯面桥线])|[东南西北中]街"
)
COMPANY_TAIL = re.compile(
    r"(?:(?!注册|成立|设立|一家|这家|那家|一个)[^\s，。,；;！!？?、：:的在是有了要想和与跟开办找帮做搞家]){2,18}?"
    r"(?:有限责任公司|有限公司|股份公司|集团公司|有限合伙|专业合作社)"
)
PERSON_BEFORE = re.compile(r"(?:我叫|名叫|老板叫|联系人[是叫:：]?|负责人[是叫:：]?|法人[是叫:：])[一-龥]?$")
BRACKETED_TAIL = re.compile(r"[）)].{0,8}?公司")

HERE = re.compile(
    r"过来的|这边|那边|这里|那里|这儿|那儿|本地|当地|县城|城区|城里|市里|县里|附近|境内|周边|人(?![才员力事工们均民])"
)
LOCATED = re.compile(
    r"(?:[在住回]|位于|来自|落户|坐标|地址[是在:：]?|所在地[是在:：]?|地区[是:：]|(?:地方|地区|地点|位置|城市)(?:不是|不在|写错|错了?)[^。]{0,6}是|搬[到去来]|迁[到去至]|我们?是|[公司厂]是|就是|去)$"
)
GOES_ON = re.compile(
    r"$|[\s，。,；;！!？?、）)]|的|有|开|想|要|招|找|注册|办|建|租|买|工作|上班|经营|生产|搞|成立|投资|新|这|那|县|市|区|镇|乡|做"
)
PLAIN_NOUNS = frozenset("城区 郊区 矿区 老城区 新城区 港口区 东区 西区 市中区 城中区".split())  # parts of any town
FROM_THERE = re.compile(r"(?:县|市)?的(?:[一-龥]{2,6})?[，, ]")  # 通道的，侗锦，…
CLAUSE_END = "，。,；;！!？?、 \n"
STARTS_TRADE = re.compile(r"开(?![采发展始放通])|招|做(?!不)|搞|[^，。]{0,3}(?:厂|店|合作社)")
ALONE = re.compile(r"[\s，。,；;！!？?、]*(?:是|在|我在|我们在|就在|我是|我们是)?$")
ALONE_AFTER = re.compile(r"(?:的|吧|啊|呢|那边|这边|哈|咯|嘛)*[\s，。,；;！!？?、]*$")
JOINT = re.compile(r"(?:的|[\s,，、·\-—/]|下面的?|下属|这边的?|那边的?|市|省){0,2}$")


@dataclass(frozen=True)
class Mention:
    """A place named in the text.

    :param codes: Candidate regions; several when the name alone does not settle it.
    :param start: First character, including the parents said just before (湖南省长沙市).
    :param end: One past the last character.
    :param strength: How much context the name needed.
    """

    codes: tuple[str, ...]
    start: int
    end: int
    strength: Strength


def find_mentions(text: str, taken: Sequence[Span] = (), asked: bool = False) -> list[Mention]:
    """Return the places named, in order, chains merged and candidates narrowed by the other places in the text."""
    mentions = _scan(text, names.load(), asked)
    if taken:
        mentions = [m for m in mentions if is_free(m.start, m.end, taken)]
    narrowed = _narrow(mentions)
    return _merge_chains(text, narrowed)


def _scan(text: str, lookup: Names, asked: bool) -> list[Mention]:
    """Walk the text once; each position is looked up at most once."""
    found: list[Mention] = []
    at = 0
    while at < len(text):
        name = lookup.longest_at(text, at)
        if name is None:
            at += 1
            continue
        end = at + len(name.text)
        if name.codes and not _is_something_else(text, at, end) and _is_place(text, name, at, found, asked):
            codes = _below_neighbour(text, name, at, found)
            found.append(Mention(codes, at, end, name.strength))
        elif name.strength in (Strength.ORDINARY, Strength.NEEDS_PARENT):
            end = at + 1  # the next place may begin inside the rejected word
        at = end
    return found


def _is_in_word(text: str, start: int, end: int) -> bool:
    """Tell whether a name in Latin letters is part of a longer word (wx_hunan2020)."""
    around = text[max(0, start - 1) : start] + text[end : end + 1]
    return text[start].isascii() and any(char.isascii() and (char.isalnum() or char == "_") for char in around)


def _is_something_else(text: str, start: int, end: int) -> bool:
    """Tell a university, bank, company, road, person or local dish from the place it is named after."""
    after = text[end : end + AFTER_WINDOW]
    if _is_in_word(text, start, end):
        return True
    if INSTITUTION.match(after) or ROAD.match(after) or COMPANY_TAIL.match(after):
        return True
    if PERSON_BEFORE.search(text[max(0, start - BEFORE_WINDOW) : start]):
        return True
    before = text[max(0, start - 1) : start]
    if SPECIALTY.match(after) and before != "在":
        return True
    return before in ("（", "(") and BRACKETED_TAIL.match(after) is not None


def _is_place(text: str, name: Name, start: int, found: list[Mention], asked: bool) -> bool:
    """Decide whether a name that is also a word stands for the place here."""
    if name.strength in (Strength.SURE, Strength.TOWN):
        return True
    end = start + len(name.text)
    if _under_neighbour(text, name, start, found):
        return True
    if asked:
        return name.strength is Strength.ORDINARY or _stands_alone(text, start, end)
    district = name.strength is Strength.NEEDS_PARENT and name.text[-1] == "区" and name.text not in PLAIN_NOUNS
    return (name.strength is Strength.ORDINARY or district) and _has_place_context(text, start, end)


def _has_place_context(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - BEFORE_WINDOW) : start], text[end : end + AFTER_WINDOW]
    if HERE.match(after) or _stands_alone(text, start, end):
        return True
    if (start == 0 or text[start - 1] in CLAUSE_END) and STARTS_TRADE.match(after):
        return True
    if start == 0 and FROM_THERE.match(after):
        return True
    return LOCATED.search(before) is not None and GOES_ON.match(after) is not None


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether the name is the whole answer: 「通道的」, 「在凤凰。」."""
    return len(text) - (end - start) <= 8 and bool(ALONE.match(text[:start]) and ALONE_AFTER.match(text[end:]))


def _under_neighbour(text: str, name: Name, start: int, found: list[Mention]) -> bool:
    if not found or not JOINT.match(text[found[-1].end : start][:8]) or start - found[-1].end > 8:
        return False
    return any(above in found[-1].codes for code in name.codes + name.under_parent for above in _above(code))


def _below_neighbour(text: str, name: Name, start: int, found: list[Mention]) -> tuple[str, ...]:
    """Keep the candidates that lie in the place named just before: 南京鼓楼区, 北京朝阳."""
    said_again = found and text[found[-1].start : found[-1].end] == name.text
    if said_again or not name.under_parent and len(name.codes) == 1 or not _under_neighbour(text, name, start, found):
        return name.codes
    below = [[code for code in codes if _lies_in(code, found[-1])] for codes in (name.codes, name.under_parent)]
    return tuple(below[0] or below[1])


def _lies_in(code: str, mention: Mention) -> bool:
    return any(above in mention.codes for above in _above(code))


def _above(code: str) -> list[str]:
    return [region.code for region in table.ancestors(code)]


def _narrow(mentions: list[Mention]) -> list[Mention]:
    """Let the settled places of the text choose among the candidates of the others; drop towns that stay open."""
    settled = {m.codes[0] for m in mentions if len(m.codes) == 1 and m.strength is not Strength.TOWN}
    context = settled | {above for code in settled for above in _above(code)}
    narrowed = [replace(m, codes=_closest(m.codes, context)) for m in mentions]
    return [m for m in narrowed if m.strength is not Strength.TOWN or _town_fits(m.codes, context)]


def _closest(codes: tuple[str, ...], context: set[str]) -> tuple[str, ...]:
    """Return the candidates that share the nearest ancestor with the context; all of them when none does."""
    if len(codes) == 1 or not context:
        return codes
    shared = {code: sum(above in context for above in _above(code)) + (code in context) for code in codes}
    best = max(shared.values())
    return tuple(code for code in codes if shared[code] == best)


def _town_fits(codes: tuple[str, ...], context: set[str]) -> bool:
    return len(codes) == 1 and (not context or codes[0] in context or any(a in context for a in _above(codes[0])))


def _merge_chains(text: str, mentions: list[Mention]) -> list[Mention]:
    """Join 湖南省 + 长沙市 + 望城区 into one mention of the last."""
    merged: list[Mention] = []
    for mention in mentions:
        last = merged[-1] if merged else None
        if last and mention.start - last.end <= 8 and _continues(text, last, mention):
            mention = replace(mention, start=last.start)
            merged.pop()
        merged.append(mention)
    return merged


def _continues(text: str, last: Mention, mention: Mention) -> bool:
    between = text[last.end : mention.start]
    if not JOINT.match(between) or (between and last.codes == mention.codes):
        return False
    return all(last.codes[0] == code or last.codes[0] in _above(code) for code in mention.codes)
