"""Maps: the player, and beside it what comes of every value of two numbers, or of every start."""

from optviz.pages import playground


def page() -> None:
    playground.page(with_maps=True)
