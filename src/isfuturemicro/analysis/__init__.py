"""Estimates from harmonised rows, and the report's claims held against them."""
