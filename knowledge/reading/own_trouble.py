"""What befell the enterprise itself, for which it needs somebody and blames no body: 列入异常名录, 被告了, 排放超标."""

from __future__ import annotations

import re

_BEFELL = re.compile(
    r"异常名录|非正常户|失信|黑名单|处罚记录|超标|(?:抽检|检查|验收|验厂|审核|检测)[^，,。]{0,4}(?:不合格|没过|未过|不过关|没通过)|不合格|限期|停产整改|怎么整改|封条"
    r"|被[^，,。]{0,8}(?:告了|起诉|仲裁|盗|黑了|冻结|扣了|扣下|查封|举报|抢注|抄袭|仿冒|侵权|差评|冒用|吊销)|(?:告|起诉|举报)(?:了)?我们|账户[^，,。]{0,4}冻结|说侵权"
    r"|车祸|工伤|事故|(?:手|脚|腿|头|人)[^，,。]{0,2}被[^，,。]{0,3}(?:压|砸|轧|夹|伤|烫|烧|电)|摔[了伤]|(?:失火|起火|起了火|着火|烧了|水淹)|理赔|(?:发|开)不(?:出|起)(?:工资|薪|钱)|工资[^，,。]{0,3}(?:发|开)不(?:出|起)|没钱(?:发|进|买|付|交)|周转不|资金链?(?:快|要)?断|[撑熬]不下去|(?:让|要|要求|叫|催)(?:着)?(?:我们?|厂里|公司)(?:都)?(?:搞|装|上|改造|整改|重新验收|做(?!证|到))|造谣|抹黑|勒索|中了?病毒"
)
# A machine of one's own that fails, but none of the park's or the supplier's.
_FAILS = re.compile(
    r"(?:我们?|咱们?|厂里|厂子|车间|店里|公司|食堂|仓库)(?![^，,。]{0,5}(?:园区|物业|供[电水]|村|镇|街道))[^，,。]{0,5}"
    r"(?:机器|机床|设备|锅炉|电机|[产流]水?线|生产线|模具|冷库|空调|系统|网站|小程序|服务器|泵|叉车|污水站|配电[柜房箱])"
    r"[^，,。]{0,6}(?:跳闸|停机|死机|坏|崩|漏|出毛病|出故障|报警|趴窝|修不好|不转|打不开|罢工)"
)
# Somebody did not do his duty, or did wrong: a complaint, whatever befell.
_BLAMES = re.compile(
    r"不(?:管|给|办|批|肯|让|理|退|处理|解决|受理|作为|合理|公平?|服)|没人|没有人|没(?:给|发|退|到账|下来|动静|回音)|拖|卡[着了在]|推[来诿脱]|踢皮球|态度|刁难|凭什么|为什么只"
    r"|乱(?:收|罚|扣|检查)|多收|强制|强迫|内定|指定|请客|好处费|石沉|弄丢|答应|说好|承诺|投诉|反映|讨个|说法|公道|冤|坑|骗|敷衍|跑了.{1,3}[趟次]|白跑"
)


def own_trouble(text: str) -> bool:
    """Return whether a trouble of the enterprise's own is told and nobody is blamed for it."""
    return bool(_BEFELL.search(text) or _FAILS.search(text)) and not _BLAMES.search(text)
