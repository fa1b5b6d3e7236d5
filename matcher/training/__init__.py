"""Trains the project's own encoder from the project's own texts: no hub, two cores, two minutes, the same every time."""
