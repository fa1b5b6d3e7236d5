"""Ratings: how content an enterprise is with a finished demand or an answered appeal, and what it wants if not."""
