"""Against whom an appeal is, what is wished, and whether a message already tells what happened."""

from __future__ import annotations

import re
from collections.abc import Iterator

HAN = r"[\u4e00-\u9fa5]"
# Bodies that are named by one word, whatever stands before it.
NAMED = (
    r"税务(?:所|局|分局|窗口)|国税|地税|办税(?:服务)?(?:大)?厅|政务(?:服务)?(?:大厅|中心)|办事大厅|行政审批局|审批局"
    r"|市场监(?:督)?管(?:理)?(?:局|所)|市监[局所]|工商[局所]|质监局|知识产权局|商标局"
    r"|环保局|生态环境局|住建局|自然资源局|国土局|规划局|应急(?:管理)?局|安监局|消防(?:大队|支队|救援|队|部门)?|城管(?:队|局)?|综合执法[局队]"
    r"|人社[局厅]?|劳动局|就业局|社保[局中]心?|公积金中心|医保局|财政[局所]|发改[委局]|工信[局厅]|经信局|商务局|科技局|农业农村局|林业局|水利局|水务局"
    r"|交通局|文旅局|卫健[委局]|疾控|药监局|海关|外管局|银行(?!卡|流水|账[户号]|承兑)|支行|信用社|农商行|担保公司|保险公司"
    r"|法院|检察院|仲裁委|派出所|公安局|交警(?:队)?|供电(?:所|局|公司)|电力公司|电网|自来水公司|水厂|燃气公司|电信|移动公司|联通"
    r"|物业(?:公司)?|管委会|街道办|镇政府|乡政府|区政府|县政府|市政府|村委会|居委会|行业协会|商会|招标(?:代理|方)|学校|医院"
)
# Companies: the enterprise speaks of its own in the same words.
COMPANIES = (
    r"(?:检测|认证|培训|评估|环评|代账|记账|代理|代办|会计|财税|咨询|快递|物流|劳务|中介|招聘|广告|网络|软件|装修|施工|科技|租赁|小贷|贷款|服务)"
    r"(?:机构|公司|中介)|会计师?事务所|律师?事务所|律所"
)
PLACES = r"园区|开发区|高新区|经开区|产业园|工业园|孵化器|街道"
VAGUE = r"窗口|机构|平台|中介|甲方|业主单位|热线"
ANY = rf"{NAMED}|{COMPANIES}|{PLACES}|{VAGUE}"

# Words after which a body's own name begins.
STOP = (
    r"上个月|上[次回]|这个月|去年|今年|前年|昨天|今天|前天|上周|最近|目前|现在|投诉|举报|反映|反应|关于|就是|因为|由于|通过|联系|要求|申请|催促?"
    r"|我们?|俺们?|咱们?|自己|在|被|去|到|跟|和(?![平县田顺硕])|向(?![阳塘])|给|由|要|想|是|对(?!外)|说|找|了|让|叫|把|等|请|从|往|与|但|而|又|都|也|还|就"
    r"|过(?!境)|好几?[次趟回]|[一两二三四五六七八九十几\d]+[次趟回年天]|个月|那个|这个|那家|这家|有个|有家|一个|一家|某些|上(?![海饶虞杭街思犹高栗])|(?<!荐)(?<!绍)(?<!定)的"
)
BETWEEN = rf"(?:(?!{STOP}){HAN}){{0,5}}"
BODY = re.compile(
    rf"(?P<named>{NAMED})|(?P<company>{COMPANIES})|(?P<place>{PLACES})|(?P<vague>{VAGUE})",
)
NEXT = rf"(?:(?:推荐|介绍|指定)的?那?家?|的)?(?:{ANY})"
BRANCH = rf"{BETWEEN}(?:支行|分行|分理处|营业部|分公司|分局|窗口|大厅)"
TAIL = re.compile(rf"{NEXT}|{BRANCH}")
BEFORE = re.compile(rf".*(?:{STOP})", re.DOTALL)
CUT = re.compile(rf".*(?:(?!{HAN})[^A-Za-z0-9])", re.DOTALL)
OWN = re.compile(r"(?:我们?|俺们?|咱们?|本|自己)(?:公司|厂)?(?:是|这里?|这边|的|开了?)*(?:一?[家个间])?(?:做|搞|小)?$")
DENIED = re.compile(r"(?:不是|不怪|不关|除了|并非)(?:那个|这个|说|投诉|告)?$")
SITE = re.compile(rf"(?:在|位于|搬到|入驻|住){HAN}{{0,8}}$")
AIMED = re.compile(rf"(?:投诉|举报|反映|反应|控告|状告)一?下?{HAN}{{0,12}}$")
LONGEST_NAME = 14
# Whom the enterprise deals with itself: what they do is a matter for a lawyer, no department answers for it.
PARTNER = re.compile(
    r"(?<!我)(?:(?:大|老|外地|国外)?客户(?!经理)|买家|买方|经销商|代理商|分销商|供应商|供货商|采购商|下游|合伙人|股东|同行|离职|跳槽|前员工)"
)

