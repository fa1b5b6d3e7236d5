"""Every table, imported in one place so that migrations and tests see the whole schema."""

from __future__ import annotations

from sqlmodel import SQLModel

from api import numbering
from api.accounts import models as accounts
from api.appeals import models as appeals
from api.callbacks import models as callbacks
from api.catalogue import feedback, import_models
from api.catalogue import models as catalogue
from api.channels import models as channels
from api.channels.wechat import models as wechat
from api.channels.wecom import models as wecom
from api.consents import models as consents
from api.console import models as console
from api.conversations import models as conversations
from api.demands import models as demands
from api.demands import work_models as work
from api.followups import models as followups
from api.followups.sms import models as sms
from api.gaps import models as gaps
from api.identity import models as identity
from api.live import models as live
from api.matches import models as matches
from api.outbox import models as outbox
from api.privacy import models as privacy
from api.ratings import models as ratings

__all__ = [
    "accounts",
    "appeals",
    "callbacks",
    "catalogue",
    "channels",
    "consents",
    "conversations",
    "console",
    "demands",
    "followups",
    "feedback",
    "gaps",
    "identity",
    "import_models",
    "live",
    "matches",
    "metadata",
    "numbering",
    "outbox",
    "privacy",
    "ratings",
    "sms",
    "wechat",
    "wecom",
    "work",
]

metadata = SQLModel.metadata
