"""Deterministic readers: amounts, people, dates, places and contacts out of Chinese sentences."""
