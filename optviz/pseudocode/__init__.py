"""The small language in which update rules are written: parsed, checked and run by the product itself.

A text has helpers, starts and a loop:

    m, s = 0, 0
    for t in 1, 2, ...:
        g = grad(f, x)
        m = β₁ * m + (1 - β₁) * g
        s = β₂ * s + (1 - β₂) * g**2
        x = x - η * m / (sqrt(s) + ε)

`f` is the loss of the step, `x` the weights, `t` the number of the step, `I` the identity. A rule's own numbers go by
their symbols (`β₁`) or by their keys (`beta_1`). What is assigned before the loop is the state. In the loop stand
assignments; `a if c else b` chooses between values, for vectors in each weight. A helper is a small text of its own
that sees nothing but its arguments, `f` and `I`, and has loops with an end:

    def backtracking(x, d, α, τ):
        for trial in 1, ..., 30:
            fallen = f(x + α * d) <= f(x) + 1e-4 * α * grad(f, x) @ d
            if fallen: break
            α = τ * α
        return α if fallen else 0

The way of a text: `tokens` → `parser` → `syntax` (the tree) → `checker` (names and kinds) → `interpreter` (NumPy).
"""
