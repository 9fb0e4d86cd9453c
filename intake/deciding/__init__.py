"""What is done about a message: to whom it belongs, what becomes of its files, and who is answered."""
