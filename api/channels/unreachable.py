"""The platform gives no answer."""

from __future__ import annotations

from api.errors import UnavailableError

UNREACHABLE = "连不上微信平台。"


class PlatformUnreachableError(UnavailableError):
    """The platform did not answer, or not in its own shape."""

    def __init__(self) -> None:
        super().__init__(UNREACHABLE)
