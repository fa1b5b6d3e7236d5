"""Whether somebody wants done what the law forbids: bought invoices, forged papers, lent licences, thugs for debts.

Whoever asks what follows from such a thing, or has suffered it, wants nothing of the kind.
"""

from __future__ import annotations

import re

LONGEST = 120  # characters; more is a story, in which such words stand for what others did
_FALSE = r"(?:假|伪造|虚假|造假|仿造|PS|ps|p一?份|p个)"
_PAPER = (
    r"(?:社保|证明|合同|流水|报告|报表|执照|证书?|材料|资料|章|公章|印章|审计|发票|票据|学历|业绩|数据|财报"
    r"|评估|检测报告|完税)"
)
_UNLAWFUL = re.compile(
    r"虚开|(?:没有?|无)(?:真实)?(?:业务|交易)[^，,。]{0,8}(?:开|票)|(?:开|买|找|弄|搞|要)[^，,。]{0,8}票[^。]{0,12}(?:没有?|无)(?:真实)?(?:的)?(?:业务|交易)"
    r"|(?:买|卖|倒卖|弄|搞|找)(?:点|些|几张|一些)?(?:进项|销项|增值税|专用|专)?(?:发)?票(?!据?打印|夹|本|软件|系统|设备)"
    r"|(?:发?票)[^，,。]{0,6}(?:冲账|充账|冲成本|平账|抵账)|(?:冲账|充账|冲成本)[^，,。]{0,6}(?:发?票)"
    rf"|{_FALSE}(?:一?[个份张套几]|些|的|几份){{0,3}}{_PAPER}|{_PAPER}[^，,。]{{0,4}}(?:造假|作假|做假|弄假|伪造)"
    r"|做假账|两套账|内外账|(?:报表|流水|数据|账)[^，,。]{0,8}(?:做|改|弄|调|P|p)(?:得)?(?:好看|漂亮|高|大)|(?:逃|偷|漏)税"
    r"|(?:买|办)(?:个|一?本|张)?[^，,。]{0,8}(?:资质|证书?|执照)[^。]{0,6}(?:不用|免)(?:考试?|审|培训)|(?:花钱|直接)买[^，,。]{0,8}(?:证|资质)"
    r"|挂靠[^，,。]{0,8}(?:证|资质)|(?:借|租)[^，,。]{0,6}(?:资质|证书?)[^，,。]{0,4}(?:投标|用)|(?:证|资质)[^，,。]{0,6}(?:挂靠|出租|挂证)"
    r"|围标|串标|陪标|洗钱|走私|套(?:取|点|出)(?:补贴|补助|资金|贷款)|骗(?:补|取|贷)|刷[^，,。牙卡脸]{0,2}(?:单|好评|流水)(?!.{0,4}防)|代考|替考"
    r"|(?:堵门|泼油漆|打一顿|教训(?:他|一下)|吓唬|人肉|非法)[^，,。]{0,6}|(?:送|塞)(?:点|个)?(?:红包|礼|钱)[^，,。]{0,8}(?:审批|领导|局|科长|通过)"
)
_WANTS = re.compile(
    r"帮|找|想|要|能不能|可不可以|可以(?!举报)|有没有|行不|给我|替|搞|弄|开点|买点|介绍|安排|怎么(?:弄|搞|买|做|开)"
)
_SUFFERED = re.compile(
    r"被|收到|对方|别人(?:给|开)|供应商|客户|员工|会计(?!帮)|举报|投诉|判|处罚|罚多少|后果|违法|犯法|合法|算不算|怎么处理|怎么办|认定|风险|防|避免|税务(?:局)?说|律师|官司|辩护"
)


def is_unlawful(text: str) -> bool:
    """Return whether the words ask for something that nobody may be found for."""
    if len(text) > LONGEST or not _UNLAWFUL.search(text):
        return False
    return bool(_WANTS.search(text)) and not _SUFFERED.search(text)
