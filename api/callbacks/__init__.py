"""Call-backs: an enterprise wants to be rung up, and an agent does it."""
