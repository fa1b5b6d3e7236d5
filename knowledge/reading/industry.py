"""Read what trade the enterprise is in, in its own words: 做工程机械配件的, 开KTV的, 邵东打火机厂."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.reading import brands, firms_meant, negation, trade_words
from knowledge.reading.regions import PLACE
from knowledge.reading.spans import Span, is_free

_X = r"(?P<x>[一-龥A-Za-z0-9、·/+]{1,16}?)"
_FIRM = (
    r"(?:企业|公司|厂家?|厂子|工厂|小厂|店|小店|作坊|合作社|工作室|个体户?|夫妻店|农场|基地|加工厂"
    r"|团队|门店|门市|铺子|单位|商户|小微企业|制造商|供应商|老板)"
)
_DO = (
    r"(?:专门|主要|一直|主营|专业|专|就是|都是|也是)?(?:从事|做|搞|干|生产|加工|经营|卖|销售(?!额|收入"
    r"|部|渠道|人员|不|量)|批发|零售|开|养殖|种植|养|种|制造|经销|出口|研发生产|设计生产|弄|跑|办|收购"
    r"|倒腾|主营|主做|主打|专营)"
)
_SUBJECT = (
    r"(?:我们这边是?|我们家?厂?里?店?(?:公司|企业|工厂|单位|团队)?|俺们?家?|咱们?家?(?:公司|厂)?|我家?"
    r"|我司|本公司|本厂|公司|企业|厂里?|店|工厂|合作社|农场|基地|是|一家|一个|个|家|这边|以前|现在"
    r"|在[一-龥]{2,8}|在?□+(?:这边|里头?|内"
    r"|这里|那边|的|一家|一个|本地)?|老板|老公|夫妻俩?|两口子|主要|专门|一直|自己)"
)
_WITH_DE = re.compile(
    rf"(?<=.){_DO}(?P<x>[一-龥A-Za-z0-9、·/+]{{1,16}}?)(?:这一?[行块]|生意|行业|业务|买卖)?的(?=[^一-龥]"
    rf"|$|{_FIRM}|小|大|中|老|民营|私营|科技|科创|文创|高新|初创|个人|一家|我|想|需|请|请问|现在|最近|，|不|今年"
    r"|有|没|目前|企|厂|位|在|要|能|可以|算|适合|怎么|客户|单|规模|年|员工|老|新|工)"
)
_LEADING_DE = re.compile(rf"^{_DO}{_X}(?:这一?[行块]|生意|行业)?的(?=[^一-龥]|$|{_FIRM}|小|老|想|需|最近|现在)")
_SUBJECT_DO = re.compile(
    rf"{_SUBJECT}(?:是|就|主要是?|一直|专门|这边|平时|也|祖传|世代|常年)?{_DO}□*(?P<x>[一-龥A-Za-z0-9、·/+]{{2,12}}?)(?:这一?[行块]"
    r"|生意|买卖|行当)?(?=[，。！？；,;!?\n ]|$|想|需要|有[0-9一二三四五六七八九十]|现在|最近|目前"
    r"|为主|缺|打算|员工|规模|年产|年营收)"
)
_CLAUSE_DO = re.compile(
    r"(?:^|(?<=[，,。；;！\n ]))(?:专门|主要|就是|主打)?(?:从事|做|搞|生产|加工|经营|卖|批发|零售|养殖?|种植?|制造)"
    r"(?P<x>[一-龥A-Za-z0-9、]{2,12}?)(?:这一?[行块]|生意|行业|为主)?(?=[，,。；;！\n ]|$)"
)
_LABEL = re.compile(
    r"(?:所属行业|所在行业|行业类别|行业类型|行业|主营业务|主营产品|主营|经营范围|产业|主业)(?:是|为"
    r"|[:： ])+(?:做|搞|属于)?(?P<x>[一-龥A-Za-z0-9、·/+]{2,14}?)(?:的|行业|这块|为主)?(?=[，。！？；,;!?\n ]"
    r"|$)"
)
_LABEL_CHANGE = re.compile(
    r"行业(?:(?:应该|给我)?[改换写填][成为]?|不是[一-龥A-Za-z0-9、]{2,14}?[，, ]*(?:而|应该)?是)"
    r"(?P<x>[一-龥A-Za-z0-9、]{2,14}?)(?=[，。！？；,;!?\n ]|$)"
)
_STRONG_DO = re.compile(
    r"(?:主营|专营|主做|专做|专业做|专门做|专业搞|专业从事|主要生产|主要经营|主要做|主要从事|主要加工|主要销售|专业生产|专门生产"
    r"|从事|专注于?|致力于|深耕)(?P<x>[一-龥A-Za-z0-9、·/+]{2,14}?)"
    r"(?:的|行业|这一?[行块]|生意|为主)?(?=[，。！？；,;!?\n ]|$|想|需要|现在)"
)
_OPENED = re.compile(
    r"(?:开|办|经营)(?:了|着)?(?:一|两|几|三)?[家个间](?:小|大)?(?P<x>[一-龥A-Za-z]{2,8}?)(?=[，。！？；,;!?\n 的]"
    r"|$|想|需要|现在|最近)"
)
_ENGLISH = re.compile(
    r"(?i)(?:\b(?:we are|we're|i run|i own|our|an?) |□的? ?|的 ?)(?:a |an )?(?:small |new |local |young )?"
    r"(?P<x>[a-z-]{3,20}(?: [a-z-]{3,20})?) (?:company|startup|start-up|firm|factory|business|manufacturer|shop)\b"
)
_TRADE_WORD = re.compile(
    r"(?:是|属于|从事|做|搞|我们|在|咱们|干)(?P<x>[一-龥A-Za-z0-9]{2,8}?)(?:行业|产业|这一?行|这块生意"
    r"|业(?=的|[，。,；;]|$|企业|公司))"
)
_FIRM_NOUN = re.compile(
    r"(?:(?:一家|一个|有个|有家|开了?个|开了?家|办了?个|办了?家|我们是个?|我是个?|我们家是|咱们是|这是"
    r"|我们有个|经营着?一?[家个]|打理一?[家个]|□(?:的|这边的?|那边的?)?(?:某|一家|一个|有[家个]|家)|某|(?:个|家)小(?!龙虾|吃|麦|米|家电|商品|五金|食品|水电"
    r"|面)|的|我们|我家|咱们?|□|是|^|[，。,；;！\n ](?:我们|我家|咱们?)?)(?:小型|小(?!龙虾|吃|麦|米|家电"
    r"|商品|五金|食品"
    r"|水电|面)|中型|大型|老)?)(?P<x>[一-龥A-Za-z]{2,11}?)(?P<firm>养殖户|种植户|大户|经销商|批发商"
    r"|制造商|贸易商|工坊|猪场|制造企业|生产企业|加工企业|制造厂|生产厂|加工厂|代工厂|工厂|厂|企业|公司|作坊"
    r"|代工厂|专卖店|店|合作社|养殖场|种植基地|基地|铺子)(?![房长区里家商牌址二])"
)
_STRIP_FRONT = re.compile(
    r"^(?:(?:搬|迁|转)?[过回]?来的|(?:近|约|上|快)?[0-9一二两三四五六七八九十百千几]{1,5}(?:多|来|几)?(?:个|号|名|来号)?人的|了?[0-9一二两三四五六七八九十几]{1,3}多?年的?|了?[0-9一二两三四五六七八九十百千几]{1,5}(?:多|来)?[亩头只尾箱棚株群条]的?|各种|各类|一些|一点|点|些|那种|这种|的|是|了|着"
    r"|属于|个|家|传统|普通|自己的|本地|老|专业"
    r"|专门|主要|就是|种|卖|做|生产|加工|销售|从事|经营|制造|养殖|养|开|搞)+(?=[一-龥A-Za-z]{2})"
)
_STRIP_BACK = re.compile(
    r"(?:的|滴|这块|这一块|这行|这一行|行业|生意|买卖|为主|方面|之类|什么|等等?|呢|(?<![网酒书茶])吧|啊|哦|这些|企业|公司)+$"
)
_NEED_BEFORE = re.compile(
    r"(?:想要?|要|帮忙?|(?:帮|给|替|为)[我咱]们?|能不?能?|怎么|如何|可以|会|找人|找个?|需要|准备|打算"
    r"|没有?|不|来|去|给|得|该|谁|哪家|哪里|有没有|有人|专门|推荐|求|请|机构|是否|好|正在|还没|重新"
    r"|再|别|让|叫|缺个?|招个?|找[家个位][一-龥]{0,2}|同行|对方|对手|他们?|她|你们?|客户是?|隔壁|朋友(?:是)?)$"
)
_BAD_START = re.compile(
    r"^(?:板|体户|佢|个|一[个下些点套份次批家]|下|了|过|这|那|些|什么|点|强|到|完|好(?!吃)|不(?!锈|干胶|粘)|啥"
    r"|得|俺|咱|成(?!人|衣|套|品)|大做|多|错|着|起(?!重|吊)|始|发(?!动|电|酵|泡|制|光|饰|卡)|拓|通(?!信|讯"
    r"|风)|玩笑|除(?!尘|湿|草|锈)|在|我|你|他|几|两|三|十|百|没|有(?!机|色)|很|越(?!野)"
    r"|最|太(?!阳)|更|才|就|都|也|还|经理|公(?:用|家|室|司)|(?:主|人|事|活|饭|梦|法|票|户|会|工|车"
    r"|头|心|单|展|业|年|账|公|设|放|出|办|证|户头)$|设(?!备|计|施|施)|展(?!柜|具|台|示|览|会)|户[^外用]"
    r"|大做强|出来|出去|会计|工资|工作|工伤|单子|账户|业务)"
)
_BAD_X = re.compile(
    r"^[做办开搞弄建设]一?[个家]|企$|型小$|^(?:货|假货|假冒|冒牌|水货|美国|欧洲|欧盟|日本|韩国|德国|英国|法国|俄罗斯|印度|印尼|越南|泰国|非洲|中东|东南亚|国外|海外|国内)$|^范围|对手|房东|供货商|客户|同行|甲方|接手|一[个家]|^养?老院$|^找|隔壁|对面|^法$|中介$"
    r"|[的了吗呢吧把我你他她佢哋哪谁怎想要帮给]|多少|什么|我们|公司|生意|没有|不(?!锈|干胶|粘)|困难|问题"
    r"|时候|(?:生?产|流水|热|专|路|[上下在])线$|许可|成本|能力|异常|不善|贷$|能不|需要|老板|会计|出纳|员工|工作|事情|手机|电话|微信"
    r"|联系|注册|规上|规模|[0-9]{3,}|每天|一年|年了|多年|第|很|都|也|这|那|办$|一下"
)
_GENERIC = re.compile(
    r"^(?:主机|淘宝|天猫|京东|拼多多|亚马逊|抖音|快手|美团|微信|微|小微|中小|中小微|微型|小型|大型|中型|高新技术?|科技型?|科技|科创|文创|民营|私营|国有|外资|合资|初创型?"
    r"|创新型?|专精特新|制造业?|生产型?|实体|实业|本地|当地|外地|传统|龙头|规上|规模以上|上市|一般"
    r"|个体|劳动密集型|新|老|小|大|家族|出口型?|"
    r"加工|贸易型|服务型|工业|自己|夫妻|门|网|开|分|总|母|子|新开的?|连锁|创业型?|家庭|村里?|镇上?|分店"
    r"|small|big|little|new|local|trading|own|private|family|新店|门店|来电|来访|来电企业"
    r"|县里?|农村|检测|担保|代账|中介|财务|贵|本|该|你|各|某|这家|别|他|其他|同类|多家|培训|物业|律师"
    r"|评估|咨询|劳务|招聘|认证|第三方|专业|正规|我|几家|相关|优秀|重点|骨干|成长型|单项冠军|瞪羚|独角兽"
    r"|外协|外包|协作|配套|上游|下游|下家|上家|示范|参展|入驻|园区|产品|东西|生产|全部|原来|两|三|开工|项目|这个)+$"
)


def _cleaned(phrase: str) -> tuple[str, int]:
    """Return the phrase without filler and the number of characters dropped in front."""
    front = _STRIP_FRONT.match(phrase)
    offset = front.end() if front else 0
    return _STRIP_BACK.sub("", phrase[offset:]), offset


def _names_service(phrase: str) -> bool:
    return any(word in phrase for word in trade_words.service_words())


def _span(text: str, match: re.Match[str], taken: Sequence[Span], sure: bool) -> Span | None:
    """Return the industry of a match, ``None`` when it is a need, a generic word or nothing."""
    start, end = _behind_taken(match.start("x"), match.end("x"), taken)
    phrase, offset = _cleaned(text[start:end])
    start += offset
    if text[start - 1 : start] == "□" and "firm" in match.groupdict():
        phrase, start = _unbranded(phrase, start)
    if (
        not phrase
        or phrase[-1] in "和跟与同及"
        or _BAD_START.match(phrase)
        or _BAD_X.search(phrase)
        or _GENERIC.match(phrase)
    ):
        return None
    if not sure and phrase not in trade_words.words() and (_names_service(phrase) or len(phrase) < 2):
        return None
    if not is_free(start, start + len(phrase), taken):
        return None
    return Span("industry", phrase, start, start + len(phrase))


def _unbranded(phrase: str, start: int) -> tuple[str, int]:
    trade = brands.unbranded(phrase)
    return trade, start + len(phrase) - len(trade)


def _behind_taken(start: int, end: int, taken: Sequence[Span]) -> tuple[int, int]:
    """Return the stretch without a region read at its front (邵东打火机 → 打火机)."""
    for span in taken:
        if span.start <= start < span.end < end:
            start = span.end
    return start, end


_CAME = re.compile(r"(?:过|搬|迁|回|□)[来去]$")  # 搬到□来的电子厂 tells who speaks


def _is_need(text: str, match: re.Match[str]) -> bool:
    """Tell whether the verb before the phrase is wanted rather than done: 想做… and 帮我做…."""
    verb = re.search(_DO, match.group())
    start = match.start() + (verb.start() if verb else 0)
    if text[start] == "的" and _CAME.search(text[max(0, start - 3) : start]):
        return False
    return bool(_NEED_BEFORE.search(text[max(0, start - 6) : start]))


_OTHERS = re.compile(
    r"(?:客户|对手|房东|供货商|供应商|同行|对方|邻居|隔壁|甲方|买家|朋友|缺个?|招个?|请个?|找|推荐|联系|对接|物色|有没有)[一-龥]{0,4}$"
)


def _owned(text: str, match: re.Match[str]) -> bool:
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


def _of_own(text: str, match: re.Match[str]) -> bool:
    """Tell whether 是做X的 has no other subject: 对手是做X的 is about somebody else."""
    return not _OTHERS.search(text[max(0, match.start() - 8) : match.start()])


def _placed(text: str, match: re.Match[str]) -> bool:
    """Tell whether 搞X, a clause of its own, tells of the speaker: the clause before names the place or us."""
    clauses = re.split(r"[，,。；;！\n ]+", text[max(0, match.start() - 24) : match.start()].rstrip("，,。；;！\n "))
    said = re.search(r"□|我|咱|俺|公司|企业|厂|店|老板|个人|来号|左右的?$", clauses[-1])
    phrase = match["x"]
    return bool(said) and not trade_words.is_wanted(phrase) and not _WISH.search(clauses[-1])


_WISH = re.compile(r"想|要|需|求|帮|请|找|打算|准备|计划|希望|能不能|怎么|如何|有没有")


def _not_sought(text: str, match: re.Match[str]) -> bool:
    """Tell whether the firm is the speaker's, not one looked for or dealt with: 找一家…公司, 客户是…厂."""
    if trade_words.done_to_us(text, match.end()):
        return False
    before = re.split(r"[。！？!?；;\n]", text[max(0, match.start() - 10) : match.start("x")])[-1]
    return not re.search(
        r"找|推荐|对接|合作|哪[家个]|有没有|介绍|客户|供应商|供货商|对手|房东|甲方|买家|帮|同行|对方|欠|告"
        r"|靠谱|正规|跟|和|给|向",
        before,
    )


