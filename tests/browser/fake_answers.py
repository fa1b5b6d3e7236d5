"""What the fake service answers: one story from a need to a case number, and the refusals."""

from typing import Any

CASE_NO = "XQ202506120007"
Reply = dict[str, Any]


def reply(text: str, asks: str | None = None, options: tuple[str, ...] = (), items: tuple[Reply, ...] = ()) -> Reply:
    """Return a reply in the service's form; an option ``标题=值`` sends another text than it shows."""
    pairs = [option.partition("=") for option in options]
    titled = [{"title": title, "payload": payload or title} for title, _, payload in pairs]
    return {"text": text, "asks": asks, "options": titled, "items": list(items)}


def criterion(name: str, verdict: str, evidence: str) -> dict[str, str]:
    """Return one checked condition."""
    return {"name": name, "verdict": verdict, "evidence": evidence}


def item(kind: str, item_id: str, name: str, provider: str, **more: Any) -> Reply:  # noqa: ANN401
    """Return a match card; what is not given stays empty."""
    base = {"item_id": item_id, "kind": kind, "name": name, "provider": provider, "score": 0.8, "payload": None}
    return base | {"reasons": [], "criteria": [], "facts": []} | more


def fact(label: str, value: str) -> dict[str, str]:
    """Return one fact of a card."""
    return {"label": label, "value": value}


MATCHES = (
    item(
        "service",
        "S-1",
        "中小微企业信用担保贷款",
        "湘江融资担保公司（样例）",
        payload="选 S-1",
        reasons=["您没有抵押物，这项服务凭纳税和流水增信", "额度 50 万到 500 万元，含您要的 150 万元"],
        criteria=[
            criterion("服务地区", "符合", "面向长沙市全域"),
            criterion("贷款金额", "符合", "单户 50 万-500 万元"),
            criterion("成立年限", "待核实", "要求注册满 2 年，您还没有说"),
        ],
        facts=[fact("收费", "担保费率年化 1%"), fact("时限", "10 个工作日")],
    ),
    item(
        "service",
        "S-2",
        "应收账款质押融资对接",
        "长沙市中小企业服务中心（样例）",
        payload="选 S-2",
        reasons=["有客户欠款时，可用应收账款换周转资金"],
        criteria=[criterion("服务地区", "符合", "湖南全省"), criterion("抵押物", "不符合", "需要有已确认的应收账款")],
        facts=[fact("收费", "免费（公益服务）"), fact("时限", "5 个工作日")],
    ),
    item(
        "institution",
        "I-1",
        "湘江融资担保公司（样例）",
        "湘江融资担保公司（样例）",
        reasons=["省级示范平台，上月办结担保贷款 12 笔"],
        criteria=[criterion("服务地区", "符合", "长沙市岳麓区")],
    ),
    item(
        "expert",
        "E-1",
        "周某某（样例）",
        "湘江融资担保公司（样例）",
        reasons=["从业 15 年，擅长小微企业信用贷款方案设计"],
        facts=[fact("本月可约", "3 人次")],
    ),
    item(
        "policy",
        "P-1",
        "小微企业贷款担保费补贴",
        "湖南省财政厅（样例）",
        reasons=["担保费由财政补贴一半"],
        criteria=[criterion("上年营业收入", "待核实", "要求 2000 万元以下")],
    ),
)
SUMMARY = "跟您核对一下：\n· 需求：周转贷款，约 150 万元，没有抵押物\n· 地区：长沙市岳麓区\n这样对吗？"
ASK_REGION = [
    reply(
        "明白了：需要一笔 150 万元左右的周转贷款，没有抵押物。\n请问企业在哪个市、县区？",
        "region",
        ("长沙市岳麓区", "长沙市长沙县", "其他地方"),
    )
]
ASK_CONFIRM = [reply(SUMMARY, "confirm", ("对，帮我找=没错", "金额不对", "再补充一点"))]
SHOW = [
    reply(
        "找到 5 项合适的，按贴合程度排好了。您可以选一个或几个，也可以说“换一批”。",
        "choose",
        ("换一批", "都不合适"),
        MATCHES,
    )
]
ASK_PHONE = [reply("好的，为您登记“中小微企业信用担保贷款”。方便留一个联系电话吗？", "phone", ("不方便留",))]
DONE = [
    reply(f"登记好了，编号 {CASE_NO}。湘江融资担保公司会在 1 个工作日内联系您。"),
    reply("还有别的需要帮忙吗？", None, ("没有了", "再提一个需求")),
]
PROGRESS = [reply(f"{CASE_NO}：已派单给湘江融资担保公司（样例），等待受理。政策原文见 https://example.com/policy 。")]
SCRIPT: tuple[tuple[str, list[Reply]], ...] = (
    ("贷", ASK_REGION),
    ("岳麓", ASK_CONFIRM),
    ("没错", SHOW),
    ("选 S-1", ASK_PHONE),
    ("1380000", DONE),
    ("不方便留", DONE),
    ("进度", PROGRESS),
    ("转人工", [reply("好的，正在为您转接人工坐席。")]),
)
UNKNOWN = [reply("这句话我没有完全听懂，您是想办哪一类事？", "clarify", ("贷款融资=想贷款", "政策咨询", "转人工"))]
REFUSALS: dict[str, tuple[int, str]] = {
    "太快": (429, "您发得有点快，请过几秒再试。"),
    "太长": (413, "这条消息太长了，请分几次发。"),
    "看不懂": (422, "消息里有无法识别的内容，请换种说法。"),
    "出错": (500, "服务内部出了点问题，请稍后再试。"),
}
