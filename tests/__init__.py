"""Tests: behaviour in sentences, on real servers and real programs."""
