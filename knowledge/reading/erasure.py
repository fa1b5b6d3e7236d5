"""Whether somebody wants what is kept of him deleted, and whether he says yes to it."""

from __future__ import annotations

import re

_DELETES = r"(?:删(?:除|掉|了|光|干净|一下)?|清(?:除|空|掉)|抹(?:掉|去|除)|销毁|注销)"
_KEPT = (
    r"(?:(?:个人|全部|所有|登记|填|留)的?){0,3}(?:信息|资料|数据|隐私|档案|账号|帐号|账户|帐户|用户)|聊天|对话|(?:聊天|对话|我的|所有|全部)的?(?:记录|痕迹)"
    r"|我的?(?:名字|姓名|微信)"
)
_NUMBER = r"(?:电话|手机|号码|联系方式)(?:号码?)?(?!里|上|机|店|销|的)"
_NUMBER_GONE = re.compile(
    rf"(?:{_DELETES}|去掉|拿掉|划掉)[^，,。！!？?]{{0,6}}{_NUMBER}"
    rf"|{_NUMBER}[^，,。！!？?\d]{{0,8}}[，,]?[^，,。！!？?\d]{{0,4}}(?:{_DELETES}|去掉|拿掉|划掉|(?:别|不要|不想)(?:再)?(?:留|存|保留)(?:着|了|在))"
    rf"|(?:别|不要|不许|不准|不想)(?:再)?(?:留着|存着?|保存|保留)我?的?{_NUMBER}"
)
_KEEPS_MORE = re.compile(
    r"信息|资料|数据|隐私|档案|账号|帐号|账户|帐户|聊天|对话|记录|名字|姓名|微信|全部|所有|都删|是不是|会不会|改成|换成"
)
_OF_PERSON = re.compile(
    rf"{_DELETES}[^，,。！!？?]{{0,10}}(?:{_KEPT})|(?:{_KEPT})[^，,。！!？?]{{0,10}}{_DELETES}"
    r"|^\W*(?:我要?|我想|帮我|给我|请)?注销(?:掉|一下|吧|了)?\W*$|把我(?:从[^，,。]{0,8})?(?:注销|删)"
    r"|不想(?:再)?(?:在你们?(?:这里|这儿|平台|那里)?)?留(?:着|下)?(?:任何|我的|什么)?(?:资料|信息|记录|痕迹|底子?)"
    r"|(?:别|不要|不许|不准)(?:再)?(?:留|存|保存|保留)(?:着)?我的?(?:任何|个人)?(?:资料|信息|记录|数据)"
)
_OF_FIRM = re.compile(
    r"(?:公司|企业|执照|营业|个体户?|商标|税务|税控|户口|社保|许可证?|资质|工商|证书|备案|客户|员工|数据库|网站|(?<!你们)(?<!平台)系统|舆情|差评)"
)
LONGEST_YES = 20  # characters of a plain yes
_SURE = re.compile(
    r"^\W*(?:(?:嗯+|对|是|好|行|可以|确认|确定|没错|我)(?:的|了|吧|啊)*\W*)*(?:确认|确定|要|都|全部?|马上|立刻|现在|就|帮我|给我|请)*"
    r"(?:删(?:除|掉|了|光)?|清(?:除|空|掉)|注销|确认|确定|对|是|好|行|可以|没错)(?:的|了|吧|啊|呀|掉|干净|我的信息)*\W*$"
)


def wishes_erasure(text: str) -> bool:
    """Return whether the personal data kept here is to be deleted; a firm's or a licence's end is something else."""
    found = _OF_PERSON.search(text)
    return bool(found) and not _OF_FIRM.search(text)


def drops_number(text: str) -> bool:
    """Return whether the telephone number alone is to be taken out of what is kept here."""
    return bool(_NUMBER_GONE.search(text)) and not (_KEEPS_MORE.search(text) or _OF_FIRM.search(text))


def confirms_erasure(text: str) -> bool:
    """Return whether the answer is a plain yes to the deletion and nothing else."""
    return len(text) <= LONGEST_YES and bool(_SURE.match(text))
