"""What a user may see: all, the subtree of a window, or what was dispatched to an institution."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from api.accounts.models import Role, User
from api.errors import NotAllowedError
from api.windows import tree
from api.windows.tree import WindowTree


@dataclass(frozen=True)
class Scope:
    """The rows a user may see.

    :param everything: The hub and administrators: no row is hidden.
    :param windows: Else, keys of the user's window and all below it.
    :param institution: Or, for who works for a service institution, its key; no window then.
    :param home: The user's own window.
    """

    everything: bool = False
    windows: frozenset[str] = frozenset()
    institution: str | None = None
    home: str | None = None

    def has(self, window: str | None) -> bool:
        """Tell whether a window lies in this scope."""
        return self.everything or (window is not None and window in self.windows)

    def is_above(self, window: str | None, windows: WindowTree) -> bool:
        """Tell whether the user's window stands over another one; the hub stands over all."""
        return self.everything or (self.home != window and any(node.key == self.home for node in windows.up(window)))

    def require_above(self, session: Session, window: str | None) -> None:
        """Let only those urge a window that stand over it.

        :raises NotAllowedError: If the user's window does not.
        """
        if not self.is_above(window, tree.load(session)):
            raise NotAllowedError("只有上级窗口可以督办。")


def of(session: Session, user: User, windows: WindowTree | None = None) -> Scope:
    """Return the scope of a user; a window that left the tree leaves its user nothing but itself.

    Users without a window belong to the hub; users of an institution see what was dispatched to it, none of it if none
    is named.
    """
    if user.role is Role.INSTITUTION:
        return Scope(institution=user.institution or "")
    if user.role is Role.ADMIN or user.window is None:
        return Scope(everything=True)
    known = windows or tree.load(session)
    if known.is_hub(user.window):
        return Scope(everything=True, home=user.window)
    return Scope(windows=known.under(user.window), home=user.window)
