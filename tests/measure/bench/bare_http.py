"""A client that costs the measuring process next to nothing: one connection a request, as the platform itself does it.

With several hundred requests at once ``httpx`` spends its time looking through its pool, and what is measured is the
client.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status_code: int
    content: bytes


class BareHttp:
    """Posts to one host."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port

    async def post(self, path: str, params: Mapping[str, str], content: bytes) -> Answer:
        """Post a body on a connection of its own."""
        reader, writer = await asyncio.open_connection(self._host, self._port)
        head = (
            f"POST {path}?{urlencode(params)} HTTP/1.1\r\nHost: {self._host}\r\nContent-Type: text/xml\r\n"
            f"Content-Length: {len(content)}\r\nConnection: close\r\n\r\n"
        )
        try:
            writer.write(head.encode() + content)
            whole = await reader.read()
        finally:
            writer.close()
        lines, _, body = whole.partition(b"\r\n\r\n")
        return Answer(int(lines.split(b" ", 2)[1]), body)
