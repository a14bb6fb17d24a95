"""Hold the claims of *Is the Future Micro?* (2021) against open data."""

__version__ = "0.1.0"
