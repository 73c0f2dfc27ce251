/* Products of rows with weights in panels, sums over pitch, and normalisation. */
#include "layers.h"
#include "vectors.h"

#include <math.h>

enum {
    ROWS_AT_ONCE = 6, /* whose sums, with a panel's two vectors, fill the 16 registers */
    ROWS_IN_CACHE = 48
};

INLINE void some_rows(const int rows, int in, const float *x, long x_step, const float *weight,
                      const float *bias, const float *added, float *y, long y_step) {
    Vector left[ROWS_AT_ONCE], right[ROWS_AT_ONCE], w0 = load(weight), w1 = load(weight + EACH);
    UNROLLED for (int i = 0; i < rows; i++) {
        float value = x[i * x_step];
        left[i] = value * w0;
        right[i] = value * w1;
    }
    for (int k = 1; k < in; k++) {
        w0 = load(weight + k * PANEL);
        w1 = load(weight + k * PANEL + EACH);
        UNROLLED for (int i = 0; i < rows; i++) {
            float value = x[i * x_step + k];
            left[i] += value * w0;
            right[i] += value * w1;
        }
    }
    if (bias) {
        w0 = load(bias);
        w1 = load(bias + EACH);
        UNROLLED for (int i = 0; i < rows; i++) {
            left[i] += w0;
            right[i] += w1;
        }
    }
    if (added) {
        UNROLLED for (int i = 0; i < rows; i++) {
            left[i] += load(added + i * y_step);
            right[i] += load(added + i * y_step + EACH);
        }
    }
    UNROLLED for (int i = 0; i < rows; i++) {
        store(y + i * y_step, left[i]);
        store(y + i * y_step + EACH, right[i]);
    }
}

/* A function for each number of rows, so that the sums of each stay in registers. */
#define ROWS(count)                                                                                            \
    static __attribute__((noinline)) void rows_##count(int in, const float *x, long x_step,                    \
                                                       const float *weight, const float *bias,                 \
                                                       const float *added, float *y, long y_step) {            \
        some_rows(count, in, x, x_step, weight, bias, added, y, y_step);                                       \
    }
ROWS(1)
ROWS(2)
ROWS(3)
ROWS(4)
ROWS(5)
ROWS(6)

typedef void Rows(int, const float *, long, const float *, const float *, const float *, float *, long);
static Rows *const OF_COUNT[] = {0, rows_1, rows_2, rows_3, rows_4, rows_5, rows_6};

void product(int rows, int in, const float *x, long x_step, const float *weight, const float *bias,
             const float *added, float *y, long y_step) {
    for (int row = 0; row < rows;) {
        int left = rows - row;
        int count = left == 7 || left == 8 ? 4 : left < ROWS_AT_ONCE ? left : ROWS_AT_ONCE; /* few leave none */
        OF_COUNT[count](in, x + row * x_step, x_step, weight, bias, added ? added + row * y_step : 0,
                        y + row * y_step, y_step);
        row += count;
    }
}

void linear(int rows, int in, int out, const float *x, long x_step, const float *weight, const float *bias,
            const float *added, float *y) {
    int most = rows > 2 * ROWS_IN_CACHE ? ROWS_IN_CACHE : rows;
    for (int row = 0; row < rows; row += most) {
        int count = rows - row < most ? rows - row : most;
        for (int at = 0; at < out; at += PANEL) {
            long first = (long)row * out + at;
            product(count, in, x + row * x_step, x_step, weight + (long)at * in, bias ? bias + at : 0,
                    added ? added + first : 0, y + first, out);
        }
    }
}

void normalise(int rows, int channels, const float *x, const float *weight, const float *bias, float *y) {
    for (int row = 0; row < rows; row++, x += channels, y += channels) {
        Vector total = {0}, squares = {0};
        for (int c = 0; c < channels; c += EACH) total += load(x + c);
        float mean = sum(total) / channels;
        for (int c = 0; c < channels; c += EACH) {
            Vector off = load(x + c) - mean;
            squares += off * off;
        }
        float scale = 1.0f / sqrtf(sum(squares) / channels + 1e-5f);
        for (int c = 0; c < channels; c += EACH)
            store(y + c, (load(x + c) - mean) * scale * load(weight + c) + load(bias + c));
    }
}

void pool(int rows, int channels, const float *x, float scale, float *y) {
    for (int row = 0; row < rows; row++)
        for (int c = 0; c < channels; c += EACH) {
            Vector total = {0};
            for (int h = 0; h < H; h++) total += relu(load(x + ((long)row * H + h) * channels + c));
            store(y + (long)row * channels + c, total * scale);
        }
}
