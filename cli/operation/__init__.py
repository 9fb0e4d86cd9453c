"""The installation itself: begun, looked after, kept in a file, opened to browsers, and shown."""
