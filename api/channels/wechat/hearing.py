"""What a message means to the conversation: words to be said, something put aside, or nothing."""

from __future__ import annotations

from api.channels import texts
from api.channels.heard import Heard, place_of
from api.channels.wechat.incoming import Incoming
from api.conversations.schemas import MAX_TEXT
from knowledge import slots

SAY = "say:"  # a menu key that says something
NAMES = {"image": "图片", "voice": "语音", "video": "视频", "shortvideo": "小视频", "file": "文件"}


def hear(incoming: Incoming) -> Heard:
    """Return what a message means."""
    kind = incoming.kind
    if incoming.is_event:
        return _event(kind.removeprefix("event:"), incoming)
    if kind == "text":
        return Heard(say=incoming.get("Content")[:MAX_TEXT]) if incoming.get("Content") else Heard(reply=texts.EMPTY)
    if kind == "voice":
        return _voice(incoming)
    if kind == "location":
        return _location(incoming)
    if kind == "link":
        title = "，".join(filter(None, (incoming.get("Title"), incoming.get("Description"))))
        return Heard(aside=f"[链接] {title} {incoming.get('Url')}".strip(), reply=texts.NO_FILE)
    where = incoming.get("PicUrl") or incoming.get("MediaId")
    reply = texts.NO_PICTURE if kind == "image" else texts.NO_FILE
    return Heard(aside=f"[{NAMES.get(kind, kind)}] {where}".strip(), reply=reply)


def _event(event: str, incoming: Incoming) -> Heard:
    key = incoming.get("EventKey")
    if event == "subscribe":
        return Heard(reply=texts.WELCOME)
    if event == "scan":
        return Heard(reply=texts.SCANNED)
    if event == "click" and key.startswith(SAY):
        return Heard(say=key.removeprefix(SAY).strip())
    return Heard()


def _voice(incoming: Incoming) -> Heard:
    said = incoming.get("Recognition")
    if said:
        return Heard(say=said[:MAX_TEXT])
    return Heard(aside=f"[语音] {incoming.get('MediaId')}".strip(), reply=texts.NO_VOICE)


def _location(incoming: Incoming) -> Heard:
    """Say the place as a person would; of the coordinates nothing is kept."""
    label = incoming.get("Label")
    region = place_of(label)
    if region is None:
        return Heard(aside=f"[位置] {label}".strip(), reply=texts.NO_PLACE)
    return Heard(say=f"在{slots.place(region)}", region=region)
