"""`python -m cli`: the program, for a Python that has no command of its name."""

from cli.start import run

if __name__ == "__main__":
    run()
