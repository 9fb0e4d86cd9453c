"""Wrappings that are no MIME: one file each, with an object `UNPACK`, finds the files or the message inside."""
