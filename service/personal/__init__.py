"""What is held about people: looked up for whoever asks, kept for a time, and erased."""
