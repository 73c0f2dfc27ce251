/* Convolutions by minimal filtering, F(4, 3) over each axis: six products give four outputs of three weights.

   A. Lavin and S. Gray, "Fast algorithms for convolutional neural networks", CVPR 2016, section 4.3, whose
   matrices B and A are here; G is in `compiled.py`, which transforms the weights. A tile's pitches stand a
   dilation apart, and tiles beside each other fill the gaps: so a dilated convolution costs what another does. */
#include "layers.h"
#include "vectors.h"

#include <string.h>

/* B^T x: what goes into the products of a tile. */
INLINE void spread(const Vector x[SPOTS], Vector into[SPOTS]) {
    Vector a = x[4] - 4 * x[2], b = x[3] - 4 * x[1], c = x[4] - x[2], d = 2 * (x[3] - x[1]);
    into[0] = 4 * x[0] - 5 * x[2] + x[4];
    into[1] = a + b;
    into[2] = a - b;
    into[3] = c + d;
    into[4] = c - d;
    into[5] = 4 * x[1] - 5 * x[3] + x[5];
}

/* A^T p: a tile's outputs from its products. */
INLINE void gather(const Vector p[SPOTS], Vector out[TILE]) {
    Vector a = p[1] + p[2], b = p[1] - p[2], c = p[3] + p[4], d = p[3] - p[4];
    out[0] = p[0] + a + c;
    out[1] = b + 2 * d;
    out[2] = a + 4 * c;
    out[3] = b + 8 * d + p[5];
}

INLINE int num_tiles(int dilation) { return (H + TILE * dilation - 1) / (TILE * dilation) * dilation; }

/* The first pitch of a tile. */
INLINE int first_pitch(int tile, int dilation) { return tile / dilation * TILE * dilation + tile % dilation; }

/* A row of pitches begins a dilation after the start of its place; around it are noughts. */
INLINE void clear_around(float *row, int in, int dilation) {
    int end = num_tiles(dilation) * TILE + 2 * dilation;
    memset(row, 0, sizeof(float) * dilation * in);
    memset(row + (dilation + H) * in, 0, sizeof(float) * (end - dilation - H) * in);
}

/* A row of pitches (padded, in) as what goes into products, (SPOTS, tiles, in). */
INLINE void spread_row(const float *row, int in, int dilation, float *tiles) {
    int count = num_tiles(dilation);
    for (int tile = 0; tile < count; tile++) {
        const float *from = row + first_pitch(tile, dilation) * in;
        for (int c = 0; c < in; c += EACH) {
            Vector x[SPOTS], into[SPOTS];
            for (int j = 0; j < SPOTS; j++) x[j] = load(from + j * dilation * in + c);
            spread(x, into);
            for (int j = 0; j < SPOTS; j++) store(tiles + ((long)j * count + tile) * in + c, into[j]);
        }
    }
}

/* Outputs of one cell, with what is added to it there. */
INLINE void finish(Vector y, const float *added, int then_relu, float *to) {
    if (added) y += load(added);
    store(to, then_relu ? relu(y) : y);
}

