"""Which conversations and which number belong to one person of an enterprise, and how that was proven."""
