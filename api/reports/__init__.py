"""Figures over demands, matches and those who serve: counted in the caller's scope, each cell open to its cases."""
