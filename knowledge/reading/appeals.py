"""Against whom an appeal is, and whether a message already tells what happened."""

from __future__ import annotations

import re

BODY = (
    r"税务(?:所|局|分局)|政务(?:服务)?(?:大厅|中心)|办事大厅|市场监(?:督)?管(?:理)?局|市监局|工商局|质监局|环保局|生态环境局|住建局"
    r"|自然资源局|国土局|规划局|应急(?:管理)?局|安监局|消防(?:大队|支队|队|部门)?|城管(?:队|局)?|人社局|社保(?:局|中心)"
    r"|公积金中心|医保局|财政局|发改(?:委|局)|工信局|经信局|商务局|科技局|农业农村局|林业局|水利局|交通局|文旅局|卫健委|疾控"
    r"|海关|外管局|银行|支行|信用社|农商行|担保公司|保险公司|法院|仲裁委|派出所|公安局|交警(?:队)?|供电(?:所|局|公司)"
    r"|电力公司|自来水公司|燃气公司|物业(?:公司)?|管委会|园区|开发区|高新区|街道(?:办)?|镇政府|乡政府|区政府|县政府|市政府|村委会|居委会"
    r"|行业协会|商会|检测机构|认证机构|培训机构|评估机构|中介|服务机构|代账公司|代理公司|机构|平台|窗口|招标(?:代理|方)|业主单位|甲方"
)
PLACE = r"(?:[\u4e00-\u9fa5]{0,6}?(?:省|市|区|县|镇|乡|州|那个|这个|你们推荐的?))?"
OBJECT = re.compile(rf"{PLACE}[\u4e00-\u9fa5]{{0,4}}?(?:{BODY})")
LEADING = re.compile(
    r"^(?:我们?|俺们?|在|被|去|到|跟|和|向|给|要|想|投诉|举报|反映|反应|关于|就是|那个|这个|对|说|的|了|找|一下)+"
)
ONLY_ANNOUNCED = re.compile(
    r"^(?:你好|您好|喂|那个|我|我们|要|想|来|有|一个|个|一下|你们|这里|能|可以|怎么|如何"
    r"|投诉|举报|反映|反应|诉求|问题|情况|事|吗|呢|啊|吧|的|[\W_])+$"
)


def read_object(text: str) -> str | None:
    """Return the department, park, bank or institution that the appeal is against, as said."""
    found = OBJECT.search(text)
    if not found:
        return None
    return LEADING.sub("", found.group(0)) or None


def tells_facts(text: str) -> bool:
    """Tell whether the message says what happened, beyond announcing an appeal."""
    return len(re.sub(r"[\W_]", "", text)) >= 8 and not ONLY_ANNOUNCED.match(text)
