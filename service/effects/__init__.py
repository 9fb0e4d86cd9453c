"""What was decided about a message, applied: each effect becomes rows, letters and decisions."""
