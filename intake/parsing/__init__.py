"""A message taken apart: raw bytes to header fields, texts and files, whatever the sender's program made of them."""
