/* Attention between the beats of a window. */
#include "layers.h"
#include "vectors.h"

#include <immintrin.h>
#include <math.h>

enum {
    VALUE = D / A,          /* channels of a pitch that a head moves: one vector */
    LINE_VALUE = W / A,     /* those of the line */
    OF_HEAD = H * ROLL_KEY, /* numbers by which a head compares rolls */
    OF_N = N / EACH         /* vectors of a row of beats */
};

/* 8 x 8 numbers with rows and columns exchanged. */
INLINE void transpose(const float *from, long from_step, __m256 t[EACH]) {
    __m256 r[EACH];
    UNROLLED for (int i = 0; i < EACH; i++) r[i] = _mm256_loadu_ps(from + i * from_step);
    UNROLLED for (int i = 0; i < 4; i++) {
        t[2 * i] = _mm256_unpacklo_ps(r[2 * i], r[2 * i + 1]);
        t[2 * i + 1] = _mm256_unpackhi_ps(r[2 * i], r[2 * i + 1]);
    }
    UNROLLED for (int i = 0; i < 2; i++) {
        r[4 * i] = _mm256_shuffle_ps(t[4 * i], t[4 * i + 2], 0x44);
        r[4 * i + 1] = _mm256_shuffle_ps(t[4 * i], t[4 * i + 2], 0xEE);
        r[4 * i + 2] = _mm256_shuffle_ps(t[4 * i + 1], t[4 * i + 3], 0x44);
        r[4 * i + 3] = _mm256_shuffle_ps(t[4 * i + 1], t[4 * i + 3], 0xEE);
    }
    UNROLLED for (int i = 0; i < 4; i++) {
        t[i] = _mm256_permute2f128_ps(r[i], r[i + 4], 0x20);
        t[i + 4] = _mm256_permute2f128_ps(r[i], r[i + 4], 0x31);
    }
}

/* The keys of rolls with beats last, which a query meets side by side. */
static void transpose_keys(const float *of_roll, float *keys_AEN) {
    for (int h = 0; h < H; h++)
        for (int n = 0; n < N; n += EACH)
            for (int c = 0; c < A * ROLL_KEY; c += EACH) {
                __m256 t[EACH];
                transpose(of_roll + ((long)n * H + h) * OF_ROLL + A * ROLL_KEY + c, (long)H * OF_ROLL, t);
                UNROLLED for (int i = 0; i < EACH; i++) {
                    int head = (c + i) / ROLL_KEY, of_head = h * ROLL_KEY + (c + i) % ROLL_KEY;
                    _mm256_storeu_ps(keys_AEN + ((long)head * OF_HEAD + of_head) * N + n, t[i]);
                }
            }
}

/* A head's queries (N, LINE_KEY) and keys (LINE_KEY, N) of lines, turned by their places. */
static void turn(const float *of_line, const float *cos, const float *sin, int head, float *queries_NE,
                 float *keys_EN) {
    const int half = LINE_KEY / 2;
    const float scale = 0.25f; /* LINE_KEY^-1/2 */
    for (int n = 0; n < N; n++)
        for (int e = 0; e < half; e++) {
            const float *query = of_line + (long)n * OF_LINE + head * LINE_KEY, *key = query + A * LINE_KEY;
            float c = cos[n * half + e], s = sin[n * half + e];
            queries_NE[n * LINE_KEY + e] = scale * (query[e] * c - query[e + half] * s);
            queries_NE[n * LINE_KEY + e + half] = scale * (query[e] * s + query[e + half] * c);
            keys_EN[e * N + n] = key[e] * c - key[e + half] * s;
            keys_EN[(e + half) * N + n] = key[e] * s + key[e + half] * c;
        }
}

INLINE void softmax(Vector x[OF_N], float *to) {
    float most = x[0][0];
    for (int j = 0; j < OF_N; j++)
        for (int i = 0; i < EACH; i++) most = x[j][i] > most ? x[j][i] : most;
    Vector total = {0};
    for (int j = 0; j < OF_N; j++) {
        x[j] = exponential(x[j] - most);
        total += x[j];
    }
    float scale = 1.0f / sum(total);
    for (int j = 0; j < OF_N; j++) store(to + j * EACH, x[j] * scale);
}

