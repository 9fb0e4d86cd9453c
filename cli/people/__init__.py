"""Who is written to, and what is held about them."""
