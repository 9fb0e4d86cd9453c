"""The console: pages at which staff and coordinators do with a browser what the command line does, by the same verbs of the service."""
