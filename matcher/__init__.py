"""Text and records in, ranked and explained matches out. Knows no web, no database, no environment variables."""
