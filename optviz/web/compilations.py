"""How many programs this process has compiled; those that it loads do not count."""

from typing import Any

import jax.monitoring

EVENT = "/jax/core/compile/backend_compile_duration"
compilations: list[float] = []
"""How long XLA took for each, in seconds."""


def note(event: str, duration_secs: float, **details: Any) -> None:
    if event == EVENT:
        compilations.append(duration_secs)


def begin_counting() -> None:
    jax.monitoring.register_event_duration_secs_listener(note)
