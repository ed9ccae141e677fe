"""The loss surfaces: the folder `surfaces/` at the top of the repository, which an installed optviz has in here."""

from pathlib import Path

__path__ = [str(Path(__file__).parents[2] / "surfaces")]
