/* The network of `conditioned.py` in its size "small", for one window: everything between the planes and embedded
   conditions, which Python makes, and the logits.

   Nothing here depends on other windows or on the number of threads, and nothing is shared between calls. */
#include "layers.h"
#include "vectors.h"

#include <string.h>

enum {
    PLANES = C,      /* of the input, with noughts after the last */
    E = 64,          /* width of a column */
    COLUMNS = 320,   /* what is told of a beat's four columns, rests and trust */
    UP = 3 * W,      /* width of the feed-forward layer */
    MOVE = 2 * E,
    MOVE_REACH = 5,  /* sixteenths */
    TERMS = 720,     /* rests, rhythm and leaps, with noughts after the last */
    SIDE = MOVE_REACH / 2,
    NUM_BLOCKS = 4,
    NUM_FAR = 6
};
static const int DOWN[NUM_BLOCKS] = {1, 4, 7, 12}, UPWARD[NUM_BLOCKS] = {4, 7, 12, 1};
static const int FAR[NUM_FAR] = {12, 7, 4, 3, 5, 12};

/* Weights in the order of `compiled.py`; products in panels. Their sizes are multiples of 16 floats, so none has
   a gap before it. */
typedef struct {
    float pool[REACH * C * 2 * C], pool_bias[2 * C], pooled[2 * C * C], pooled_bias[C];
    float near[SPOTS * SPOTS * C * C], near_bias[C], far[SPOTS * SPOTS * C * C], far_bias[C];
} RollWeights;

typedef struct {
    float norm_roll[2][D], norm_line[2][W];
    float roll_in[D * OF_ROLL], roll_in_bias[OF_ROLL], line_in[W * OF_LINE], line_in_bias[OF_LINE];
    float near_ANN[A * N * N];
    float roll_out[D * D], roll_out_bias[D], line_out[W * W], line_out_bias[W];
    float norm_moved[2][D], norm_heard[2][W];
    float tell_roll[W * D], tell_roll_bias[D];
    float near[SPOTS * D * D], near_bias[D], wide[SPOTS * D * D], wide_bias[D];
    float up[(W + D) * UP], up_bias[UP], down[UP * W], down_bias[W];
} FarWeights;

typedef struct {
    float stem[SPOTS * SPOTS * PLANES * C], stem_bias[C];
    RollWeights roll_down[NUM_BLOCKS];
    float gather[PATCH][C * D], gather_bias[D], norm_gathered[2][D];
    float line[COLUMNS * W], line_bias[W], norm_line[2][W];
    float cos[N * LINE_KEY / 2], sin[N * LINE_KEY / 2];
    FarWeights far[NUM_FAR];
    float norm_spread[2][D], spread[PATCH][D * C], spread_bias[PATCH][C];
    RollWeights roll_up[NUM_BLOCKS];
    float head[SPOTS * SPOTS * C * PANEL], head_bias[PANEL];
    float norm_beats[2][W], to_columns[W * PATCH * E], to_columns_bias[PATCH * E], norm_heard[2][C];
    float move[MOVE_REACH * (C + E) * MOVE], move_bias[MOVE], terms[MOVE * TERMS], terms_bias[TERMS];
} Weights;

typedef struct {
    float roll_THC[T * H * C], between_THC[T * H * C];
    float pooled_TC[(T + 2) * C], hidden_TC[T * 2 * C], told_TC[T * C];
    float far_NHD[N * H * D], seen_NHD[N * H * D], of_roll[N * H * OF_ROLL];
    float line_NW[N * W], known_NW[N * W], of_line[N * OF_LINE], both_N[N * (W + D)], up_N[N * UP];
    float told_ND[N * D], columns_NE[N * PATCH * E], heard_T[(T + 2 * SIDE) * (C + E)], moves_T[T * MOVE];
    Tiles tiles;
    Attention attention;
} Scratch;

