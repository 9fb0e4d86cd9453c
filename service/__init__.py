"""When and why: a room for each thing that is done, a file for each verb, and the wiring of them all."""
