"""The platform's rules for template messages: every field of the template is filled, each with what its kind takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

SAMPLE = {
    "sample-template": "进度：{{thing1.DATA}}\n时间：{{time2.DATA}}",
    "sample-follow-up": (
        "编号：{{character_string1.DATA}}\n事项：{{thing2.DATA}}\n进度：{{phrase3.DATA}}\n"
        "时间：{{time4.DATA}}\n说明：{{thing5.DATA}}"
    ),
}
PLACE = re.compile(r"\{\{(\w+)\.DATA\}\}")
TAKES = {
    "thing": re.compile(r"[^\n]{1,20}"),
    "phrase": re.compile("[\u4e00-\u9fff]{1,5}"),
    "character_string": re.compile(r"[\x21-\x7e]{1,32}"),
    "phone_number": re.compile(r"[0-9+() -]{1,17}"),
    "number": re.compile(r"-?[0-9]{1,32}(\.[0-9]+)?"),
    "time": re.compile(r"(\d{4}年\d{1,2}月\d{1,2}日)?( ?\d{1,2}:\d{2}(:\d{2})?)?"),
    "date": re.compile(r"\d{4}年\d{1,2}月\d{1,2}日( \d{1,2}:\d{2})?"),
}
ANYTHING = re.compile(r"[^\n]{1,200}")
MESSAGE_ID = re.compile(r"[0-9a-zA-Z_-]{1,32}")


def refusal(asked: Mapping[str, Any], templates: Mapping[str, str]) -> int:
    """Return the code that refuses a template message, 0 if it is taken."""
    content = templates.get(str(asked.get("template_id")))
    if content is None:
        return 40037
    url = asked.get("url") or ""
    if url and not str(url).startswith(("http://", "https://")):
        return 40048
    if not MESSAGE_ID.fullmatch(str(asked.get("client_msg_id") or "-")):
        return 47003
    data, wanted = asked.get("data"), PLACE.findall(content)
    if not isinstance(data, Mapping) or set(data) != set(wanted):
        return 47003
    return 0 if all(_takes(name, data[name]) for name in wanted) else 47003


def shown(asked: Mapping[str, Any], templates: Mapping[str, str]) -> str:
    """Return what the person sees."""
    content, data = templates[str(asked["template_id"])], asked["data"]
    return PLACE.sub(lambda place: str(data[place[1]]["value"]), content)


def listing(templates: Mapping[str, str]) -> dict[str, Any]:
    """Return the account's templates as the platform lists them."""
    rows = [{"template_id": number, "title": "样例", "content": content} for number, content in templates.items()]
    return {"template_list": rows}


def _takes(name: str, given: Any) -> bool:
    value = given.get("value") if isinstance(given, Mapping) else None
    rule = TAKES.get(name.rstrip("0123456789"), ANYTHING)
    return isinstance(value, str) and bool(value) and rule.fullmatch(value) is not None
