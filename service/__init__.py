"""When and why: configuration, wiring, the tick, and one file per verb."""