def _is_running(text: str, match: re.Match[str]) -> bool:
    """Tell whether a shop is already open (开了家…), not to be opened or something else issued (开个证明)."""
    said = match.group()[:5]
    subject = text[max(0, match.start() - 4) : match.start()]
    return bool(re.search("[了着]|一[家间]", said) or re.search("我|家里?|老板", subject))


def _candidates(text: str, taken: Sequence[Span]) -> list[Span]:
    """Return industry phrases from the surest pattern to the least sure, stopping at the first that yields any."""
    for pattern, sure, check in (
        (_LABEL_CHANGE, True, None),
        (_LABEL, True, None),
        (_WITH_DE, True, _owned),
        (_LEADING_DE, True, None),
        (_STRONG_DO, True, None),
        (_SUBJECT_DO, False, _of_own),
        (_CLAUSE_DO, False, _placed),
        (_OPENED, False, _is_running),
        (_TRADE_WORD, False, None),
        (_FIRM_NOUN, False, _not_sought),
        (_ENGLISH, True, None),
    ):
        found = []
        for match in pattern.finditer(text):
            if (check and not check(text, match)) or (pattern not in (_LABEL, _LABEL_CHANGE) and _is_need(text, match)):
                continue
            span = _span(text, match, taken, sure)
            if span:
                found.append(span)
        if found:
            return found
    return []


