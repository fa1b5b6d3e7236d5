"""The keys under which personal data lies: whether they open it, and changing them while the service runs."""
