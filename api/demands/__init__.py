"""Demands: what an enterprise needs, under a case number, with its choice."""
