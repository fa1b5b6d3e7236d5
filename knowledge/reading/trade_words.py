"""Read a trade that no cue announces: 民宿老板, 注塑加工, 养黑山羊, 搅拌站.

The words of the sector table say what is a trade, the lexicon what is only wanted; a firm that does something to the
speaker (物业乱收费, 隔壁化工厂) is not the speaker's.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from knowledge import lexicon, sectors

TABLE = Path(__file__).resolve().parent.parent / "data" / "reading" / "service_words.txt"
LONGEST_WORD = 8
MOST_CLAUSES = 12

_CLAUSE = re.compile(r"[^，,。；;！!？?\n：: ]+")
_LEAD = re.compile(
    r"(?:请问|问一?下|您?你?好|手里有?|刚?接手了?(?=[一-龥])|经营(?:着|了)?|打理(?:着|了)?|本人|□+(?:的"
    r"|这边的?|那边的?|这里的?|本地的?|市|县|区|镇)?|(?:我|咱|俺)(?:们|家|这边|这里|自己)?(?:是|系|属于|在|有)?"
    r"|本(?:公司|企业|厂|店)(?:系|是|为|属于)?|某|来电(?:企业|单位|公司|人)?(?:为|是|系)?|企业(?:为|是|系)"
    r"|(?:开|有(?![色机])|办)(?:了|着)?(?:一|几|两)?(?:家|个|间)?小?(?=[一-龥]{2})|一?(?:家|个|间)小?|家里(?:是"
    r"|有个)?|几个?[一-龥]{0,2}(?=开)|夫妻俩?|两口子|本地|村里|镇上"
    r"|小(?!龙虾|吃|家电|商品|五金)|老字号|新开的?)+"
)
_FIRM = (
    r"老板娘?|厂家|厂子|工厂|加工厂|代工厂|厂|制造商|生产商|经销商|批发商|贸易商|供应商|企业|公司|合作社|工坊|作坊"
    r"|工作室|个体户"
    r"|门店|网店|连锁店|专卖店|旗舰店|店铺|店|行业|传承人|大户|养殖户|种植户|加工户|户|养殖场|场|种植基地"
    r"|基地|坊|(?:施工|工程|安装|装修)?队|网点|中心|商行|商户"
    r"|经营部|批发部|摊位|门市|铺子|团队|(?<!工作)站|园|馆|院|(?<![同不])行"
)
_FIRM_NOUN = re.compile(rf"(?P<x>[一-龥A-Za-z]{{1,10}}?)(?P<firm>{_FIRM})(?![房长区里商牌址二庭务费])")
_VERB_NOUN = re.compile(
    r"(?P<verb>专门做|主要做|做|搞|卖|种|养|开|生产|加工|批发|经销|经营|从事|跑)(?:了|着)?(?P<x>[一-龥A-Za-z]{1,8}?)"
    r"(?:的|这一?[行块]|生意|行业|为主)?(?:[0-9一二两三四五六七八九十百千]+(?:多|来)?[亩头只间家年台户].{0,3})?$"
)
_BY_ENDING = re.compile(
    r"[一-龥]{2,7}(?:加工|制造|生产|养殖|种植|批发|贸易|零售|铸造|冶炼|印刷|酿造|纺织|制品|配件|器材|设备|材料|机械|仪器|装备)$"
)
_PLACE_ONLY = re.compile(
    r"(?:请问|您?你?好|(?:我们?|厂子?|公司|店)?(?:是|在)?|[，, ])*□+"
    r"(?:的|这边的?|那边的?|本地的?|人|过来的|[一-龥]{0,4}(?:工业园|产业园|开发区|高新区|经开区|园区)(?:里头?)?的?)?$"
)
# Behind the bare place, in a list of facts: 津市的，盐化工，想…; 璧山，压铸件，八十多个工人.
_LISTED = re.compile(
    r"(?P<x>[一-龥]{1,7}(?:化工|冶金|冶炼|能源|零部件|部件|配件|构件|[铸锻压锦绣席伞扇笔砚灯炮盐糖面锁链泵阀模罐瓶盒箱袋纸车船床柜门窗桃梨橙柚瓜薯药菌菇蜜件板材料品机械具器电线丝布纱绣瓷茶酒药鞋帽竹木林果菜粮油米肉鱼鸡鸭猪牛羊])|[一-龥]{2,6}业)的?$"
)
_SAID = re.compile(
    r"[我你他她们是在有离近远不没很太都也还就急年月日号人名位个钱万元块]|电话|就业|失业|毕业|附近|旁边|专业|农业|工业|行业|企业"
)
_QUANTITY = re.compile(r"(?:[0-9一二两三四五六七八九十百千几]+(?:多|来)?(?:亩|头|只|间|家|台|条线).{0,3})?$")
_WORD_ENDS = re.compile(
    r"(?:老板|行业|加工|生产|制造|批发|零售|销售|贸易|种植|养殖|维修|安装|出口|运营|租赁|回收|服务|业|这一?[行块])*"
)
_PLACE_WORD = re.compile(r"(?:[场厂站社院园馆房店]|中心|超市|影楼|民宿|农家乐|客栈|酒楼|餐厅|驿站|KTV|校|农庄)$")
_HOUSE = re.compile(
    r"[一-龥]{0,4}?(?:餐厅|餐馆|饭店|饭馆|菜馆|酒店|宾馆|超市|药店|药房|诊所|幼儿园|养老院|健身房|茶楼|茶馆|咖啡馆|面馆|粉店|理发店|美容院"
    r"|书店|花店|农庄|网吧|洗衣店|驾校|修理厂|汽修店|洗车店|烧烤店|奶茶店|火锅店)(?=$|老板)"
)
# Said of oneself anywhere in a clause; what follows the verb is the trade.
_COUNT = r"[0-9一二两三四五六七八九十百千几]+(?:多|来)?"
_OWN_WORDS = (
    re.compile(
        rf"(?:做|干|搞|跑|卖)(?!了?[一半]年的)了?{_COUNT}年多?的?(?P<x>[一-龥A-Za-z]{{2,6}}?)(?:生意|买卖|这一?行|行业|的)?$"
    ),
    re.compile(
        r"(?:^|我们?(?:是|这)?|本人|上)(?:卖|做|搞)?(?P<x>(?![我咱俺本])[一-龥]{2,5}?)的(?:手艺人|师傅|匠人|个体户|小商贩|小贩)$"
    ),
    re.compile(
        r"^□+(?:的|这边的?|那边的?)?(?P<x>[一-龥]{2,8}(?:加工|制造|生产|养殖|种植|批发|贸易|零售|回收|运输))的$"
    ),
    re.compile(
        r"^(?:我们?|咱们?|本)(?:这个?)?(?:厂子?|公司|作坊|企业|合作社)?(?:主要|专门|一直)?(?:给|为)(?!我|咱)[一-龥□]{2,6}?"
        r"(?:供|配套|代工|加工)(?P<x>[一-龥A-Za-z]{2,6})$"
    ),
    re.compile(rf"(?:种|养|喂)(?:了|着)?{_COUNT}(?:亩|头|只|尾|箱|棚|株|群)(?:的)?(?P<x>[一-龥]{{1,4}})$"),
    re.compile(
        r"(?:属于|业务是|主业是|做的是|干的是|卖的是|产品是|是搞|是干)(?P<x>[一-龥A-Za-z]{2,8}?)(?:领域"
        r"|行业|行当|这一?[块行]|的)?$"
    ),
    re.compile(
        r"(?:专门|主要)?(?:给|为|帮)(?!我|咱)[一-龥]{2,6}?(?:供应?|送|配套|加工|做)(?P<x>[一-龥A-Za-z]{1,6})的$"
    ),
    re.compile(r"^(?P<x>(?:修|补|养|酿|织|磨|裁|配|养)[一-龥]{1,3})的$"),
    re.compile(
        r"^(?P<x>[一-龥]{0,4}(?:编程|教育|早教|托育|托管|养老|康复|艺术|舞蹈|美术|音乐|月子|家教|驾驶培训))(?:机构|中心|学校|班)$"
    ),
    re.compile(
        r"^(?:(?:我们?)?在?□+(?:这边|那边)?)?(?:修|送|跑|拉|酿|织|编|腌|卤|烤|供|烧|榨|雕|绣)(?P<x>[一-龥A-Za-z]{1,6})的$"
    ),
    re.compile(r"^(?P<x>(?!什么|朝阳|高危|同|各)[一-龥A-Za-z]{2,6})(?:行业|领域|行当|这一?行)的?$"),
    re.compile(
        r"(?:给|为|跟)(?!我|咱)[一-龥]{2,6}?(?:配套|代工|贴牌|供货)(?:做|生产|加工)?(?P<x>[一-龥A-Za-z]{2,8}?)"
        r"(?:的(?:小?(?:厂子?|企业|公司|作坊))?)?$"
    ),
)
_OUR_HOUSE = re.compile(
    r"(?:我们|咱们|本)(?:这个|家|这)?(?P<x>培训|养老|检测|教育|医疗|托育|康复|中介|劳务)(?:机构|中心|学校)"
)
_GOES_WRONG = re.compile("要|想|缺|卖|的?包装|老|没")
_IS = re.compile(
    r"(?:厂子?|厂里|公司|店里?|我们?|咱们?|企业)就?是(?:搞|做)?(?P<x>[一-龥]{2,6}?)(?:行业|这一?[行块])?的?$"
)
_OURS = re.compile(
    r"(?:我们这?|我这|我家|我的|咱们?这?|俺们?|[我咱俺](?:嫂子?|哥|姐|妹|弟|爸|妈|老婆|老公|爱人|儿子|女儿)的)(?:个|家|边)?(?:小)?(?=[一-龥])"
)
_WANTED = re.compile(r"想|要|准备|打算|计划|希望|能不能|客户|对手|房东|供货商|同行|对方|甲方|隔壁")
_TRUSTED = frozenset("老板 老板娘 厂 厂家 作坊 工坊 合作社 坊 队 传承人 大户 种植户 养殖户 加工户 工作室".split())
_NOT_OWN = re.compile(
    r"找|求|想|要(?!闻)|帮|联系|推荐|隔壁|附近|旁边|对方|对手|同行|客户|供货商|供应商(?=.)|甲方|房东|那家"
    r"|这家|哪|的|别的|某|买|租|租用|请|个别|被|给|去|让"
    r"|怎么|有没有|缺|招|搬|附|和|跟|与|到|把|欠|办|投|代账|中介|上市?|进"
)
_DONE_TO_US = re.compile(
    r"(?:的)?(?:欠|不[给退赔让肯卖发]|给我|把|乱|说|让|要我|要求|告|抄|没|拒|骗|收费|收我|影响|排污|扣|拖"
    r"|催|卡|罚|讲|跑路|倒闭|违约"
    r"|发的|找我|来|叫|涨|太|服务|态度|靠谱|多少|哪家|哪个|有哪些|推荐|能不能|费|补贴|证|许可|资质|登记"
    r"|注册|牌照|转让|标准|执照|选址|培训|认证|协会|系统|专家|设备|那边|人员)"
)
_GENERIC = frozenset(
    "制造业 制造 加工厂 生产厂家 工厂 门店 商店 农业 务农 三农 工业 批发 零售 经销 代理商 经销商 贸易公司 "
    "科技公司 公用事业 "
    "小微 民营 实体 连锁 加盟 中小 高新 高新技术 家庭 科技 商贸型 生产 加工 网 分 总 母 子 本 合作 个体 "
    "主机厂 主机 淘宝 天猫 京东 拼多多 亚马逊 抖音 快手 美团 微信 "
    "投资 做生意 卖货 银行 村镇银行 政府 机关 法院 检察院 医院 学校 "
    "平台 项目 产业 软件园 孵化 众创 展览 服务 会计 律师 园区 工业园 产业园".split()
)


@lru_cache(maxsize=1)
def service_words() -> frozenset[str]:
    """Return words that name something to be arranged, not a trade."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@lru_cache(maxsize=1)
