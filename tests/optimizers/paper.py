"""Rules as their papers print them, in NumPy: plain loops, the papers' symbols, no thought of speed.

Each takes a problem, a number of steps and the rule's numbers, and returns the points, row 0 the start.
"""

import numpy as np
from scipy.linalg import fractional_matrix_power


def nadam(problem, num_steps, *, learning_rate, beta_1, beta_2, epsilon, momentum_warm_up):
    """Dozat (2016), Algorithm 2 with μ_t = μ (1 − 0.5 · 0.96^(t/250)), without its stray factor ν before n."""
    mu = [beta_1 * (1 - momentum_warm_up * 0.96 ** (t / 250)) for t in range(num_steps + 2)]
    points, m, n = [problem.start], np.zeros(2), np.zeros(2)
    for t in range(1, num_steps + 1):
        g = problem.gradient(points[-1])
        m = mu[t] * m + (1 - mu[t]) * g
        n = beta_2 * n + (1 - beta_2) * g**2
        m_hat = mu[t + 1] * m / (1 - np.prod(mu[1 : t + 2])) + (1 - mu[t]) * g / (1 - np.prod(mu[1 : t + 1]))
        n_hat = n / (1 - beta_2**t)
        points.append(points[-1] - learning_rate / (np.sqrt(n_hat) + epsilon) * m_hat)
    return np.array(points)


def yogi(problem, num_steps, *, learning_rate, beta_1, beta_2, epsilon):
    """Zaheer et al. (2018), Algorithm 2."""
    points, m, v = [problem.start], np.zeros(2), np.zeros(2)
    for _ in range(num_steps):
        g = problem.gradient(points[-1])
        m = beta_1 * m + (1 - beta_1) * g
        v = v - (1 - beta_2) * np.sign(v - g**2) * g**2
        points.append(points[-1] - learning_rate * m / (np.sqrt(v) + epsilon))
    return np.array(points)


def adan(problem, num_steps, *, learning_rate, beta_1, beta_2, beta_3, epsilon):
    """Xie et al. (2022), Algorithm 1 in the paper's betas, the means corrected for their start at zero."""
    b1, b2, b3 = 1 - beta_1, 1 - beta_2, 1 - beta_3
    points, m, v, n = [problem.start], np.zeros(2), np.zeros(2), np.zeros(2)
    g_before = problem.gradient(problem.start)
    for k in range(1, num_steps + 1):
        g = problem.gradient(points[-1])
        m = (1 - b1) * m + b1 * g
        v = (1 - b2) * v + b2 * (g - g_before)
        n = (1 - b3) * n + b3 * (g + (1 - b2) * (g - g_before)) ** 2
        eta = learning_rate / (np.sqrt(n / (1 - (1 - b3) ** k)) + epsilon)
        points.append(points[-1] - eta * (m / (1 - (1 - b1) ** k) + (1 - b2) * v / (1 - (1 - b2) ** k)))
        g_before = g
    return np.array(points)


def sophia(problem, num_steps, *, learning_rate, beta_1, beta_2, gamma, epsilon, interval, decoupled_decay):
    """Liu et al. (2023), Algorithm 3, the estimator replaced by what it estimates."""
    points, m, h = [problem.start], np.zeros(2), np.zeros(2)
    for t in range(1, num_steps + 1):
        m = beta_1 * m + (1 - beta_1) * problem.gradient(points[-1])
        if t % interval == 1:
            h = beta_2 * h + (1 - beta_2) * np.diag(problem.hessian(points[-1]))
        x = points[-1] - learning_rate * decoupled_decay * points[-1]
        points.append(x - learning_rate * np.clip(m / np.maximum(gamma * h, epsilon), -1, 1))
    return np.array(points)


def shampoo(problem, num_steps, *, learning_rate, epsilon):
    """Gupta et al. (2018), Algorithm 1 for a matrix of one row."""
    points, left, right = [problem.start], epsilon * np.eye(1), epsilon * np.eye(2)
    for _ in range(num_steps):
        g = problem.gradient(points[-1]).reshape(1, 2)
        left = left + g @ g.T
        right = right + g.T @ g
        move = fractional_matrix_power(left, -0.25) @ g @ fractional_matrix_power(right, -0.25)
        points.append(points[-1] - learning_rate * move.reshape(2))
    return np.array(points)


def prodigy(problem, num_steps, *, learning_rate, beta_1, beta_2, epsilon, first_estimate):
    """Mishchenko and Defazio (2024), the Adam version."""
    points, d = [problem.start], first_estimate
    m, v, s, r = np.zeros(2), np.zeros(2), np.zeros(2), 0.0
    for _ in range(num_steps):
        x = points[-1]
        g = problem.gradient(x)
        m = beta_1 * m + (1 - beta_1) * d * g
        v = beta_2 * v + (1 - beta_2) * d**2 * g**2
        r = np.sqrt(beta_2) * r + (1 - np.sqrt(beta_2)) * learning_rate * d**2 * np.dot(g, problem.start - x)
        s = np.sqrt(beta_2) * s + (1 - np.sqrt(beta_2)) * learning_rate * d**2 * g
        points.append(x - learning_rate * d * m / (np.sqrt(v) + d * epsilon))
        d = max(d, r / np.linalg.norm(s, 1))
    return np.array(points)


def cautious_adam(problem, num_steps, *, learning_rate, beta_1, beta_2, epsilon):
    """Liang et al. (2024), Algorithm 1 on the step of Adam."""
    points, m, v = [problem.start], np.zeros(2), np.zeros(2)
    for t in range(1, num_steps + 1):
        g = problem.gradient(points[-1])
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        u = m / (1 - beta_1**t) / (np.sqrt(v / (1 - beta_2**t)) + epsilon)
        mask = u * g > 0
        points.append(points[-1] - learning_rate * u * mask / (mask.mean() + epsilon))
    return np.array(points)


def schedule_free_sgd(problem, num_steps, *, learning_rate, beta, warm_up):
    """Defazio et al. (2024), the recursion in x, y, z with the weights γ² and the linear warm-up of Algorithm 1."""
    points, z, weights = [problem.start], problem.start, 0.0
    for t in range(1, num_steps + 1):
        gamma = learning_rate * min(1, t / warm_up)
        x = points[-1]
        z = z - gamma * problem.gradient((1 - beta) * z + beta * x)
        weights += gamma**2
        c = gamma**2 / weights
        points.append((1 - c) * x + c * z)
    return np.array(points)
