"""What the database works out itself: where organisations stand, what became of letters, what came back, page by page."""