def words() -> frozenset[str]:
    """Return the everyday words of the divisions; those of whole sections say too little."""
    return frozenset(w for s in sectors.load().values() if s.parent for w in s.words if len(w) > 1) - _GENERIC


def _word_at(text: str, start: int) -> str:
    """Return the longest trade word at a place, or nothing."""
    ends = range(min(len(text), start + LONGEST_WORD), start + 1, -1)
    return next((text[start:end] for end in ends if text[start:end] in words()), "")


def done_to_us(text: str, at: int) -> bool:
    """Tell whether the firm named before does something to the speaker: 保险公司不赔, 代账公司跑路."""
    return re.match(r"(?:又|都|还|就|老是)?(?:不[给退赔让肯]|拖着|骗|欠|拒|跑路)", text[at : at + 6]) is not None


def is_wanted(phrase: str) -> bool:
    """Tell whether the phrase names a service, not a trade (检测, 等保, 商标)."""
    return any(hit.types for hit in lexicon.expand(phrase))


def find(text: str) -> tuple[int, int] | None:
    """Return where the speaker's trade is named, the first clause that names one.

    :param text: The message with places blanked (``□``), so that offsets stay.
    """
    clauses = [(m.start(), m.group()) for m in _CLAUSE.finditer(text)][:MOST_CLAUSES]
    several, behind_place = len(clauses) > 1, False
    for start, clause in clauses:
        lead = _LEAD.match(clause)
        at = lead.end() if lead else 0
        found = place(clause, at) or firm(clause, at) or _own(clause)
        if found is None and several:
            found = (
                (_by_ending(clause, at) if "□" in clause[:at] else None)
                or _alone(clause, at)
                or _done(clause, at)
                or (_placed(clause, at) if behind_place else None)
            )
        behind_place = bool(_PLACE_ONLY.match(clause))
        if found:
            return start + found[0], start + found[1]
    return None


