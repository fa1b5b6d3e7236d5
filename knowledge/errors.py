"""The base error of this room; every specific error derives from it."""

from __future__ import annotations


class KnowledgeError(Exception):
    """Something in the trade knowledge is missing, malformed or contradictory."""
