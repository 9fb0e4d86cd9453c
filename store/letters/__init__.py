"""What is known of letters beside the outbox: which were asked for, halted or braked, reported on, and how they left."""
