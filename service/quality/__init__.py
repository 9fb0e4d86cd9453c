"""The report on quality: rates, values that look odd, and questions about them."""
