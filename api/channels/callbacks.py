"""What every callback of a platform is held to: a signature that is not old, and a body no longer than a message."""

from __future__ import annotations

import time

from fastapi import Request

from api.channels.crypto import SignatureError
from api.channels.xml_messages import MOST_BYTES
from api.errors import TooLargeError

MOST_SKEW_SECONDS = 600  # a signature is good for so long
SECONDS_DIGITS = 10


def check_time(timestamp: str) -> None:
    """Refuse what somebody kept and sends again later.

    :raises SignatureError: If it is older or younger than the clocks may differ.
    """
    is_number = timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= SECONDS_DIGITS
    if not is_number or abs(time.time() - int(timestamp)) > MOST_SKEW_SECONDS:
        raise SignatureError("签名已过期，请核对服务器的时间。")


async def read_body(request: Request) -> bytes:
    """Read no more than a message can be long.

    :raises TooLargeError: If it is longer.
    """
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise TooLargeError(f"消息太长，最多 {MOST_BYTES // 1000} KB。")
    return bytes(body)
