"""What the words of a sheet say: labels, headings, units, numbers of rows, and whatever forms ask of everybody."""
