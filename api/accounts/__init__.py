"""People who work with the platform: users, roles, tokens, audit."""
