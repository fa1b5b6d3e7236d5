"""Text messages that come back: answers, the wish to get no more of them, and what became of those sent."""
