"""What of a phrase that was said is a trade: without its filler, and neither a need nor a word that says nothing."""

from __future__ import annotations

import re

from knowledge.reading import trade_words

_STRIP_FRONT = re.compile(
    r"^(?:(?:搬|迁|转)?[过回]?来的|(?:近|约|上|快)?[0-9一二两三四五六七八九十百千几]{1,5}(?:多|来|几)?(?:个|号|名|来号)?人的|了?[0-9一二两三四五六七八九十几]{1,3}多?年的?|了?[0-9一二两三四五六七八九十百千几]{1,5}(?:多|来)?[亩头只尾箱棚株群条]的?|各种|各类|一些|一点|点|些|那种|这种|的|是|了|着"
    r"|属于|个|家|传统|普通|自己的|本地|老|专业"
    r"|专门|主要|就是|种|卖|做|生产|加工|销售|从事|经营|制造|养殖|养|开|搞)+(?=[一-龥A-Za-z]{2})"
)
_STRIP_BACK = re.compile(
    r"(?:的|滴|这块|这一块|这行|这一行|行业|生意|买卖|为主|方面|之类|什么|等等?|呢|(?<![网酒书茶])吧|啊|哦|这些|企业|公司)+$"
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


def cleaned(phrase: str) -> tuple[str, int]:
    """Return the phrase without filler and the number of characters dropped in front."""
    front = _STRIP_FRONT.match(phrase)
    offset = front.end() if front else 0
    return _STRIP_BACK.sub("", phrase[offset:]), offset


def is_none(phrase: str) -> bool:
    """Tell whether a phrase is no trade whatever stands around it."""
    return bool(
        not phrase
        or phrase[-1] in "和跟与同及"
        or begins_badly(phrase)
        or _BAD_X.search(phrase)
        or _GENERIC.match(phrase)
    )


def begins_badly(phrase: str) -> bool:
    """Tell whether a phrase begins as no trade does."""
    return bool(_BAD_START.match(phrase))


def names_service(phrase: str) -> bool:
    """Tell whether a phrase names a service, and so may be what is needed."""
    return any(word in phrase for word in trade_words.service_words())
