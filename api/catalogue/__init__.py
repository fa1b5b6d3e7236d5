"""The catalogue in the database: the truth from which every index is derived."""
