"""What runs by itself, and how that is: the tick, its alarm clock, and the doctor."""
