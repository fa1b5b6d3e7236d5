"""Rasa's SQL tracker store with the events encrypted: the talk holds names and phone numbers."""

from __future__ import annotations

import os
from typing import Any

from cryptography.fernet import Fernet
from rasa.core.tracker_store import SQLTrackerStore
from sqlalchemy import Text
from sqlalchemy.types import TypeDecorator

KEY = "QIFU_TRACKER_KEY"


class EncryptedText(TypeDecorator):
    """Text that is unreadable in the database file; the key comes from the process runner."""

    impl = Text
    cache_ok = True

    def __init__(self) -> None:
        super().__init__()
        self._fernet = Fernet(os.environ[KEY])

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        """Encrypt on the way in."""
        return None if value is None else self._fernet.encrypt(value.encode()).decode("ascii")

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:
        """Decrypt on the way out."""
        return None if value is None else self._fernet.decrypt(value.encode("ascii")).decode()


class EncryptedTrackerStore(SQLTrackerStore):
    """Differs from Rasa's store in the type of one column.

    :raises KeyError: If the key is not in the environment; without it nothing may be stored.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.SQLEvent.__table__.c.data.type = EncryptedText()
        super().__init__(*args, **kwargs)
