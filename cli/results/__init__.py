"""Where a study stands, what was answered, and how good it is."""
