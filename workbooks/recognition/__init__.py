"""What a file is, by its content, and what its bytes say as a text."""
