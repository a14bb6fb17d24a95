"""Running the notebooks and publishing their pages."""

from .publish import publish

__all__ = ["publish"]
