"""Every table, imported in one place so that migrations and tests see the whole schema."""

from __future__ import annotations

from sqlmodel import SQLModel

from api import numbering
from api.accounts import models as accounts
from api.appeals import models as appeals
from api.callbacks import models as callbacks
from api.catalogue import feedback
from api.catalogue import models as catalogue
from api.conversations import models as conversations
from api.demands import models as demands
from api.gaps import models as gaps
from api.matches import models as matches
from api.outbox import models as outbox
from api.ratings import models as ratings

__all__ = [
    "accounts",
    "appeals",
    "callbacks",
    "catalogue",
    "conversations",
    "demands",
    "feedback",
    "gaps",
    "matches",
    "metadata",
    "numbering",
    "outbox",
    "ratings",
]

metadata = SQLModel.metadata
