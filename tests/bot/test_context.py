"""What a reply means under each open question, both ways: where the question decides and where it must not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.components import answers

Understand = Callable[..., dict[str, Any]]

CASES: dict[str, dict[str, list[str]]] = {
    "choose": {
        "choose_option": [
            "第一个",
            "2",
            "8",
            "8。",
            "1和3",
            "就第二家吧",
            "头两个都要",
            "最后一个",
            "3号",
            "都要",
            "要第二个",
            "第二个怎么收费",
        ],
        "affirm": ["好", "好的", "行，好的", "好的好的", "挺好的", "都挺好的", "看着不错"],
        "deny": ["都不要", "这几个都不合适，不要了", "一个都不想要", "不是很好的", "不太好的"],
        "ask_policy": ["哪个便宜", "哪家靠谱"],
        "more_results": [
            "有没有税务师",
            "介绍个设计师",
            "换一批看看",
            "还有没有别家",
            "再推荐几家",
            "都不合适，换一批",
            "有没有便宜点的",
            "有没有好的",
            "有没有好一点的",
            "近点的",
            "好点的",
            "要好的",
            "不太好，换一批",
        ],
        "talk_to_human": ["转人工", "我要找真人"],
        "cancel": ["算了不办了", "取消这个申请", "把我登记的资料都删掉"],
    },
    "rate": {
        "rate_service": ["5", "四分", "三颗星", "挺满意的", "还行吧", "1", "一般般"],
        "deny": ["不想评", "不评价了", "跳过"],
        "talk_to_human": ["叫个真人来"],
    },
    "call": {
        "affirm": ["可以", "要", "打给我吧", "联系我吧"],
        "deny": ["不用了", "不用打电话"],
        "ask_bot": ["你们电话多少", "你们收费吗"],
        "submit_need": ["想贷款五十万", "想贷款五十万，给我回电话"],
        "provide_info": ["13711110077"],
    },
    "after_low": {
        "affirm": ["可以", "回访一下吧"],
        "deny": ["不用了"],
        "appeal": ["登记诉求", "那就投诉吧"],
        "submit_need": ["想找人代账"],
        "ask_policy": ["高新企业税率多少"],
    },
    "confirm": {
        "submit_need": ["那就做推广吧"],
        "affirm": [
            "对的",
            "没错",
            "是的，没问题",
            "好的，提交吧",
            "嗯，对",
            "可以",
            "信息都对",
            "行",
            "对对，快些弄",
            "行行行赶紧",
            "好的，抓紧",
            "你看着办吧",
            "不用确认了直接给我",
            "随便",
            "先看看",
            "那先看看有哪些合适的",
        ],
        "deny": ["不是", "先不要提交", "不对", "错了"],
        "correct_slot": [
            "电话改成13812340059",
            "招20个，不是12个",
            "我姓章不姓张",
            "金额应该是五十万",
            "不对，是岳阳",
            "三十万",
            "在湘潭",
            "不是长沙，是株洲",
        ],
        "cancel": ["算了，不办了", "取消吧"],
        "talk_to_human": ["转人工客服"],
    },
    "which_wrong": {
        "correct_slot": ["金额，是八十万", "电话错了，13812340060", "衡阳", "地区不对，是常德", "联系人"],
        "talk_to_human": ["说不清楚，找个人工客服"],
    },
    "region": {
        "provide_info": ["长沙", "岳麓区", "我们在邵阳", "就在株洲天元区那边", "厂子在常德鼎城"],
        "deny": ["不方便说", "不想说", "保密"],
        "ask_bot": ["为什么问我在哪里"],
        "submit_need": ["对了，还想招几个焊工"],
        "talk_to_human": ["转人工"],
        "cancel": ["算了不办了"],
    },
    "contact": {
        "provide_info": ["李女士", "我姓彭", "陈刚，13812340016", "13812340017", "叫我老周就行"],
        "ask_policy": ["办下来要好久咯", "那高企呢", "要带些么子材料"],
        "affirm": ["干脆找个人替我跑算了"],
        "unclear": ["不晓得搞哪门子好"],
        "deny": [
            "先登记吧",
            "直接提交",
            "不方便",
            "不想留",
            "不留了",
            "不方便留联系方式",
            "跳过",
            "能不留吗，我不想留",
            "没有了",
        ],
        "ask_bot": ["会不会泄露我的电话"],
        "talk_to_human": ["直接转人工吧"],
    },
    "phone": {
        "provide_info": ["13812340018", "打13812340019找我", "不方便接电话，打13812340020找小李"],
        "deny": ["电话就不留了", "不想给电话", "手机号保密", "没有手机"],
    },
    "amount": {
        "provide_info": ["五十万", "大概三四十万吧", "最多二十万"],
        "deny": ["不清楚", "还没想好", "不确定", "没定"],
    },
    "deadline": {"provide_info": ["月底前", "下周三", "两周之内"], "deny": ["不知道", "说不准"]},
    "headcount": {"provide_info": ["二十来个", "15人"], "deny": ["不方便透露"]},
    "appeal_object": {"provide_info": ["区住建局", "某银行支行"], "talk_to_human": ["转人工"]},
    "appeal_detail": {
        "provide_info": [
            "他们这样收费合法吗",
            "凭什么罚我们",
            "交了材料三个月没人理",
            "报了三次材料每次说的不一样",
            "押金不退，打电话不接",
            "没有依据就罚款两万",
            "他们还要我们去办许可证",
            "另外还要交三千块保证金才给办",
        ],
        "submit_need": ["对了，我们还想找人代账"],
        "deny": ["不想说"],
        "cancel": ["算了不投诉了"],
        "ask_bot": ["你们会保密吗", "你们几点下班"],
        "ask_policy": ["小微企业增值税起征点是多少", "那个稳岗补贴怎么申请"],
        "check_progress": ["XQ202611200001办到哪了", "我上次的需求有人接了吗"],
        "greet": ["你好"],
        "thanks": ["谢谢你"],
        "out_of_scope": ["今晚会不会结冰", "后天下不下雨啊"],
    },
    "appeal_time": {"provide_info": ["上个月", "去年十月份", "记不清了"]},
    "appeal_expect": {
        "provide_info": ["退钱", "给个说法", "赔礼道歉", "另外要他们退钱"],
        "submit_need": ["另外想贷款五十万", "对了，我们还想找人代账"],
    },
    "need": {"submit_need": ["想贷款五十万", "找人做环评"], "deny": ["没有了"]},
}
SPREAD = [(asked, text, intent) for asked, rows in CASES.items() for intent, texts in rows.items() for text in texts]


@pytest.mark.parametrize(("asked", "text", "intent"), SPREAD)
def test_reply_under_a_question(understand: Understand, asked: str, text: str, intent: str) -> None:
    """Each reply means what it means to a person who heard the question."""
    assert understand(text, asked)["intent"] == intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("株洲芦淞区，十二个人", "provide_info"),
        ("13812340021", "provide_info"),
        ("身份证430***********1234，我要贷款", "submit_need"),
        ("身份证号430102199001011234，想找人代账", "submit_need"),
        ("我要投诉园区乱收费", "appeal"),
        ("我不是要投诉", "deny"),
        ("（1）环评（2）排污许可", "submit_need"),
        ("第一个是社保代缴，第二个是劳动合同模板", "submit_need"),
        ("第一件事，公司章程要改；第二件事，法人要换", "submit_need"),
        ("公司注销，岳阳的，姓彭，13812340002", "submit_need"),
        ("想注册商标，株洲的，姓孙，13711110012", "submit_need"),
        ("怀化溆浦", "provide_info"),
        ("我是浏阳的", "provide_info"),
        ("我们做五金的", "provide_info"),
        ("张女士，13812340022，湘乡", "provide_info"),
        ("在怀化做箱包的，缺五个缝纫工，想月底前招到", "submit_need"),
        ("人工智能客服系统谁家能做", "submit_need"),
        ("人工成本太高，想上自动化", "submit_need"),
        ("经开区有厂，雨花也有，主要是雨花那边要招人", "submit_need"),
        ("烤鸭店要申请食品经营许可", "submit_need"),
        ("主要做五金配件的，在雨花区", "provide_info"),
        ("刷脸打卡系统哪家好", "submit_need"),
        ("能不能给我介绍几个大客户", "submit_need"),
        ("怎么对接你们平台", "ask_bot"),
        ("可以", "affirm"),
        ("行", "affirm"),
        ("离得近点的呢", "more_results"),
        ("那科小呢", "ask_policy"),
        ("那我们还能报吗", "ask_policy"),
        ("那编号还能查到吗", "check_progress"),
        ("能退不", "ask_policy"),
        ("那她没签合同呢", "ask_policy"),
        ("养老院要办哪些证", "ask_policy"),
        ("干脆请个代账公司做账算了", "submit_need"),
        ("吃过饭没", "chitchat"),
        ("DROP TABLE users", "out_of_scope"),
        ("我和老公开了家早餐店，想贷款五万", "submit_need"),
        ("你好，我是浏阳做冻品批发的，货怎么走便宜", "submit_need"),
        ("需求编号XQ-20261123-0001到哪步了", "check_progress"),
        ("打错了，只要1", "choose_option"),
        ("转人工", "talk_to_human"),
        ("人工", "talk_to_human"),
    ],
)
def test_without_a_question(understand: Understand, text: str, intent: str) -> None:
    """Bare facts are information, facts with a need are a need, and 人工 is not always a person."""
    assert understand(text)["intent"] == intent


@pytest.mark.parametrize(
    ("asked", "text", "slots"),
    [
        ("need", "我姓李", {"contact": "李"}),
        ("need", "联系人是王芳，电话13711110077", {"contact": "王芳", "phone": "13711110077"}),
        ("need", "13711110077", {"phone": "13711110077"}),
        ("need", "找张工就行", {"contact": "张工"}),
        ("need", "我们在长沙，我姓李", {"contact": "李", "region": "430100"}),
        ("need", "我姓李，想找人代账", {"contact": "李", "need": "想找人代账", "category": "gov_agency"}),
        ("region", "我叫李明", {"contact": "李明"}),
        ("region", "王总", {"contact": "王总"}),
        ("region", "老周", {"contact": "老周"}),
        ("region", "李明，13711110077", {"contact": "李明", "phone": "13711110077"}),
        ("region", "我叫李明，长沙的", {"contact": "李明", "region": "430100"}),
        ("contact", "长沙的，我姓李", {"contact": "李", "region": "430100"}),
        ("phone", "叫李明", {"contact": "李明"}),
        ("region", "高新区", {"region_ambiguous": ["高新区"]}),
        ("region", "益阳高新区，刘总", {"region": "430972", "contact": "刘总"}),
        ("contact", "车间主任老周", {"contact": "老周"}),
        ("contact", "我姓万，13900010003", {"contact": "万", "phone": "13900010003"}),
        ("contact", "Linda，13900010001", {"contact": "Linda", "phone": "13900010001"}),
        ("amount", "两百个", {"amount_cny": 2_000_000}),
        ("phone", "长沙，13711110077", {"phone": "13711110077", "region": "430100"}),
    ],
)
def test_who_and_where_are_read_at_whatever_question_and_are_no_need(
    understand: Understand, asked: str, text: str, slots: dict[str, Any]
) -> None:
    """A fact given while another question is open is kept, and nothing of it becomes the need."""
    understood = understand(text, asked)
    assert understood["slots"] == slots
    assert understood["intent"] == ("submit_need" if "need" in slots else "provide_info")


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("不要贷款要担保", "submit_need", {"category": "finance", "need": "不要贷款要担保"}),
        ("不是王芳是王方", "correct_slot", {"contact": "王方"}),
        ("王总改成李总", "correct_slot", {"contact": "李总"}),
        ("公司不叫天顺，叫天盛", "correct_slot", {"company": "天盛"}),
        ("行业不是食品，是饲料", "correct_slot", {"industry": "饲料"}),
        ("三百万改三百五十万", "correct_slot", {"amount_cny": 3_500_000}),
        ("地方不是武冈是洞口", "correct_slot", {"region": "430525"}),
    ],
)
def test_one_put_in_place_of_another_at_the_summary(
    understand: Understand, text: str, intent: str, slots: dict[str, Any]
) -> None:
    """What replaces what is heard without a comma and without the name of the line."""
    understood = understand(text, "confirm")
    assert (understood["intent"], understood["slots"]) == (intent, slots)


@pytest.mark.parametrize("asked", ["region", "contact", "phone", "amount", "deadline", "headcount", "confirm", "rate"])
def test_a_person_is_called_at_any_question(understand: Understand, asked: str) -> None:
    """The open question never hides the wish for a person."""
    assert understand("我不想跟机器说，帮我转人工", asked)["intent"] == "talk_to_human"


@pytest.mark.parametrize(
    ("text", "yes"),
    [("对的，两件都办", True), ("好的，麻烦快一点", True), ("对，但是地区错了", False), ("可以，多久有回音？", False)],
)
def test_a_reply_that_begins_with_yes(text: str, yes: bool) -> None:
    assert answers.begins_with_yes(text) is yes


@pytest.mark.parametrize(
    ("text", "appeal"), [("我要投诉街道办乱罚款", True), ("想举报一下", True), ("投诉率太高想培训客服", False)]
)
def test_an_announced_appeal(text: str, appeal: bool) -> None:
    assert answers.announces_appeal(text) is appeal


@pytest.mark.parametrize(
    ("asked", "text", "intent"),
    [
        (None, "帮我开点发票冲账，没有真实业务的", "out_of_scope"),
        ("region", "能不能帮我们做两套账", "out_of_scope"),
        (None, "供应商给我虚开了发票，税务要罚，想找个律师", "submit_need"),
        ("appeal_detail", "代账公司给我们虚开发票，帮着他们逃税", "provide_info"),  # a story, told of others
        (None, "把我电话删掉", "correct_slot"),
        ("contact", "电话别留了，删了吧", "correct_slot"),
        (None, "望城的窗口呢", "ask_bot"),
        (None, "去哪个窗口", "ask_bot"),
        (None, "跟慧算账比哪个便宜", "ask_bot"),
        (None, "CMA和CNAS有啥区别", "ask_policy"),  # compares no platform
        ("contact", "不是15个是20个", "correct_slot"),
        ("confirm", "快点", "affirm"),
        ("confirm", "徐", "correct_slot"),
        ("confirm", "yes, the first one please", "affirm"),
        (None, "300万以上呢", "ask_policy"),
        (None, "上次那个代账公司坑死我了，税都报错了", "appeal"),
        (None, "我是街道办的，帮辖区一家饭店问油烟净化补贴", "ask_policy"),
        (None, "我现在选的是哪家", "check_progress"),
        (None, "公司被列入异常名录了，投标投不了", "submit_need"),
        (None, "司机送货路上出了车祸，对方要我们公司赔", "submit_need"),
        (None, "消防检查没过，问哪里不过又不给说法", "appeal"),
        (None, "注塑机用了十五年，废品率高，换新的又没钱，永州这边，联系我13900055502，老唐", "submit_need"),
        (None, "快撑不下去了，工资都发不出", "submit_need"),
        (None, "有人在淘宝上卖我们牌子的假货，平台不管", "submit_need"),
        (None, "我在淘宝上买到假货，商家不退", "out_of_scope"),
        (None, "厂房漏雨，房东不修", "submit_need"),
        (None, "园区让我们装在线监测，哪家便宜", "submit_need"),
        (None, "厂房屋顶想装光伏，自己不出钱那种有吗", "submit_need"),
        (None, "那后面怎么弄", "ask_bot"),
        ("region", "那帮我办一下吧", "affirm"),
        ("contact", "赶紧办", "affirm"),
    ],
)
def test_what_a_sceptic_says(understand: Understand, asked: str | None, text: str, intent: str) -> None:
    """What is said by way of the question, or against it, is read as what it is."""
    assert understand(text, asked)["intent"] == intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [("没有抵押", "provide_info"), ("我们没有什么抵押物", "provide_info"), ("没有电话", "deny"), ("没有", "deny")],
)
def test_what_is_lacking_is_told_and_refuses_nothing(understand: Understand, text: str, intent: str) -> None:
    assert understand(text, "contact")["intent"] == intent


@pytest.mark.parametrize("asked", ["contact", "confirm"])
def test_support_is_asked_of_the_need_before_anybody_is_shown(understand: Understand, asked: str) -> None:
    assert understand("有没有政府补贴的", asked)["intent"] == "ask_policy"


def test_what_else_is_asked_where_the_need_is_asked(understand: Understand) -> None:
    assert understand("那高企呢", "need")["intent"] == "ask_policy"
    assert understand("那就贷款吧", "need")["intent"] != "ask_policy"
