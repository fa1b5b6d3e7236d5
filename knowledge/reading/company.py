"""Read the registered name of the enterprise that speaks, and nothing that merely is called a firm."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.reading import negation, trade_words
from knowledge.reading.spans import Span, is_free
from knowledge.regions import names

_STRONG = (
    r"(?:股份有限公司|有限责任公司|集团有限公司|有限公司|股份公司|集团公司|专业合作社|合作联社|农民合作社"
    r"|合作社|集团(?=[一-龥]{2,8}分公司)|家庭农场|经营部|服务部|批发部|商行(?!业)|工作室|事务所)"
)
_NAME_CHARS = r"[一-龥A-Za-z0-9（）()·&]"
_SMALL = re.compile("合作社|工作室|商行|经营部|家庭农场")
_STRONG_END = re.compile(_STRONG + r"(?:[一-龥]{2,8}(?:分公司|分店|分厂))?")
_NAMED = re.compile(
    r"(?:(?<![小大])(?:公司|企业|单位|厂子?|店铺?|工厂|合作社|工作室|商行|个体户|执照|字号|招牌|抬头)(?:的)?(?:全称"
    r"|名称|名字|名|全名|抬头)?(?:就?(?:改名?)?叫做?|更名为?|是叫|写|[:：])"
    r"|(?:公司|企业|单位|厂|店|工厂|执照)(?:的)?(?:全称|名称|名字|名|全名)(?:就?是|为|叫|改[成为]|换[成为])"
    rf"|执照上写?(?:的|着)?(?:就?是|叫)|全称(?:就?是|为|叫|[:：])|店名(?:是|叫|[:：])?|厂名(?:是|叫"
    rf"|[:：])?)[:： “\"]?(?P<name>{_NAME_CHARS}{{2,30}})"
)
_INTRODUCED = re.compile(
    r"(?:我们是|我是|这里是|这边是|我们叫|来自|代表|我司|我公司|我们公司是|我们单位是|本公司)"
    r"[:： ]?(?P<name>[一-龥（）()]{4,24}?"
    r"(?:公司|集团))(?!的?(?:老板|员工|业务员|客户))"
)
_RENAMED = re.compile(
    rf"(?:公司|企业|单位|厂子?|店铺?|合作社|执照)(?:的)?(?:全称|名称|名字|名|全名)?(?:不叫|不是)(?P<old>{_NAME_CHARS}{{2,30}}?)"
    rf"[，,、 ]*(?:而|应该)?(?:叫|是)(?P<name>{_NAME_CHARS}{{2,30}})"
)
# What trade names are made of: luck, wealth, size, lasting. Behind a place, two of them in a row are a firm's own name
# (湘潭恒通机械厂), where 邵东打火机厂 tells a trade.
_BRAND = (
    "恒通鑫盛达旺兴隆昌泰瑞祥福顺利丰宏鸿华康佳新源诚信安永久远腾飞龙凤金益亨裕茂荣发天鼎宇博创联众德仁和汇聚嘉誉晟"
    "辉煌力强胜凯捷骏润泽森林海洋江星辰日月光明春晖"
)
_BRANDED = re.compile(
    rf"[市县区]?[{_BRAND}]{{2,3}}(?!公司|厂|店)[^\W\d_的是在有想要找做办被给和跟]{{1,8}}?(?:厂|公司|店|商行|馆|坊|行|社|场|集团)"
    r"(?=[^一-龥]|$|的|想|要|需|现|目前|已|[有在缺招是])"
)
_BEFORE_OWN = re.compile(r"(?:^|[^一-龥]|是|在|叫|来自|我们|我)$")
_CUTS = re.compile(
    r"我们是|我是|我们|咱们|俺们|你们|他们|我司|我公司|公司名称?|企业名称?|单位名称?|公司|企业|单位"
    r"|名称|全称|抬头|叫做?|来自|代表|这里是|这边是|这是|注册了?|成立了?|设立|变更[成为]?|转[成为]"
    r"|改[成为]|升级[成为]?|办了?个?|开了?个|[搞建弄]了?一?个|"
    r"一家|一个|这家|那家|某家|多家|两家|几家|找了?|想|要|帮|给|被|把|让|由|向|跟|与|告|起诉|欠|是"
    r"|请|的|在|到|从|了|你好|您好|和"
)
_SOFT_CUTS = {"和", "在", "到", "想", "要", "向", "与", "由", "从", "了", "让", "把"}
_GENERIC = re.compile(
    r"^(?:小|大|新|老|中|母|子|分|总|贵|本|该|各|某|某某|国有|民营|私营|外资|合资|独资|一人|个人|普通"
    r"|农业|科技|贸易|商贸|建筑|机械|食品|物流|电子商务|人力资源|劳务|种植|养殖|农民|农村|专业|个体"
    r"|内资|家族|上市|"
    r"什么|哪|这种|这类|有|无|中外合资|外商独资|中小|小微|合伙|税务师|律师|会计师|会计|独立|设计|摄影|美容"
    r"|美发|一般|正规|专门|其他|别的|当地|本地|大型|小型|中型|初创|股份|集团|担保|小贷|小额贷款|投资"
    r"|商标|财务|代账|代理记账|咨询|检测|物业|装修|外贸|跨境|电商|软件|网络|广告|传媒|旅游|服装|医疗"
    r"|教育|培训|家政|餐饮|保洁|保安|房地产|运输|快递|环保|新能源|制造|化工)*$"
)
_NOT_A_STEM = re.compile(r"^[做搞开卖转]|个体|变[成为更]|转$|改制|注册|成立|办理|我们|怎么|如何|什么")
_OTHERS_BEFORE = re.compile(
    r"(?:被|欠|告|起诉|对方(?:是|叫)?|客户(?:是|叫)?|供应商(?:是|叫)?|甲方(?:是|叫)?|乙方(?:是|叫)?"
    r"|投诉|举报|跟|和|与|找|向|给|发给|竞争对手|同行|买了|供货给)$"
)


def _own_name(text: str, start: int, end: int) -> Span | None:
    """Return the name that ends with a strong suffix, cut from the words before it; ``None`` if it is generic."""
    stem_start, suffix = start, _STRONG_END.match(text, end)
    suffix_end = suffix.end() if suffix else end
    for cut in _CUTS.finditer(text, start, end):
        if cut.group() not in _SOFT_CUTS or end - cut.end() >= 4 and cut.start() - stem_start < 4:
            stem_start = cut.end()
    opened = text.rfind("（", stem_start, end)
    if opened >= 0 and "）" not in text[opened:end]:
        stem_start = opened + 1
    stem = text[stem_start:end]
    if text[stem_start - 1 : stem_start] == "的" and _SMALL.match(text, end):
        return None  # 古丈的毛尖茶合作社 tells the trade
    if trade_words.is_plain(text[stem_start:suffix_end]):
        return None
    if len(stem) < 2 or "某" in stem or _GENERIC.match(stem) or _NOT_A_STEM.search(stem):
        return None
    refused = _OTHERS_BEFORE.search(text[max(0, stem_start - 6) : stem_start])
    return Span(
        "blocked" if refused else "company",
        "other_company" if refused else text[stem_start:suffix_end],
        stem_start,
        suffix_end,
    )


def _strong_names(text: str) -> list[Span]:
    """Return names with a legal form: 湖南…有限公司, …合作社."""
    found = []
    for suffix in _STRONG_END.finditer(text):
        run = re.search(rf"{_NAME_CHARS}{{1,28}}$", text[max(0, suffix.start() - 28) : suffix.start()])
        if run:
            span = _own_name(text, suffix.start() - len(run.group()), suffix.start())
            if span:
                found.append(span)
    return found


def _cued_names(text: str) -> list[Span]:
    """Return names after 公司叫, 店名, 全称是 — with any suffix or none."""
    found = []
    for match in _NAMED.finditer(text):
        name = re.split(r"(?<=.{2})(?:的|，|在|做|主要|有|想|需要)", match["name"])[0]
        if "某" in name:
            continue
        if re.match(r"(?:什么|啥|做|搞|我|你|不|没|还没|一家|一个|小|大)", name) or len(name) < 2:
            continue
        found.append(Span("company", name, match.start("name"), match.start("name") + len(name)))
    for match in _RENAMED.finditer(text):
        found.append(Span("company", match["name"], *match.span("name")))
    for match in _INTRODUCED.finditer(text):
        stem = re.sub("(?:公司|集团)$", "", match["name"])
        if not re.search(r"[的做搞开卖有在个家某哪想要找]|一[家个]|小型|企业", stem) and not _GENERIC.match(stem):
            found.append(Span("company", match["name"], *match.span("name")))
    return found


def _branded_names(text: str) -> list[Span]:
    """Return names that begin with a place and a word of luck, whatever their form: 湘潭恒通机械厂."""
    found = []
    lookup, at = names.load(), 0
    while at < len(text):
        place = lookup.longest_at(text, at)
        end = at + len(place.text) if place and place.codes else at
        branded = _BRANDED.match(text, end) if end > at else None
        if branded and _BEFORE_OWN.search(text[max(0, at - 4) : at]):
            found.append(Span("company", text[at : branded.end()], at, branded.end()))
            end = branded.end()
        at = max(end, at + 1)
    return found


def _bare(text: str) -> list[Span]:
    """Return the whole answer as a name, once filler words are gone."""
    match = re.match(
        (
            rf"\s*(?:我们是|我们叫|公司叫|我们公司叫|叫做?|是|就是)?\s*(?P<name>{_NAME_CHARS}{{2,40}}?)(?:吧"
            r"|哈|啊|呢)?[。.! ！]*\s*$"
        ),
        text,
    )
    if not match or re.search(
        r"没有|还没|没注册|不方便|不想|不说|个人|保密|为什么|干嘛|随便|暂无|不知道|跳过|什么|不用|先不", match["name"]
    ):
        return []
    return [Span("company", match["name"], *match.span("name"))]


def read_company(text: str, taken: Sequence[Span] = (), asked: bool = False) -> list[Span]:
    """Return the speaker's own company name, at most one, and other companies as ``blocked``.

    我们公司, 一家小厂 and 做机械的公司 are no names; nor is the opponent in 被…有限公司欠款.

    :param text: Normalised text.
    :param taken: Spans read before.
    :param asked: The company was the question, so the bare answer counts.
    """
    found: list[Span] = []
    for span in [*_strong_names(text), *_cued_names(text), *_branded_names(text), *(_bare(text) if asked else [])]:
        if is_free(span.start, span.end, [*taken, *found]):
            found.append(span)
    own = sorted((s for s in found if s.slot == "company"), key=lambda s: s.start)
    chosen = negation.valid_one(text, own)
    return sorted([s for s in found if s.slot != "company"] + ([chosen] if chosen else []), key=lambda s: s.start)
