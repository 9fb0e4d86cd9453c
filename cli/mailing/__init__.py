"""What leaves and comes in: mailings, letters and deliveries."""
