"""What workbooks, sheets and columns in other languages say of the same questions."""