def _bare(text: str, taken: Sequence[Span]) -> list[Span]:
    """Return the bare answer to the question for the trade."""
    match = re.match(
        (
            r"\s*(?:我们?)?(?:公司|厂)?(?:是|主要)?(?:做|搞|干|卖|生产|从事|属于|开|养|种"
            r"|经营)?(?P<x>[一-龥A-Za-z0-9、/]{2,16}?)"
            r"(?:这一?[行块]|生意|行业|类)?的?(?:吧|哈|啊|呢)?[。！!. ]*\s*$"
        ),
        text,
    )
    if not match or re.search(
        r"不知道|随便|没有|都行|不方便|不想|不说|为什么|什么|怎么|无所谓|跳过|不清楚|转人工|人工|保密|秘密|啥|关系|干嘛",
        text,
    ):
        return []
    span = Span("industry", match["x"], *match.span("x"))
    return [span] if is_free(span.start, span.end, taken) else []


def read_industry(text: str, taken: Sequence[Span] = (), asked: bool = False) -> list[Span]:
    """Return at most one ``industry``, the phrase as said.

    What is to be arranged (做个网站, 做商标, 想做检测) is a need, not an industry.

    :param text: Normalised text.
    :param taken: Spans read before; a region at the front of 邵东打火机厂 is left out.
    :param asked: The trade was the question, so a bare 塑料制品 counts.
    """
    characters = list(text)
    for span in taken:
        if span.slot.startswith("region") or span.value == PLACE:
            characters[span.start : span.end] = "□" * (span.end - span.start)
    blanked = "".join(characters)
    chosen = negation.valid_one(text, _candidates(blanked, taken)) or negation.valid_one(
        text, _bare(text, taken) if asked else _uncued(text, blanked, taken)
    )
    return [chosen] if chosen else []


def _uncued(text: str, blanked: str, taken: Sequence[Span]) -> list[Span]:
    """Return the trade that stands without any cue."""
    place = firms_meant.find(blanked) or trade_words.find(blanked)
    if place is None or not is_free(*place, taken) or _BAD_START.match(text[slice(*place)]):
        return []
    return [Span("industry", text[slice(*place)], *place)]
