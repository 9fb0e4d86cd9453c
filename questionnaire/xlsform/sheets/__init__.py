"""The sheets of a form as rows of named texts, in every language, and the names and cells in them."""