/* How much each beat looks at each, for one head; two beats at a time. */
static void look(const float *of_roll, int head, const float *near_NN, Attention *work) {
    const float scale = 1.0f / sqrtf(OF_HEAD), *keys = work->keys_AEN + (long)head * OF_HEAD * N;
    for (int n = 0; n < N; n += 2) {
        Vector scores[2][OF_N], alike[2][OF_N] = {0};
        UNROLLED for (int i = 0; i < 2; i++)
            UNROLLED for (int j = 0; j < OF_N; j++) scores[i][j] = load(near_NN + (n + i) * N + j * EACH);
        const float *first = of_roll + (long)n * H * OF_ROLL + head * ROLL_KEY, *second = first + H * OF_ROLL;
        const float *key = keys;
        for (int h = 0; h < H; h++, first += OF_ROLL, second += OF_ROLL)
            UNROLLED for (int e = 0; e < ROLL_KEY; e++, key += N) {
                float x = first[e], y = second[e];
                UNROLLED for (int j = 0; j < OF_N; j++) {
                    Vector k = load(key + j * EACH);
                    alike[0][j] += x * k;
                    alike[1][j] += y * k;
                }
            }
        UNROLLED for (int i = 0; i < 2; i++)
            UNROLLED for (int j = 0; j < OF_N; j++) scores[i][j] += scale * alike[i][j];
        for (int e = 0; e < LINE_KEY; e++)
            UNROLLED for (int j = 0; j < OF_N; j++) {
                Vector k = load(work->line_keys_EN + e * N + j * EACH);
                UNROLLED for (int i = 0; i < 2; i++)
                    scores[i][j] += work->line_queries_NE[(n + i) * LINE_KEY + e] * k;
            }
        for (int i = 0; i < 2; i++) softmax(scores[i], work->looks_NN + (n + i) * N);
    }
}

/* What a head takes from the rolls that it looks at; four beats and two pitches at a time. */
static void move_roll(int head, float *roll_NHD, const Attention *work) {
    enum { ROWS = 4, PITCHES = 2 };
    for (int n = 0; n < N; n += ROWS)
        for (int h = 0; h < H; h += PITCHES) {
            Vector moved[ROWS][PITCHES] = {0};
            for (int k = 0; k < N; k++) {
                const float *value = work->values_NHE + ((long)k * H + h) * VALUE;
                Vector one = load(value), next = load(value + VALUE);
                UNROLLED for (int i = 0; i < ROWS; i++) {
                    float share = work->looks_NN[(n + i) * N + k];
                    moved[i][0] += share * one;
                    moved[i][1] += share * next;
                }
            }
            UNROLLED for (int i = 0; i < ROWS; i++)
                UNROLLED for (int j = 0; j < PITCHES; j++)
                    store(roll_NHD + ((long)(n + i) * H + h + j) * D + head * VALUE, moved[i][j]);
        }
}

static void move_line(const float *of_line, int head, float *line_NW, const Attention *work) {
    for (int n = 0; n < N; n++)
        for (int c = head * LINE_VALUE; c < (head + 1) * LINE_VALUE; c += EACH) {
            Vector moved = {0};
            for (int k = 0; k < N; k++)
                moved += work->looks_NN[n * N + k] * load(of_line + (long)k * OF_LINE + 2 * A * LINE_KEY + c);
            store(line_NW + (long)n * W + c, moved);
        }
}

void attend(const float *of_roll, const float *of_line, const float *cos, const float *sin,
            const float *near_ANN, float *roll_NHD, float *line_NW, Attention *work) {
    transpose_keys(of_roll, work->keys_AEN);
    for (int head = 0; head < A; head++) {
        for (long cell = 0; cell < N * H; cell++)
            store(work->values_NHE + cell * VALUE,
                  load(of_roll + cell * OF_ROLL + 2 * A * ROLL_KEY + head * VALUE));
        turn(of_line, cos, sin, head, work->line_queries_NE, work->line_keys_EN);
        look(of_roll, head, near_ANN + head * N * N, work);
        move_roll(head, roll_NHD, work);
        move_line(of_line, head, line_NW, work);
    }
}
