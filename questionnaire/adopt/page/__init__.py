"""How a sheet is drawn: lines to write on, boxes, print that repeats itself, and cells that look alike."""
