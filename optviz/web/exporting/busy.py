"""What is said to somebody who is to try again later."""

from optviz.exports.base import ExportError


class Busy(ExportError):
    """There is no room for it now. Its one problem says after how many `seconds` to try again."""

    @property
    def seconds(self) -> int:
        return self.problems[0].arguments["seconds"]
