"""The answers that count, with all that lies over them."""
