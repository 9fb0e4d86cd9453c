"""Cases: what waits for a person, and why."""
