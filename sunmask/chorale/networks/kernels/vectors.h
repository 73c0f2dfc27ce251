/* Eight floats at a time, in the vectors of GCC and clang, and the functions of one number that layers need. */
#ifndef SUNMASK_VECTORS_H
#define SUNMASK_VECTORS_H

#if !defined(__AVX2__) || !defined(__FMA__)
#error "these kernels are for x86-64 with AVX2 and FMA"
#endif

#define EACH 8 /* floats of a vector */
#define INLINE static inline __attribute__((always_inline))
#define UNROLLED _Pragma("GCC unroll 8")

typedef float Vector __attribute__((vector_size(32)));
typedef float Unaligned __attribute__((vector_size(32), aligned(4)));
typedef int Bits __attribute__((vector_size(32)));

INLINE Vector load(const float *from) { return *(const Unaligned *)from; }

INLINE void store(float *to, Vector x) { *(Unaligned *)to = x; }

INLINE Vector relu(Vector x) {
    Vector zero = {0};
    return (Vector)((x > zero) & (Bits)x);
}

INLINE float sum(Vector x) { return ((x[0] + x[4]) + (x[1] + x[5])) + ((x[2] + x[6]) + (x[3] + x[7])); }

/* e^x, of -87 and more, to the last bits of a float: 2^n times a polynomial of what is left (minimax, of degree
   six), with ln 2 in two parts so that nothing is lost where they cancel. */
INLINE Vector exponential(Vector x) {
    Vector least = (Vector){0} - 87.0f;
    Vector round = (Vector){0} + 12582912.0f; /* 1.5 x 2^23: what is added to it becomes whole */
    x = (Vector)(((x > least) & (Bits)x) | ((x <= least) & (Bits)least));
    Vector n = (x * 1.44269504f + round) - round;
    x = x - n * 0.693359375f;
    x = x + n * 2.12194440e-4f;
    Vector y = 1.9875691500e-4f * x + 1.3981999507e-3f;
    y = y * x + 8.3334519073e-3f;
    y = y * x + 4.1665795894e-2f;
    y = y * x + 1.6666665459e-1f;
    y = y * x + 5.0000001201e-1f;
    y = y * x * x + x + 1;
    Bits power = (__builtin_convertvector(n, Bits) + 127) << 23;
    return y * (Vector)power;
}

/* x times the share of a normal distribution below x; the error function by Abramowitz and Stegun, 7.1.26,
   whose error is below 2e-7. */
INLINE Vector gelu(Vector x) {
    Vector z = x * 0.70710678f;
    Bits sign = (Bits)z & (int)0x80000000;
    Vector size = (Vector)((Bits)z & 0x7fffffff);
    Vector t = 1.0f / (1.0f + 0.3275911f * size);
    Vector y = 1.061405429f * t - 1.453152027f;
    y = y * t + 1.421413741f;
    y = y * t - 0.284496736f;
    y = (y * t + 0.254829592f) * t;
    Vector erf = 1.0f - y * exponential(-size * size);
    return 0.5f * x * (1.0f + (Vector)((Bits)erf | sign));
}

#endif
