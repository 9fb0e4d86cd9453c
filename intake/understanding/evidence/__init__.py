"""Where a message says that it belongs, whether its author is who they say, and what its header shows."""
