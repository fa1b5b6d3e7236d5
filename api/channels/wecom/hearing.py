"""What a person's message at the customer service means to the conversation."""

from __future__ import annotations

from api.channels import texts
from api.channels.heard import Heard, place_of
from api.channels.wecom.incoming import KfMessage
from api.conversations.schemas import MAX_TEXT
from knowledge import slots

NAMES = {"image": "图片", "voice": "语音", "video": "视频", "file": "文件", "miniprogram": "小程序"}


def hear(message: KfMessage) -> Heard:
    """Return what a message means; a menu that was clicked comes as the words on it."""
    kind = message.kind
    if kind == "text":
        said = message.text("content")
        return Heard(say=said[:MAX_TEXT]) if said else Heard(reply=texts.EMPTY)
    if kind == "location":
        return _location(message)
    if kind == "link":
        title = "，".join(filter(None, (message.text("title"), message.text("desc"))))
        return Heard(aside=f"[链接] {title} {message.text('url')}".strip()[:MAX_TEXT], reply=texts.NO_FILE)
    reply = {"image": texts.NO_PICTURE, "voice": texts.NO_VOICE}.get(kind, texts.NO_FILE)
    aside = f"[{NAMES.get(kind, kind)}] {message.text('media_id') or message.text('title')}"
    return Heard(aside=aside.strip()[:MAX_TEXT], reply=reply)


def _location(message: KfMessage) -> Heard:
    """Say the place as a person would; of the coordinates nothing is kept."""
    label = message.text("address") or message.text("name")
    region = place_of(label)
    if region is None:
        return Heard(aside=f"[位置] {label}".strip()[:MAX_TEXT], reply=texts.NO_PLACE)
    return Heard(say=f"在{slots.place(region)}", region=region)