def place(clause: str, at: int) -> tuple[int, int] | None:
    """Return 搅拌站, 健身房, 旅行社: a trade word that is itself a place of business."""
    house = _HOUSE.match(clause, at)
    if house and not _DONE_TO_US.match(clause, house.end()) and not _NOT_OWN.search(house.group()):
        return house.span()
    word = _word_at(clause, at)
    if not word or not _PLACE_WORD.search(word) or _DONE_TO_US.match(clause, at + len(word)):
        return None
    return at, at + len(word)


def firm(clause: str, at: int) -> tuple[int, int] | None:
    """Return the trade of 茶油合作社, 木雕工作室, 餐饮行业."""
    match = _FIRM_NOUN.match(clause, at)
    if match is None or _DONE_TO_US.match(clause, match.end()):
        return None
    trade, whole = match["x"], match["x"] + match["firm"]
    if trade in _GENERIC or whole in _GENERIC or _NOT_OWN.search(trade) or not _is_trade(trade, match["firm"]):
        return None
    return match.start(), match.end("x") if len(trade) > 1 else match.end()


def _is_trade(trade: str, firm: str) -> bool:
    """Tell whether the table knows the trade, or the firm is of a kind that nobody is sent to for a service."""
    known = sectors.find(trade + firm) or sectors.find(trade)
    if known is None:
        return firm in _TRUSTED and 1 < len(trade) <= 5 and not is_wanted(trade)
    return known.isdigit()


