"""The containers that workbooks come in: zip packages, compound files, encrypted ones; and copies of a package that differ in a part."""