static void relu_all(long count, float *x) {
    for (long i = 0; i < count; i += EACH) store(x + i, relu(load(x + i)));
}

/* `RollBlock`, over the roll itself. */
static void roll_block(const RollWeights *its, int dilation, float scale, Scratch *s) {
    memset(s->pooled_TC, 0, sizeof s->pooled_TC); /* beyond the first sixteenth and the last */
    pool(T, C, s->roll_THC, scale, s->pooled_TC + C);
    linear(T, REACH * C, 2 * C, s->pooled_TC, C, its->pool, its->pool_bias, 0, s->hidden_TC);
    relu_all(T * 2 * C, s->hidden_TC);
    linear(T, 2 * C, C, s->hidden_TC, 2 * C, its->pooled, its->pooled_bias, 0, s->told_TC);
    convolve_roll(1, s->roll_THC, 1, its->near, its->near_bias, s->told_TC, 0, 1, s->between_THC, &s->tiles);
    convolve_roll(dilation, s->between_THC, 0, its->far, its->far_bias, 0, s->roll_THC, 0, s->roll_THC,
                  &s->tiles);
}

/* `FarLayer`, over the roll by beats and the line. */
static void far_layer(const Weights *all, const FarWeights *its, int dilation, float scale, Scratch *s) {
    float *roll = s->far_NHD, *line = s->line_NW, *seen = s->seen_NHD, *known = s->known_NW;
    normalise(N * H, D, roll, its->norm_roll[0], its->norm_roll[1], seen);
    normalise(N, W, line, its->norm_line[0], its->norm_line[1], known);
    linear(N * H, D, OF_ROLL, seen, D, its->roll_in, its->roll_in_bias, 0, s->of_roll);
    linear(N, W, OF_LINE, known, W, its->line_in, its->line_in_bias, 0, s->of_line);
    attend(s->of_roll, s->of_line, all->cos, all->sin, its->near_ANN, seen, known, &s->attention);
    linear(N * H, D, D, seen, D, its->roll_out, its->roll_out_bias, roll, roll);
    linear(N, W, W, known, W, its->line_out, its->line_out_bias, line, line);

    normalise(N * H, D, roll, its->norm_moved[0], its->norm_moved[1], seen);
    normalise(N, W, line, its->norm_heard[0], its->norm_heard[1], known);
    linear(N, W, D, known, W, its->tell_roll, its->tell_roll_bias, 0, s->told_ND);
    float *between = s->of_roll; /* read already */
    convolve_pitches(1, seen, its->near, its->near_bias, s->told_ND, 0, 1, between, &s->tiles);
    convolve_pitches(dilation, between, its->wide, its->wide_bias, 0, roll, 0, roll, &s->tiles);

    pool(N, D, seen, scale, s->told_ND);
    for (int n = 0; n < N; n++) {
        memcpy(s->both_N + n * (W + D), known + n * W, sizeof(float) * W);
        memcpy(s->both_N + n * (W + D) + W, s->told_ND + n * D, sizeof(float) * D);
    }
    linear(N, W + D, UP, s->both_N, W + D, its->up, its->up_bias, 0, s->up_N);
    for (int i = 0; i < N * UP; i += EACH) store(s->up_N + i, gelu(load(s->up_N + i)));
    linear(N, UP, W, s->up_N, UP, its->down, its->down_bias, line, line);
}

/* Beats from the sixteenths of each, then back: products of a sixteenth's pitches, by its place in the beat. */
static void gather_beats(const Weights *its, Scratch *s) {
    for (int t = 0; t < T; t++) {
        float *to = s->seen_NHD + (long)(t / PATCH) * H * D;
        int is_first = t % PATCH == 0;
        linear(H, C, D, s->roll_THC + (long)t * H * C, C, its->gather[t % PATCH], is_first ? its->gather_bias : 0,
               is_first ? 0 : to, to);
    }
    normalise(N * H, D, s->seen_NHD, its->norm_gathered[0], its->norm_gathered[1], s->far_NHD);
}

