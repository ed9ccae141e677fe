"""The release that this is, for the package and its command."""

__version__ = "0.9.0.dev0"
