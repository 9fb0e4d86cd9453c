"""What the text in a cell means, as the type that its question asks for."""
