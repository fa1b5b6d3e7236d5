"""The catalogue as tables for people: ``.xlsx`` and ``.csv`` with Chinese headers, in and out."""
