"""The room's base error."""

from __future__ import annotations

from api.errors import QifuError


class BackupError(QifuError):
    """A backup that cannot be made, or must not be restored; what was there before is as it was."""