INLINE void convolve(const int in, const int out, int dilation, const float *x, int hears_relu,
                     const float *weight, const float *bias, const float *told, const float *added,
                     int then_relu, float *y, Tiles *work) {
    int count = num_tiles(dilation), padded = count * TILE + 2 * dilation;
    float *rows = work->rows;
    for (int first = 0; first < T; first += TILE) {
        for (int i = 0; i < SPOTS; i++) clear_around(rows + (long)i * padded * in, in, dilation);
        for (int n = 0; n < H * in; n += EACH) {
            Vector seen[SPOTS], into[SPOTS];
            for (int i = 0; i < SPOTS; i++) {
                int t = first - 1 + i;
                seen[i] = t < 0 || t >= T ? (Vector){0} : load(x + (long)t * H * in + n);
                if (hears_relu) seen[i] = relu(seen[i]);
            }
            spread(seen, into);
            for (int i = 0; i < SPOTS; i++) store(rows + ((long)i * padded + dilation) * in + n, into[i]);
        }
        for (int i = 0; i < SPOTS; i++)
            spread_row(rows + (long)i * padded * in, in, dilation, work->tiles + (long)i * SPOTS * count * in);
        for (int spot = 0; spot < SPOTS * SPOTS; spot++)
            for (int at = 0; at < out; at += PANEL)
                product(count, in, work->tiles + (long)spot * count * in, in,
                        weight + ((long)spot * out + at) * in, 0, 0,
                        work->products + (long)spot * count * out + at, out);
        for (int tile = 0; tile < count; tile++) {
            int pitch = first_pitch(tile, dilation);
            for (int c = 0; c < out; c += EACH) {
                Vector over_pitch[TILE][SPOTS], biased = load(bias + c);
                for (int j = 0; j < SPOTS; j++) {
                    Vector p[SPOTS], some[TILE];
                    for (int i = 0; i < SPOTS; i++)
                        p[i] = load(work->products + ((long)(i * SPOTS + j) * count + tile) * out + c);
                    gather(p, some);
                    for (int i = 0; i < TILE; i++) over_pitch[i][j] = some[i];
                }
                for (int i = 0; i < TILE; i++) {
                    long t = first + i;
                    Vector some[TILE], less = told ? biased + load(told + t * out + c) : biased;
                    gather(over_pitch[i], some);
                    for (int j = 0; j < TILE && pitch + j * dilation < H; j++) {
                        long at = (t * H + pitch + j * dilation) * out + c;
                        finish(some[j] + less, added ? added + at : 0, then_relu, y + at);
                    }
                }
            }
        }
    }
}

void convolve_roll(int dilation, const float *x_THC, int hears_relu, const float *weight, const float *bias,
                   const float *told_TC, const float *added_THC, int then_relu, float *y_THC, Tiles *tiles) {
    convolve(C, C, dilation, x_THC, hears_relu, weight, bias, told_TC, added_THC, then_relu, y_THC, tiles);
}

void convolve_head(const float *x_THC, const float *weight, const float *bias, float *y_THP, Tiles *tiles) {
    convolve(C, PANEL, 1, x_THC, 1, weight, bias, 0, 0, 0, y_THP, tiles);
}

void convolve_pitches(int dilation, const float *x_NHD, const float *weight, const float *bias,
                      const float *told_ND, const float *added_NHD, int then_relu, float *y_NHD, Tiles *work) {
    int count = num_tiles(dilation);
    float *row = work->rows;
    clear_around(row, D, dilation);
    for (long n = 0; n < N; n++) {
        memcpy(row + dilation * D, x_NHD + n * H * D, sizeof(float) * H * D);
        spread_row(row, D, dilation, work->tiles);
        for (int spot = 0; spot < SPOTS; spot++)
            for (int at = 0; at < D; at += PANEL)
                product(count, D, work->tiles + (long)spot * count * D, D, weight + ((long)spot * D + at) * D, 0,
                        0, work->products + (long)spot * count * D + at, D);
        for (int tile = 0; tile < count; tile++) {
            int pitch = first_pitch(tile, dilation);
            for (int c = 0; c < D; c += EACH) {
                Vector p[SPOTS], some[TILE], less = load(bias + c);
                for (int j = 0; j < SPOTS; j++) p[j] = load(work->products + ((long)j * count + tile) * D + c);
                gather(p, some);
                if (told_ND) less += load(told_ND + n * D + c);
                for (int j = 0; j < TILE && pitch + j * dilation < H; j++) {
                    long at = (n * H + pitch + j * dilation) * D + c;
                    finish(some[j] + less, added_NHD ? added_NHD + at : 0, then_relu, y_NHD + at);
                }
            }
        }
    }
}
