"""What one row of the survey sheet asks: its type, its columns and what stands around its answer."""
