"""Consent: which text stood before a person when a name or a number was first taken down."""
