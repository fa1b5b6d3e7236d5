"""The service: HTTP, the database, and the wiring of everything."""
