"""The command line, one file a noun, in rooms by what is done.

Results go to stdout, progress and errors to stderr; `--json` gives one JSON object a line.
"""
