"""Spreadsheet files as bytes: what is it, is it safe, its cells, parts patched in place, the child process."""
