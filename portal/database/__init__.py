"""The database engine: Django's PostgreSQL, except that nobody waits for a server that fell silent."""