def _own(clause: str) -> tuple[int, int] | None:
    """Return the trade of 做了十年木材生意, 种了两百亩辣椒, 想给我们酒店做….."""
    for pattern in _OWN_WORDS:
        match = pattern.search(clause)
        if (
            match
            and not _WANTED.search(clause, 0, match.start("x"))
            and not _NOT_OWN.search(match["x"])
            and match["x"] not in _GENERIC
            and not is_wanted(match["x"])
        ):
            return match.span("x")
    said = _IS.search(clause)
    if said and said["x"] in words() and not _WANTED.search(clause):
        return said.span("x")
    if house := _OUR_HOUSE.search(clause):
        return house.span("x")
    for match in _OURS.finditer(clause):
        known = _FIRM_NOUN.match(clause, match.end())
        whole = known is not None and {known["x"], known.group()} & words()
        found = place(clause, match.end()) or (firm(clause, match.end()) if whole else None)
        word = _word_at(clause, match.end())
        if found is None and word and not is_wanted(word) and _GOES_WRONG.match(clause, match.end() + len(word)):
            found = match.end(), match.end() + len(word)
        if found and not re.search("物业|园区", clause[slice(*found)]):
            return found
    return None


def is_plain(name: str) -> bool:
    """Tell whether a name of a firm is nothing but its trade: 茶油合作社, 木雕工作室."""
    match = _FIRM_NOUN.fullmatch(name)
    return match is not None and match["x"] in words()


def _alone(clause: str, at: int) -> tuple[int, int] | None:
    """Return 注塑加工, 钢材贸易, 油茶林三百亩: a clause that names the trade and nothing else."""
    word = _word_at(clause, at)
    if not word:
        return None
    ends = _WORD_ENDS.match(clause, at + len(word))
    end = ends.end() if ends else at + len(word)
    return (at, at + len(word)) if _QUANTITY.match(clause, end) and not is_wanted(word) else None


def _by_ending(clause: str, at: int) -> tuple[int, int] | None:
    """Return 黄花菜加工 that is the rest of its clause."""
    match = _BY_ENDING.match(clause, at)
    named = match and not is_wanted(match.group()) and not _NOT_OWN.search(match.group())
    return match.span() if match and named else None


def _placed(clause: str, at: int) -> tuple[int, int] | None:
    """Return 富硒大米加工 of 新田的，富硒大米加工: behind the bare place, the trade by its ending."""
    if ended := _by_ending(clause, at):
        return ended
    listed = _LISTED.match(clause, at)
    if listed is None or is_wanted(listed["x"]) or _SAID.search(listed["x"]) or listed["x"] in _GENERIC:
        return None
    return None if _NOT_OWN.search(listed["x"]) else listed.span("x")


def _done(clause: str, at: int) -> tuple[int, int] | None:
    """Return the trade of 养黑山羊, 家里做米粉, 开粉店的 as a clause of its own."""
    match = _VERB_NOUN.match(clause, at)
    if match is None or (match["x"] not in words() and is_wanted(match["x"])) or _NOT_OWN.search(match["x"]):
        return None
    known = sectors.find(match["verb"][-1] + match["x"])
    if known is None and match["verb"] not in {"种", "养", "卖"}:
        return None
    return (match.start("x"), match.end("x")) if len(match["x"]) > 1 or known else None
