"""What a message says: whether a person or a machine wrote it, what kind it is, and where it says that it belongs."""
