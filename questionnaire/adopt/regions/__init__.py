"""The cells that ask put together: single answers, tables and matrices, and what a sheet asks beneath each heading."""
