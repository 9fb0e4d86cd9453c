"""What is typed into a cell that asks: by its format, by the words around it, and sign by sign."""
