"""Loss surfaces: JAX functions of one point, each with a record that says what is known about it."""
