"""The steps from the first shape of the database to today's, one file a step; Alembic reads them by their names."""