# Of these none is a department either, though some are named like bodies: what they do is a matter for a lawyer.
PRIVATE = re.compile(
    r"房东|职业打假|打假人|(?:电商|网购|外卖)平台|淘宝|天猫|京东|拼多多|抖音|快手|美团|亚马逊|承运|货代|施工队|包工头|保险(?:公司)?(?:不|拒|只|赔)|快递(?!局)"
)

WISH = re.compile(
    r"(?:希望|恳请|请求|盼望?|诉求是|我(?:们)?(?:只)?(?:想|要)(?:要)?(?=退|赔|讨|个说法|你们|他们))"
    r"([^。；;！!？?\n]{2,80})"
)
SIGNED = re.compile(r"[，,、\s](?:我姓|我叫|我是|本人|联系|电话|手机|匿名|1\d{10})")
DEMANDED = re.compile(r"[他它]们?$|方$|局$")

ANNOUNCING = re.compile(
    r"您好|你好|喂|那个|这个|我们|俺们|咱们|我|俺|要|想|来|有|一个|一件|一些|个|一下|你们|您们|您|你|这里|这边|能不能|能|可以|可不可以|怎么|如何"
    r"|投诉|举报|反映|反应|诉求|意见|问题|情况|事情|事|人|吗|呢|啊|吧|呀|的|了|是|在|跟|向|和|对|找谁|找|哪里|哪儿|谁|该|应该|请问|请|咨询|问|知道|帮"
    r"|电话|渠道|途径|流程|打|管|不管|应|说|单位|部门|机构|平台"
)
LEAST_WHOLE = 8  # characters of a message that can tell a story at all
LEAST_TOLD = 4  # characters of it beyond announcing and naming


def read_object(text: str) -> str | None:
    """Return the department, park, bank or institution that the appeal is against, as said."""
    found = sorted(_candidates(text), key=lambda one: one[0])
    return found[0][1] if found else None


def between_firms(text: str) -> bool:
    """Return whether a wrong is told that a customer, a supplier or another firm did (客户拖着货款不给, 房东不修)."""
    return bool(PRIVATE.search(text)) or (bool(PARTNER.search(text)) and read_object(text) is None)


def _candidates(text: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield every body named, with its rank: the one complained of first, then plain names, then mere places."""
    end = 0
    for match in BODY.finditer(text):
        if match.start() < end:
            continue
        end = _end(text, match.end())
        before = text[max(0, match.start() - LONGEST_NAME) : match.start()]
        name = _qualifier(before) + text[match.start() : end]
        rank = _rank(match, before, name == match.group(), end - match.end())
        if rank is not None:
            yield (rank, match.start()), name


def _end(text: str, end: int) -> int:
    """Follow a name through what belongs to it (``园区物业``, ``银行长沙支行``)."""
    for _ in range(3):
        more = TAIL.match(text, end)
        if not more:
            break
        end = more.end()
    return end


def _qualifier(before: str) -> str:
    """Return the part of the words before a body that belongs to its name."""
    return BEFORE.sub("", CUT.sub("", before))


def _rank(match: re.Match[str], before: str, is_bare: bool, more: int) -> int | None:
    """Return how surely the body is the one complained of, lower first; None if it is not."""
    kind = str(match.lastgroup)
    if DENIED.search(before) or (kind in ("company", "vague") and OWN.search(before)):
        return None
    if kind == "vague" and is_bare:
        return None
    if AIMED.search(before):
        return 0
    if kind == "place" and not more:
        return None if SITE.search(before) else 2
    return 3 if kind == "vague" else 1


def read_wish(text: str) -> str | None:
    """Return what the enterprise wishes to be done, if the message says so."""
    for found in WISH.finditer(text):
        if not DEMANDED.search(text[: found.start()][-3:]):
            return SIGNED.split(found.group(0), maxsplit=1)[0].rstrip("，,、 ")
    return None


def tells_facts(text: str) -> bool:
    """Tell whether the message says what happened, beyond announcing an appeal and naming the body."""
    if len(re.sub(r"[\W_]", "", text)) < LEAST_WHOLE:
        return False
    rest = text.replace(read_object(text) or "\0", "")
    return len(re.sub(r"[\W_]", "", ANNOUNCING.sub("", rest))) >= LEAST_TOLD
