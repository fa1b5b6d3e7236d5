"""The id under which a platform knows a message of ours, made of its key: what is sent again is the same message."""

from __future__ import annotations

import hashlib

MOST_CHARACTERS = 32  # that WeChat and WeCom take, of 0-9 a-z A-Z _ -


def message_id_of(key: str) -> str:
    """Return the id; the same for the same key."""
    return hashlib.sha256(f"qifu:{key}".encode()).hexdigest()[:MOST_CHARACTERS]
