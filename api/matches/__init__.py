"""Matches: the ledger of what was searched, found, shown."""