static void spread_beats(const Weights *its, Scratch *s) {
    normalise(N * H, D, s->far_NHD, its->norm_spread[0], its->norm_spread[1], s->seen_NHD);
    relu_all(N * H * D, s->seen_NHD);
    for (int t = 0; t < T; t++) {
        float *to = s->roll_THC + (long)t * H * C;
        linear(H, D, C, s->seen_NHD + (long)(t / PATCH) * H * D, D, its->spread[t % PATCH],
               its->spread_bias[t % PATCH], to, to);
    }
}

/* How the voices move on, from what sounds at each sixteenth and what the line says of it. */
static void terms(const Weights *its, float scale, float *terms_T, Scratch *s) {
    pool(T, C, s->roll_THC, scale, s->pooled_TC);
    normalise(T, C, s->pooled_TC, its->norm_heard[0], its->norm_heard[1], s->pooled_TC);
    normalise(N, W, s->line_NW, its->norm_beats[0], its->norm_beats[1], s->known_NW);
    linear(N, W, PATCH * E, s->known_NW, W, its->to_columns, its->to_columns_bias, 0, s->columns_NE);
    memset(s->heard_T, 0, sizeof s->heard_T);
    for (int t = 0; t < T; t++) {
        float *to = s->heard_T + (t + SIDE) * (C + E);
        memcpy(to, s->pooled_TC + t * C, sizeof(float) * C);
        memcpy(to + C, s->columns_NE + t * E, sizeof(float) * E);
    }
    linear(T, MOVE_REACH * (C + E), MOVE, s->heard_T, C + E, its->move, its->move_bias, 0, s->moves_T);
    relu_all(T * MOVE, s->moves_T);
    linear(T, MOVE, TERMS, s->moves_T, MOVE, its->terms, its->terms_bias, 0, terms_T);
}

#define OFFERED __attribute__((visibility("default")))

/* How many floats the weights are, and what a call works in. */
OFFERED long conditioned_num_weights(void) { return sizeof(Weights) / sizeof(float); }

OFFERED long conditioned_num_scratch(void) { return sizeof(Scratch) / sizeof(float); }

/* planes (T, H, PLANES); columns (N, COLUMNS); where, said (T, H, C): each cell as embedded, and chord and key.
   pool_scale: of sums over pitch. Out: notes (T, H, PANEL), of which the first 8 are onset and continuation of
   each voice; terms (T, TERMS). */
OFFERED void conditioned_answer(const float *weights, float *scratch, const float *planes_THP,
                                const float *columns_N, const float *where_THC, const float *said_THC,
                                float pool_scale, float *notes_THP, float *terms_T) {
    const Weights *its = (const Weights *)weights;
    Scratch *s = (Scratch *)scratch;
    convolve_roll(1, planes_THP, 0, its->stem, its->stem_bias, 0, where_THC, 0, s->roll_THC, &s->tiles);
    for (int i = 0; i < NUM_BLOCKS; i++) roll_block(its->roll_down + i, DOWN[i], pool_scale, s);
    for (int i = 0; i < T * H * C; i += EACH)
        store(s->roll_THC + i, load(s->roll_THC + i) + load(said_THC + i));
    gather_beats(its, s);
    linear(N, COLUMNS, W, columns_N, COLUMNS, its->line, its->line_bias, 0, s->known_NW);
    normalise(N, W, s->known_NW, its->norm_line[0], its->norm_line[1], s->line_NW);
    for (int i = 0; i < NUM_FAR; i++) far_layer(its, its->far + i, FAR[i], pool_scale, s);
    spread_beats(its, s);
    for (int i = 0; i < NUM_BLOCKS; i++) roll_block(its->roll_up + i, UPWARD[i], pool_scale, s);
    convolve_head(s->roll_THC, its->head, its->head_bias, notes_THP, &s->tiles);
    terms(its, pool_scale, terms_T, s);
}
