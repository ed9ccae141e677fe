/* What `benchmarks/sweeps.py` compares with: momentum and Adam on Beale's function from many starts, by hand.

   gcc -O3 -march=native -ffast-math -fopenmp -shared -fPIC sweeps.c -o sweeps.so -lm

   Tiles of 64 runs stay in registers and the first cache. `*_steps` only steps. `*_outcomes` keeps what a map of ours
   keeps: the last step whose loss was outside the tolerance, and the step at which the run left the domain by far. */

#include <math.h>

#define WIDTH 64
#define REACH 450.0f

static inline void beale(float x, float y, float *loss, float *gx, float *gy) {
  float y2 = y * y, y3 = y2 * y;
  float a = 1.5f - x + x * y, b = 2.25f - x + x * y2, c = 2.625f - x + x * y3;
  *loss = a * a + b * b + c * c;
  *gx = 2 * (a * (y - 1) + b * (y2 - 1) + c * (y3 - 1));
  *gy = 2 * x * (a + 2 * y * b + 3 * y2 * c);
}

#define EACH for (int k = 0; k < WIDTH; k++)
#define BEGIN                                                                                                          \
  float x[WIDTH], y[WIDTH], u[WIDTH], v[WIDTH], p[WIDTH], q[WIDTH];                                                    \
  int last[WIDTH], diverged[WIDTH];                                                                                    \
  EACH {                                                                                                               \
    x[k] = xs[i + k], y[k] = ys[i + k];                                                                                \
    u[k] = v[k] = p[k] = q[k] = 0, last[k] = diverged[k] = -1;                                                         \
  }
#define NOTE                                                                                                           \
  int good = fabsf(x[k]) <= REACH && fabsf(y[k]) <= REACH && loss <= 3e38f;                                            \
  diverged[k] = diverged[k] < 0 && !good ? t : diverged[k];                                                            \
  last[k] = fabsf(loss) <= tolerance ? last[k] : t;
#define END                                                                                                            \
  EACH {                                                                                                               \
    float gx, gy;                                                                                                      \
    xs[i + k] = x[k], ys[i + k] = y[k], lasts[i + k] = last[k], divergeds[i + k] = diverged[k];                        \
    beale(x[k], y[k], &losses[i + k], &gx, &gy);                                                                       \
  }
#define TILES _Pragma("omp parallel for schedule(static)") for (int i = 0; i < count; i += WIDTH)
#define RUNS int count, int steps, float *xs, float *ys, float *losses, int *lasts, int *divergeds

void momentum_steps(RUNS, float rate, float rho) {
  TILES {
    BEGIN
    for (int t = 0; t < steps; t++) EACH {
        float loss, gx, gy;
        beale(x[k], y[k], &loss, &gx, &gy);
        u[k] = rho * u[k] + gx, v[k] = rho * v[k] + gy;
        x[k] -= rate * u[k], y[k] -= rate * v[k];
      }
    END
  }
}

void momentum_outcomes(RUNS, float rate, float rho, float tolerance) {
  TILES {
    BEGIN
    for (int t = 0; t < steps; t++) EACH {
        float loss, gx, gy;
        beale(x[k], y[k], &loss, &gx, &gy);
        NOTE
        u[k] = rho * u[k] + gx, v[k] = rho * v[k] + gy;
        x[k] = diverged[k] < 0 ? x[k] - rate * u[k] : x[k];
        y[k] = diverged[k] < 0 ? y[k] - rate * v[k] : y[k];
      }
    END
  }
}

#define ADAM                                                                                                           \
  u[k] = beta_1 * u[k] + (1 - beta_1) * gx, v[k] = beta_1 * v[k] + (1 - beta_1) * gy;                                  \
  p[k] = beta_2 * p[k] + (1 - beta_2) * gx * gx, q[k] = beta_2 * q[k] + (1 - beta_2) * gy * gy;                        \
  float dx = rate * (u[k] * first) / (sqrtf(p[k] * second) + epsilon);                                                 \
  float dy = rate * (v[k] * first) / (sqrtf(q[k] * second) + epsilon);
#define CORRECTED                                                                                                      \
  left_1 *= beta_1, left_2 *= beta_2;                                                                                  \
  float first = 1 / (1 - left_1), second = 1 / (1 - left_2);

void adam_steps(RUNS, float rate, float beta_1, float beta_2, float epsilon) {
  TILES {
    BEGIN
    float left_1 = 1, left_2 = 1;
    for (int t = 0; t < steps; t++) {
      CORRECTED
      EACH {
        float loss, gx, gy;
        beale(x[k], y[k], &loss, &gx, &gy);
        ADAM x[k] -= dx, y[k] -= dy;
      }
    }
    END
  }
}

void adam_outcomes(RUNS, float rate, float beta_1, float beta_2, float epsilon, float tolerance) {
  TILES {
    BEGIN
    float left_1 = 1, left_2 = 1;
    for (int t = 0; t < steps; t++) {
      CORRECTED
      EACH {
        float loss, gx, gy;
        beale(x[k], y[k], &loss, &gx, &gy);
        NOTE
        ADAM x[k] = diverged[k] < 0 ? x[k] - dx : x[k], y[k] = diverged[k] < 0 ? y[k] - dy : y[k];
      }
    }
    END
  }
}
