/* The sizes of the network, and the layers of which it consists. A name's letters are its axes, as in the Python
   beside: T sixteenths, N beats, H pitches, C and D channels by sixteenths and by beats, W width of the line,
   A heads. All numbers are floats; the last axis is contiguous.

   The weights of a product lie in panels of PANEL columns, (out / PANEL, in, PANEL), so that one pass over them
   reads them in order. */
#ifndef SUNMASK_LAYERS_H
#define SUNMASK_LAYERS_H

enum {
    T = 128,
    PATCH = 4, /* sixteenths of a beat */
    N = T / PATCH,
    H = 46,
    C = 32,
    D = 64,
    W = 256,
    A = 8,
    ROLL_KEY = 4,
    LINE_KEY = 16,
    OF_ROLL = 2 * A * ROLL_KEY + D,  /* queries, keys and values of a pitch */
    OF_LINE = 2 * A * LINE_KEY + W,  /* those of the line */
    MOST_CHANNELS = 64,
    PANEL = 16,
    REACH = 3,                /* sixteenths, or pitches, that a convolution sees */
    TILE = 4,                 /* outputs of a tile */
    SPOTS = TILE + REACH - 1, /* inputs of a tile, and products in place of TILE x REACH */
    MOST_DILATION = 12,
    MOST_TILES = 24, /* of a row of pitches, under any of those */
    MOST_PADDED = MOST_TILES * TILE + 2 * MOST_DILATION /* pitches of a row with what stands around it */
};

/* What a convolution works in. */
typedef struct {
    float rows[SPOTS * MOST_PADDED * MOST_CHANNELS];
    float tiles[SPOTS * SPOTS * MOST_TILES * MOST_CHANNELS];
    float products[SPOTS * SPOTS * MOST_TILES * MOST_CHANNELS];
} Tiles;

/* What attention works in. */
typedef struct {
    float keys_AEN[A * H * ROLL_KEY * N];
    float looks_NN[N * N];
    float line_queries_NE[N * LINE_KEY];
    float line_keys_EN[LINE_KEY * N];
    float values_NHE[N * H * (D / A)];
} Attention;

/* y (rows, out) = x (rows, in) times weight, plus bias and added (rows, out), which may be NULL, and y itself.
   x_step: floats from one row of x to the next. */
void linear(int rows, int in, int out, const float *x, long x_step, const float *weight, const float *bias,
            const float *added, float *y);

/* PANEL columns of that: y_step is also the step of added. */
void product(int rows, int in, const float *x, long x_step, const float *weight, const float *bias,
             const float *added, float *y, long y_step);

/* Layer normalisation of rows of `channels`. */
void normalise(int rows, int channels, const float *x, const float *weight, const float *bias, float *y);

/* y (rows, channels): what the pitches of x (rows, H, channels) hold, as ReLUs, summed and scaled. */
void pool(int rows, int channels, const float *x, float scale, float *y);

/* 3 x 3 convolutions of a roll (T, H, C), dilated over pitch, with what is beyond its edges as noughts.

   weight: (SPOTS, SPOTS, out / PANEL, C, PANEL), as `winograd` lays it out. hears_relu: whether of the ReLU of
   x. told_TC: added to each sixteenth, or NULL. added: to each cell, or NULL; it may be y. then_relu: whether
   y is the ReLU of all that. x is not y. */
void convolve_roll(int dilation, const float *x_THC, int hears_relu, const float *weight, const float *bias,
                   const float *told_TC, const float *added_THC, int then_relu, float *y_THC, Tiles *tiles);

/* The same to PANEL channels out, of the ReLU, with nothing added. */
void convolve_head(const float *x_THC, const float *weight, const float *bias, float *y_THP, Tiles *tiles);

/* Convolutions over three pitches of a roll by beats (N, H, D). weight: (SPOTS, D / PANEL, D, PANEL). The rest
   as in `convolve_roll`. */
void convolve_pitches(int dilation, const float *x_NHD, const float *weight, const float *bias,
                      const float *told_ND, const float *added_NHD, int then_relu, float *y_NHD, Tiles *tiles);

/* What each beat takes from all, by heads that compare rolls and lines.

   of_roll: (N, H, OF_ROLL), of_line: (N, OF_LINE), each queries, keys, values. cos, sin: (N, LINE_KEY / 2), by
   which keys of lines are turned. near_ANN: how much a head attends whatever the beats hold. */
void attend(const float *of_roll, const float *of_line, const float *cos, const float *sin,
            const float *near_ANN, float *roll_NHD, float *line_NW, Attention *attention);

#endif
