"""Rasa graph components, one per file; what they know stands in ``knowledge``."""
