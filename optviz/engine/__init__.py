"""From a Scenario to a Run: JAX, jitted. It knows nothing of pictures."""
