"""Trains the project's own encoder from its own texts: no hub, two cores, two minutes, the same every time."""
