"""What a reply does whatever its words are about: agree, refuse, correct, ask back, start something else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from knowledge.reading import appeal_answers

# Intents that a short answer is easily taken for, so that the open question may overrule them.
WEAK = {
    "unclear", "nlu_fallback", "chitchat", "greet", "choose_option", "out_of_scope", "affirm", "deny", "rate_service",
    "more_results", "abuse",
}  # fmt: skip
SHORT = 14  # characters of a reply that does one thing, picks or rates or takes back, and tells nothing
# Questions for one value, with the slots that answer them.
FACTS: dict[str, tuple[str, ...]] = {
    "region": ("region", "region_ambiguous"),
    "contact": ("contact", "phone"),
    "phone": ("phone",),
    "amount": ("amount_cny", "amount"),
    "deadline": ("deadline", "urgent"),
    "headcount": ("headcount",),
    "industry": ("industry",),
    "company": ("company",),
}
# Questions of the appeal, answered in whatever words, but for a wish, a refusal or a question of the platform.
TOLD = ("appeal_object", "appeal_detail", "appeal_time", "appeal_expect")
_HUMAN = re.compile(
    r"(?<!不要)(?<!不用)(?<!不想)(?<!不必)(?<!别)(?:转人工|转接?(?:坐席|座席|客服|真人)|人工(?:客服|坐席|座席)"
    r"|(?:找|要|换|叫|来)个?(?:真人|活人))|^\W*人工(?:服务)?\W*$"
)
_ENGLISH_HUMAN = re.compile(
    r"\b(?:talk|speak|chat)(?:ing)? (?:to|with) (?:a|an|some|any|your)? ?(?:real |live )?"
    r"(?:person|human|agent|one|body|someone|somebody|staff|representative)\b"
    r"|\b(?:real|live) (?:person|human|agent)\b|\bhuman (?:agent|service|support)\b"
    r"|\b(?:someone|somebody|anyone|anybody|person|people|agent|staff)(?: there)? (?:who |that )?"
    r"(?:can )?speaks? (?:in )?english\b",
    re.IGNORECASE,
)
_CORRECTION = re.compile(
    r"改(成|为|一下|下)|写错|打错|说错|记错|搞错|填错|错了|不对|不太对|有(?:点|些)?(?:问题|误|错|出入)|不是.{1,12}[是，,]|应该是|更正|换成"
    r"|[，,、 ]不是[^，,。？?吗么]{1,8}\W*$|姓.{1,2}[，,]?不姓"
)
_REFUSAL = re.compile(
    r"匿名|不方便|不便|不(?:想|愿意?|会|能|肯)(?:留|说|给|讲|透露|提供|告诉|评|打分|填|写|点名|公开)|懒得(?:评|说|填|打|写)|^\W*(?:我|就|先"
    r"|暂时?|还是)?不"
    r"(?:想|留|给|说|讲|填|评|愿意?|告诉|提供|清楚|知道|晓得|确定|用|必|要|需要)(?:了|吧|啊|的|你|留|说|给"
    r"|电话|名字|评)*\W*$"
    r"|就?不(?:留|给|提供|透露|填|评价?|打分)(?:了|吧|电话|手机|名字|$)|保密|隐私|跳过|略过|拒绝|免了"
    r"|(?:以后|下次|下回|回头|晚点|晚些|改天|过几天|过后)再(?:评|打|说|填|给|留)|(?:商业)?(?:秘密|机密)|不公开"
    r"|无可奉告|没想好|没定|说不准|没有?手机|没有?电话"
    r"|^\W*(?:没有|没得|冇得|没)(?:了|啦|别的)?(?:，?就这些)?(?:了)?\W*$"
)
_AGREE = re.compile(
    r"^\W*(?:(?:嗯+|恩+|哦|好|噢)\W*)?(?:对+|对的|对头|是|是的|是滴|没错|不错|正确|都对|全对|可以|可以的"
    r"|没有?问题|没毛病|好|好的|好嘞|嗯+|恩+|确认|确定|无误"
    r"|行|中|要得|得行|ok|okk|yes|(?:就)?(?:直接)?提交(?:吧)?|就这样|信息(?:都|全)?(?:没错|对|正确"
    r"|无误))(?:了|的|吧|啊|呀|咯|哒)*"
    r"(?:\W+(?:对的?|是的?|没错|没问题|提交吧?|可以|就这样吧?|都对|确认|谢谢|就这么办|没改的))*\W*$",
    re.IGNORECASE,
)
# Said twice over or with haste: 对对对快点, 行行行赶紧, 好好好抓紧办.
_EAGER = re.compile(
    r"^\W*(?:嗯+|哦|哎)?\W*(?:对|是|行|好|中|可以|没错|没问题|确认|提交|就这样|ok)(?:的|了|吧|啊|呀|滴|嘞|咯)*"
    r"(?:[\W]*(?:对|是|行|好|中|可以|没错|没问题|确认|提交|就这样|就这么办|都对|ok|快点?|快些|赶紧|赶快"
    r"|抓紧|马上|立刻|尽快|急|很急|挺急"
    r"|搞快点|办|弄|搞|帮我|给我|麻烦|你们?|别墨迹|别磨蹭|谢谢)(?:的|了|吧|啊|呀|滴|嘞|咯|点|些)*)*\W*$",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"有(?:新|别|其[他它])的?(?:没有?|吗|么)|换一?[批些个家组]|换换|别的|其[他它]|再(?:来|推荐|看|找|给|换|多)|还有(?:没有)?(?:别|其|更|哪|吗|没"
    r"|么)|下一[批页组]|更多"
    r"|有没有.{0,6}[的点]|(?:便宜|近|好|快|大|专业|靠谱|免费|本地|附近).{0,3}(?:点的?|一点的?"
    r"|的)(?:有)?(?:吗|没|么|不|呢)?[？?]?$"
)
_ENOUGH = re.compile(r"不(?:用|要|必|想)?(?:换|看|再|推荐|了)|都不要了|就(?:这|要|选|第)|第[一二三四五六七八九十0-9]")
_GIVES_UP = re.compile(
    r"算了|取消|撤|不(?:办|投诉|弄|要|反映|说|搞|想弄|想办|处理|提交?|报)了|放弃|不想投诉|当我没|退出|重来"
)
_YES_FIRST = re.compile(
    r"^\W*(?:对+的?|是的|没错|没问题|好的|可以|行|嗯+|确认|正确)[，,、。！!\s]+(?!但|不过|就是|只是|除了)\S{1,20}$"
)
_APPEAL = re.compile(
    r"(?:给|讨)(?:我们?)?(?:一?个)?(?:说法|交代)|我们?(?:要|想)(?:投诉|举报)|(?:要|想)(?:投诉|举报)一?下?|向你们(?:投诉|举报|反映)"
)
_APPEAL_TAKEN = re.compile(r"^(?!.*(?:不|别)).{0,6}(?:诉求|投诉).{0,4}$")
_INQUIRY = re.compile(r"[？?]|吗|多久|为什么|为啥|干嘛|干什么|做什么用|凭什么|怎么|有没有|能不能|是不是")
_QUESTION = re.compile(
    r"多[少长大]|几[点号天时个月折成]|会不会|可不可以|什么时候|何时|哪[里个些]|到哪|谁[能会看]|([\u4e00-\u9fff])不\1"
    r"|[能会要可][^，,。不]{1,10}不[？?]?$"
)
_WRONGED = re.compile(
    r"坑(?:死|惨|苦|了)+我|(?:骗|坑|害)(?:了|死|惨|苦)?(?:我|人)|把我们?.{0,6}(?:坑|骗|害)|拿了钱不|收了钱不|跑了.{1,3}[趟次]"
)
_HASTE = re.compile(
    r"^\W*(?:那|就|你|你们|麻烦|请|给我|帮我|我很|很|挺|太|快|急|赶)*(?:快点?|快些|赶紧|赶快|抓紧|马上|立刻|尽快|急)(?:的|点|办|弄|搞|找|提交|给我|帮我|吧|啊|呀|些|着|死了|呢)*\W*$"
)
_LEAVES_IT = re.compile(
    r"^\W*(?:那|就)?[你您]们?(?:自己)?(?:看着(?:办|弄|来)|决定|定|安排)(?:吧|就行|就好|就可以)?\W*$"
    r"|^\W*(?:不用|不必|别)(?:再)?(?:确认|核对|问)了?[，,\s]*(?:直接|就)?(?:给我|提交|登记|找|办|弄|吧|了|就行){0,3}\W*$"
    r"|^\W*(?:随便|随你们?|都行|都可以|无所谓|听你们?的)(?:吧|啦|了|的)?\W*$"
    r"|^\W*(?:那|就|我)*先(?:给我|帮我|让我)?(?:看看?|看一?下|找找看?|瞧瞧)(?:都?有(?:哪些|什么|啥)(?:合适|能办)?的?)?(?:吧|再说|了|呢)*\W*$"
)
_ENGLISH_YES = re.compile(
    r"^\W*(?:yes|yeah|yep|sure|correct|right|ok(?:ay)?)\b(?!.*\b(?:but|not?|wrong|change)\b)", re.IGNORECASE
)
_ANOTHER = re.compile(
    r"(?:还|另外|对了|顺便|再帮|除此之外)[^没不]{0,6}(?:想|需要|要|得)(?!.{0,3}[改等])"
    r"|(?:另外|还有)(?:一|个|件).{0,2}(?:事|需求)|(?:另外|顺便|顺带|对了).{0,2}再?帮我"
)
# Beside the account of a wrong: something of one's own is wanted too (另外想贷款五十万, 我们还想找人代账).
_BESIDES = re.compile(
    r"(?:另外|对了|顺便|此外|除此之外|还有(?:一|个)?.{0,2}(?:件|个)?事?)[，,：:\s]*(?:我们?)?(?:也|还|再)?(?:想|需要|要|请|帮|给我(?:们)?(?:再)?找)(?!.{0,3}(?:求|改))"
    r"|我们?(?:也|还)(?:想|需要)(?!.{0,3}(?:求|改|说|补充|反映|投诉|举报|问))"
)
_WANT = re.compile(r"想|需要|急需|[^不主]要(?!求)|^要|求|找|请|帮|办|贷|招|申请|缺|怎么|如何|有没有|能不能|差")
_JUDGEMENT = re.compile(r"满意|好评|差评|不错|很好|挺好|蛮好|还行|还可以|一般|凑合|太差|很差|糟糕|给力")
_BLAME = re.compile(
    r"太?(?:慢|拖|差|敷衍|坑|水)(?:了|得|死|吞吞)?|不(?:行|专业|负责|靠谱|耐烦|上心|好)|没(?:影|下文|用|帮|解决|效果)|白跑|白等"
)
_ACCUSATION = re.compile(
    r"凭什么|为什么|为啥|合[法理]吗|对吗|有这样|这样|他们?|她们?|它们?|不[给让肯办批]|没人管|拖|乱|欠|罚|卡着|扣|推"
)
_SLOT_NAME = re.compile(
    r"电话|手机|号码|联系人|名字|姓名|称呼|地区|地方|地址|城市|金额|数额|钱|预算|时间|日期|期限|人数|行业"
    r"|公司|企业|需求|类别"
)


def wants_human(text: str) -> bool:
    """Return whether a person is asked for in so many words."""
    return bool(_HUMAN.search(text) or _ENGLISH_HUMAN.search(text))


def corrects(text: str) -> bool:
    """Return whether a value is said to be wrong or to be replaced."""
    return bool(_CORRECTION.search(text))


def refuses(text: str) -> bool:
    """Return whether an answer is refused or not known."""
    return bool(_REFUSAL.search(text))


def agrees(text: str) -> bool:
    """Return whether the reply is a yes, plain or eager, and nothing else."""
    return bool(_AGREE.match(text) or _EAGER.match(text) or _ENGLISH_YES.match(text))


def leaves_it(text: str) -> bool:
    """Return whether the reply leaves it to us (你看着办吧), or only wants to see what there is (先看看)."""
    return bool(_LEAVES_IT.match(text))


def hastens(text: str) -> bool:
    """Return whether the reply only says that it is to go on quickly (快点)."""
    return bool(_HASTE.match(text))


def wronged(text: str) -> bool:
    """Return whether somebody is said to have cheated or harmed the speaker."""
    return bool(_WRONGED.search(text))


def begins_with_yes(text: str) -> bool:
    """Return whether the reply begins with a yes and takes nothing of it back (对的，两个都要)."""
    return bool(_YES_FIRST.match(text)) and not (corrects(text) or refuses(text) or inquires(text))


def announces_appeal(text: str) -> bool:
    """Return whether the message says in so many words that it is a complaint."""
    return bool(_APPEAL.search(text)) and not appeal_answers.denies(text)


def takes_appeal(text: str) -> bool:
    """Return whether the reply takes the offer of an appeal (登记诉求, 那就投诉吧)."""
    return bool(_APPEAL_TAKEN.match(text))


def inquires(text: str) -> bool:
    """Return whether the reply asks something back."""
    return bool(_INQUIRY.search(text))


def questions(text: str) -> bool:
    """Return whether the reply asks for information: what :func:`inquires` finds, or how much, when and where."""
    return inquires(text) or bool(_QUESTION.search(text))


def states_another_need(text: str) -> bool:
    """Return whether the reply brings up something further that is wanted."""
    return bool(_ANOTHER.search(text)) and not corrects(text)


def wants_besides(text: str) -> bool:
    """Return whether a need of one's own is brought up beside what the talk is about, and nobody is accused."""
    return bool(_BESIDES.search(text)) and not accuses(text)


def wants(text: str) -> bool:
    """Return whether something is wanted, in whatever words."""
    return bool(_WANT.search(text))


def judges(text: str) -> bool:
    """Return whether the reply says how good something was."""
    return bool(_JUDGEMENT.search(text))


def blames(text: str) -> bool:
    """Return whether the reply says what was bad about a service that is to be rated."""
    return bool(_BLAME.search(text))


def wants_more(text: str) -> bool:
    """Return whether other proposals than those shown are asked for."""
    return bool(_MORE.search(text)) and not _ENOUGH.search(text)


def gives_up(text: str) -> bool:
    """Return whether the whole matter is dropped in so many words."""
    return bool(_GIVES_UP.search(text))


def names_slot(text: str) -> bool:
    """Return whether one of the summary's lines is named."""
    return bool(_SLOT_NAME.search(text))


def accuses(text: str) -> bool:
    """Return whether the words speak of a wrong that somebody did."""
    return bool(_ACCUSATION.search(text))


def answered(asked: str | None, slots: Mapping[str, Any]) -> bool:
    """Return whether what was asked is among the values found."""
    return any(name in slots for name in FACTS.get(asked or "", ()))
