"""Cases, and deciding: what waits for a person, what happened, and what the decisions in force come to."""
