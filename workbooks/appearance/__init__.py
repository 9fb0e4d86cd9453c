"""What is seen of a cell: its number's format, its inks, and whether anybody sees it at all."""
