"""What waits for a person and how it is decided, marked, put right or undone."""
