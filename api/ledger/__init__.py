"""The match ledger read whole: what was asked, found and shown, joined with what became of it."""
