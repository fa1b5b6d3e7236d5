"""Conversations: every message kept before it is understood, every answer given once."""
