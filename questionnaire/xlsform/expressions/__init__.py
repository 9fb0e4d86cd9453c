"""What the expressions and texts of a form name, once all names are known; and which of them never hold, or only elsewhere."""
