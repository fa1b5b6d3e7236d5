"""The account's menu, from a file that people can read to what the platform takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from api.channels.wechat.client import WeChatApi
from api.channels.wechat.hearing import SAY
from api.errors import InvalidInputError

PATH = Path(__file__).parent / "menu.yml"
MENU_PATH = "/cgi-bin/menu/create"
MOST_TOP, MOST_BELOW = 3, 5
MOST_TOP_BYTES, MOST_BELOW_BYTES, MOST_KEY_BYTES = 16, 60, 128


def read_menu(path: Path, public_url: str) -> dict[str, Any]:
    """Return the menu of a file as the platform takes it.

    :raises InvalidInputError: If it breaks one of the platform's rules; the sentence says where.
    """
    try:
        columns = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise InvalidInputError(f"{path.name} 不是能读的 YAML：{str(error).splitlines()[0]}") from error
    _check(isinstance(columns, list) and 1 <= len(columns) <= MOST_TOP, f"菜单要有 1 到 {MOST_TOP} 栏")
    return {"button": [_column(column, public_url) for column in columns]}


async def publish(api: WeChatApi, menu: Mapping[str, Any]) -> None:
    """Put the menu in the place of the present one.

    :raises PlatformError: If the platform refuses it.
    """
    await api.call(MENU_PATH, dict(menu))


def _column(column: Any, public_url: str) -> dict[str, Any]:
    _check(isinstance(column, dict), "每一栏要有 name")
    items: Sequence[Any] = column.get("items") or []
    if not items:
        return _button(column, public_url, MOST_TOP_BYTES)
    name = _name(column, MOST_TOP_BYTES)
    _check(len(items) <= MOST_BELOW, f"“{name}”下面最多 {MOST_BELOW} 项，现在有 {len(items)} 项")
    return {"name": name, "sub_button": [_button(item, public_url, MOST_BELOW_BYTES) for item in items]}


def _button(item: Any, public_url: str, most_bytes: int) -> dict[str, Any]:
    _check(isinstance(item, dict), "每一项要有 name 和 say 或 url")
    name, say, url = _name(item, most_bytes), str(item.get("say") or ""), str(item.get("url") or "")
    _check(bool(say) != bool(url), f"“{name}”要有 say 或 url，只要一个")
    if say:
        _check(len((SAY + say).encode()) <= MOST_KEY_BYTES, f"“{name}”的 say 太长")
        return {"type": "click", "name": name, "key": SAY + say}
    whole = public_url + url if url.startswith("/") else url
    _check(whole.startswith(("http://", "https://")), f"“{name}”的 url 要以 / 或 https:// 开头")
    return {"type": "view", "name": name, "url": whole}


def _name(item: Mapping[str, Any], most_bytes: int) -> str:
    name = str(item.get("name") or "")
    _check(0 < len(name.encode()) <= most_bytes, f"名称“{name}”要有 1 到 {most_bytes // 3} 个汉字")
    return name


def _check(holds: bool, sentence: str) -> None:
    if not holds:
        raise InvalidInputError(f"菜单：{sentence}。")
