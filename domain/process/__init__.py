"""What a process of the program knows of itself: its roles, its log, its gauges, its plug-ins, and where tests let it die."""
