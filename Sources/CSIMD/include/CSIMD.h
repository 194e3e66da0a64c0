// The vector instructions that Swift's SIMD types lack, on 16 floats.
//
// Clang imports `tfx_f16` as `SIMD16<Float>`, and a `static inline` function is inlined into the
// Swift code that calls it. Swift's own `SIMD16<Float>.squareRoot()` compiles to 16 scalar square
// roots; `tfx_sqrt` is one instruction.
//
// The elementary functions are accurate to about 2 ulp, return NaN for NaN, the right limits at
// ±infinity, and treat subnormal numbers as numbers. Their tests compare them with libm.
#pragma once

#include <math.h>
#include <stdint.h>

#include "CSIMDPanels.h"

// Everything here is inlined, so how a vector is passed on a processor without AVX-512 is no one
// else's business.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpsabi"

typedef float tfx_f16 __attribute__((ext_vector_type(16)));
typedef double tfx_d16 __attribute__((ext_vector_type(16)));
typedef int32_t tfx_i16 __attribute__((ext_vector_type(16)));
typedef uint32_t tfx_u16 __attribute__((ext_vector_type(16)));
typedef uint64_t tfx_w16 __attribute__((ext_vector_type(16)));
// The same vectors at any address: a load or store that needs no alignment.
typedef tfx_f16 tfx_f16_unaligned __attribute__((aligned(4)));

/// The vector instructions that the program was built to use.
static inline const char *tfx_instruction_set(void) {
#if defined(__AVX512F__)
  return "AVX-512";
#elif defined(__AVX2__) && defined(__FMA__)
  return "AVX2 and FMA";
#elif defined(__AVX__)
  return "AVX";
#elif defined(__SSE2__)
  return "SSE2";
#elif defined(__ARM_NEON)
  return "NEON";
#else
  return "none";
#endif
}

#define TFX_SIMD static inline __attribute__((always_inline, const))

// Bits and selection

TFX_SIMD tfx_i16 tfx_bits(tfx_f16 x) { return (tfx_i16)x; }
TFX_SIMD tfx_f16 tfx_from_bits(tfx_i16 x) { return (tfx_f16)x; }
TFX_SIMD tfx_f16 tfx_splat(float x) { return (tfx_f16)x; }

/// `a` where the mask's lane is -1, `b` where it is 0.
TFX_SIMD tfx_f16 tfx_select(tfx_i16 mask, tfx_f16 a, tfx_f16 b) {
  return (tfx_f16)((mask & (tfx_i16)a) | (~mask & (tfx_i16)b));
}
TFX_SIMD tfx_i16 tfx_less(tfx_f16 a, tfx_f16 b) { return a < b; }
TFX_SIMD tfx_i16 tfx_less_equal(tfx_f16 a, tfx_f16 b) { return a <= b; }
TFX_SIMD tfx_i16 tfx_equal(tfx_f16 a, tfx_f16 b) { return a == b; }
TFX_SIMD tfx_i16 tfx_is_nan(tfx_f16 a) { return a != a; }

/// The mask of the first `count` lanes.
TFX_SIMD tfx_i16 tfx_first_lanes(long count) {
  tfx_i16 lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  return lane < (int32_t)count;
}

// Single instructions

TFX_SIMD tfx_f16 tfx_fma(tfx_f16 a, tfx_f16 b, tfx_f16 c) {
  return __builtin_elementwise_fma(a, b, c);
}
TFX_SIMD tfx_f16 tfx_sqrt(tfx_f16 x) { return __builtin_elementwise_sqrt(x); }
TFX_SIMD tfx_f16 tfx_abs(tfx_f16 x) { return __builtin_elementwise_abs(x); }
TFX_SIMD tfx_f16 tfx_floor(tfx_f16 x) { return __builtin_elementwise_floor(x); }
TFX_SIMD tfx_f16 tfx_ceil(tfx_f16 x) { return __builtin_elementwise_ceil(x); }
TFX_SIMD tfx_f16 tfx_round_even(tfx_f16 x) { return __builtin_elementwise_roundeven(x); }

/// The magnitude of `x` with the sign of `s`.
TFX_SIMD tfx_f16 tfx_copysign(tfx_f16 x, tfx_f16 s) {
  return (tfx_f16)(((tfx_i16)x & 0x7fffffff) | ((tfx_i16)s & (int32_t)0x80000000));
}
/// The larger number; NaN if either is NaN, as NumPy's and TensorFlow's maximum.
TFX_SIMD tfx_f16 tfx_max(tfx_f16 a, tfx_f16 b) {
  return tfx_select((a > b) | (a != a), a, b);
}
/// The smaller number; NaN if either is NaN.
TFX_SIMD tfx_f16 tfx_min(tfx_f16 a, tfx_f16 b) {
  return tfx_select((a < b) | (a != a), a, b);
}

// Horizontal sums and extremes, always in the same order

TFX_SIMD float tfx_reduce_add(tfx_f16 v) {
  float __attribute__((ext_vector_type(8))) a = v.lo + v.hi;
  float __attribute__((ext_vector_type(4))) b = a.lo + a.hi;
  float __attribute__((ext_vector_type(2))) c = b.lo + b.hi;
  return c.x + c.y;
}
TFX_SIMD double tfx_reduce_add_double(tfx_f16 v) {
  tfx_d16 w = __builtin_convertvector(v, tfx_d16);
  double __attribute__((ext_vector_type(8))) a = w.lo + w.hi;
  double __attribute__((ext_vector_type(4))) b = a.lo + a.hi;
  double __attribute__((ext_vector_type(2))) c = b.lo + b.hi;
  return c.x + c.y;
}
/// The largest lane; NaN if any is.
TFX_SIMD float tfx_reduce_max(tfx_f16 v) {
  float r = __builtin_reduce_max(v);
  return __builtin_reduce_or((tfx_i16)(v != v)) ? NAN : r;
}
/// The smallest lane; NaN if any is.
TFX_SIMD float tfx_reduce_min(tfx_f16 v) {
  float r = __builtin_reduce_min(v);
  return __builtin_reduce_or((tfx_i16)(v != v)) ? NAN : r;
}
TFX_SIMD tfx_d16 tfx_to_double(tfx_f16 v) { return __builtin_convertvector(v, tfx_d16); }
TFX_SIMD tfx_f16 tfx_to_float(tfx_d16 v) { return __builtin_convertvector(v, tfx_f16); }
TFX_SIMD tfx_f16 tfx_int_to_float(tfx_i16 v) { return __builtin_convertvector(v, tfx_f16); }
/// Uniform numbers in [0, 1): the top 24 bits times 2⁻²⁴.
TFX_SIMD tfx_f16 tfx_unit(tfx_u16 v) {
  return __builtin_convertvector((tfx_i16)(v >> 8), tfx_f16) * 0x1p-24f;
}

/// The lanes whose 24-bit number in [0, 2²⁴) is at least `threshold`.
TFX_SIMD tfx_i16 tfx_keep(tfx_u16 v, uint32_t threshold) {
  return (tfx_i16)((v >> 8) >= (tfx_u16)threshold);
}
/// 16 bytes as numbers.
static inline __attribute__((always_inline)) tfx_f16 tfx_load_bytes(const uint8_t *p) {
  typedef uint8_t bytes __attribute__((ext_vector_type(16)));
  bytes v;
  __builtin_memcpy(&v, p, 16);
  return __builtin_convertvector(v, tfx_f16);
}
/// Writes the low byte of each lane.
static inline __attribute__((always_inline)) void tfx_store_bytes(uint8_t *p, tfx_i16 v) {
  typedef uint8_t bytes __attribute__((ext_vector_type(16)));
  bytes b = __builtin_convertvector(v, bytes);
  __builtin_memcpy(p, &b, 16);
}
/// 16 bytes as integers.
static inline __attribute__((always_inline)) tfx_i16 tfx_load_places(const uint8_t *p) {
  typedef uint8_t bytes __attribute__((ext_vector_type(16)));
  bytes b;
  __builtin_memcpy(&b, p, 16);
  return __builtin_convertvector(b, tfx_i16);
}
TFX_SIMD tfx_i16 tfx_equal_places(tfx_i16 a, int32_t b) { return a == (tfx_i16)b; }
TFX_SIMD tfx_i16 tfx_more_places(tfx_i16 a, int32_t b) { return a > (tfx_i16)b; }
TFX_SIMD tfx_i16 tfx_is_odd(tfx_i16 a) { return (a & 1) == (tfx_i16)1; }
TFX_SIMD tfx_i16 tfx_select_places(tfx_i16 mask, tfx_i16 a, tfx_i16 b) {
  return (mask & a) | (~mask & b);
}
/// Whether any lane of a mask holds.
TFX_SIMD int tfx_any(tfx_i16 mask) { return __builtin_reduce_or(mask) != 0; }
TFX_SIMD int tfx_any_nonzero(tfx_f16 v) { return tfx_any(v != 0.0f); }

// Loads and stores of part of a vector; lanes past `count` are zero, or untouched in memory.

static inline __attribute__((always_inline)) tfx_f16 tfx_load(const float *p) {
  return *(const tfx_f16_unaligned *)p;
}
static inline __attribute__((always_inline)) void tfx_store(float *p, tfx_f16 v) {
  *(tfx_f16_unaligned *)p = v;
}
/// Asks for the cache line of `p`, which is going to be read and written.
static inline __attribute__((always_inline)) void tfx_prefetch(const void *p) {
  __builtin_prefetch(p, 1, 3);
}
#if defined(__AVX512F__)
static inline __attribute__((always_inline)) tfx_f16 tfx_load_part(const float *p, long count) {
  return __builtin_ia32_loadups512_mask(p, (tfx_f16)0.0f, (uint16_t)((1u << count) - 1));
}
static inline __attribute__((always_inline)) void tfx_store_part(float *p, tfx_f16 v, long count) {
  __builtin_ia32_storeups512_mask(p, v, (uint16_t)((1u << count) - 1));
}
#else
static inline tfx_f16 tfx_load_part(const float *p, long count) {
  tfx_f16 v = 0;
  __builtin_memcpy(&v, p, (unsigned long)count * sizeof(float));
  return v;
}
static inline void tfx_store_part(float *p, tfx_f16 v, long count) {
  __builtin_memcpy(p, &v, (unsigned long)count * sizeof(float));
}
#endif

// Columns of narrow matrices: lane i is p[i·stride]. Lanes from `count` on repeat the first one, or
// are not written.

static inline __attribute__((always_inline)) tfx_f16 tfx_load_column(const float *p, long stride,
                                                                     long count) {
  tfx_f16 v;
  if (count == 16) {
    for (int i = 0; i < 16; i++) v[i] = p[i * stride];
  } else {
    for (int i = 0; i < 16; i++) v[i] = p[i < count ? i * stride : 0];
  }
  return v;
}
static inline __attribute__((always_inline)) void tfx_store_column(float *p, long stride, tfx_f16 v,
                                                                   long count) {
  if (count == 16) {
    for (int i = 0; i < 16; i++) p[i * stride] = v[i];
  } else {
    for (int i = 0; i < 16; i++)
      if (i < count) p[i * stride] = v[i];
  }
}

// Exponentials. exp(x) = 2ⁿ·exp(r), r = x − n·ln 2 in two parts (Cody and Waite).

/// 2ⁿ for −126 ≤ n ≤ 127.
TFX_SIMD tfx_f16 tfx_power_of_two(tfx_i16 n) { return (tfx_f16)((n + 127) << 23); }

TFX_SIMD tfx_f16 tfx_exp(tfx_f16 x) {
  // Beyond these bounds the result is 0 or infinity in any case.
  tfx_f16 c = tfx_select(x > 90.0f, (tfx_f16)90.0f, x);
  c = tfx_select(c < -105.0f, (tfx_f16)-105.0f, c);
  c = tfx_select(x != x, (tfx_f16)0.0f, c);
  tfx_f16 n = tfx_round_even(c * 1.44269504088896341f);
  tfx_f16 r = tfx_fma(n, (tfx_f16)-0.693145751953125f, c);
  r = tfx_fma(n, (tfx_f16)-1.428606765330187045e-06f, r);
  tfx_f16 p = (tfx_f16)0.000198527617612853646278381f;
  p = tfx_fma(p, r, (tfx_f16)0.00139304355252534151077271f);
  p = tfx_fma(p, r, (tfx_f16)0.00833336077630519866943359f);
  p = tfx_fma(p, r, (tfx_f16)0.0416664853692054748535156f);
  p = tfx_fma(p, r, (tfx_f16)0.166666671633720397949219f);
  p = tfx_fma(p, r, (tfx_f16)0.5f);
  p = tfx_fma(p, r * r, r) + 1.0f;
  // Two factors, so that results that are subnormal or overflow come out of the multiplication.
  tfx_i16 k = __builtin_convertvector(n, tfx_i16);
  tfx_i16 half = k >> 1;
  p = p * tfx_power_of_two(half) * tfx_power_of_two(k - half);
  return tfx_select(x != x, x, p);
}

TFX_SIMD tfx_f16 tfx_expm1(tfx_f16 x) {
  tfx_f16 c = tfx_select(x > 89.0f, (tfx_f16)89.0f, x);
  c = tfx_select(c < -30.0f, (tfx_f16)-30.0f, c);
  c = tfx_select(x != x, (tfx_f16)0.0f, c);
  tfx_f16 n = tfx_round_even(c * 1.44269504088896341f);
  tfx_f16 r = tfx_fma(n, (tfx_f16)-0.693145751953125f, c);
  r = tfx_fma(n, (tfx_f16)-1.428606765330187045e-06f, r);
  tfx_f16 p = (tfx_f16)0.000198527617612853646278381f;
  p = tfx_fma(p, r, (tfx_f16)0.00139304355252534151077271f);
  p = tfx_fma(p, r, (tfx_f16)0.00833336077630519866943359f);
  p = tfx_fma(p, r, (tfx_f16)0.0416664853692054748535156f);
  p = tfx_fma(p, r, (tfx_f16)0.166666671633720397949219f);
  p = tfx_fma(p, r, (tfx_f16)0.5f);
  p = tfx_fma(p, r * r, r);
  // 2·(t·p + (t − ½)) with t = 2ⁿ⁻¹: exact for n = 0, and 2¹²⁸ does not overflow too early.
  tfx_f16 t = tfx_power_of_two(__builtin_convertvector(n, tfx_i16) - 1);
  tfx_f16 y = 2.0f * tfx_fma(t, p, t - 0.5f);
  // Keeps −0 and the subnormal numbers exactly.
  y = tfx_select(tfx_abs(x) < 1e-30f, x, y);
  return tfx_select(x != x, x, y);
}

// Logarithms. x = m·2ᵉ with m in [√½, √2); polynomial of Cephes' logf in m − 1.

TFX_SIMD tfx_f16 tfx_log(tfx_f16 x) {
  tfx_i16 tiny = x < 1.17549435e-38f;
  tfx_f16 scaled = tfx_select(tiny, x * 8388608.0f, x);
  // Subtracting √½'s bits makes the exponent field split the range at √½ instead of at 1.
  tfx_i16 bits = (tfx_i16)scaled - 0x3f3504f3;
  tfx_f16 e = __builtin_convertvector((bits >> 23) - (tiny & 23), tfx_f16);
  tfx_f16 f = (tfx_f16)((bits & 0x007fffff) + 0x3f3504f3) - 1.0f;
  tfx_f16 p = (tfx_f16)7.0376836292e-2f;
  p = tfx_fma(p, f, (tfx_f16)-1.1514610310e-1f);
  p = tfx_fma(p, f, (tfx_f16)1.1676998740e-1f);
  p = tfx_fma(p, f, (tfx_f16)-1.2420140846e-1f);
  p = tfx_fma(p, f, (tfx_f16)1.4249322787e-1f);
  p = tfx_fma(p, f, (tfx_f16)-1.6668057665e-1f);
  p = tfx_fma(p, f, (tfx_f16)2.0000714765e-1f);
  p = tfx_fma(p, f, (tfx_f16)-2.4999993993e-1f);
  p = tfx_fma(p, f, (tfx_f16)3.3333331174e-1f);
  tfx_f16 z = f * f;
  tfx_f16 y = f * z * p;
  y = tfx_fma(e, (tfx_f16)-2.12194440e-4f, y);
  y = tfx_fma((tfx_f16)-0.5f, z, y);
  y = tfx_fma(e, (tfx_f16)0.693359375f, f + y);
  y = tfx_select(x == 0.0f, (tfx_f16)-INFINITY, y);
  y = tfx_select(x < 0.0f, (tfx_f16)NAN, y);
  return tfx_select((x == INFINITY) | (x != x), x, y);
}

TFX_SIMD tfx_f16 tfx_log1p(tfx_f16 x) {
  // log(1 + x) = log(u) + c/u, where c is what rounding 1 + x to u lost.
  tfx_f16 u = 1.0f + x;
  tfx_f16 c = x - (u - 1.0f);
  tfx_f16 y = tfx_log(u) + c / u;
  y = tfx_select(tfx_abs(x) < 1e-20f, x, y);
  y = tfx_select(x == -1.0f, (tfx_f16)-INFINITY, y);
  return tfx_select((x == INFINITY) | (x != x), x, y);
}

// Activations

TFX_SIMD tfx_f16 tfx_tanh(tfx_f16 x) {
  tfx_f16 a = tfx_abs(x);
  tfx_f16 c = tfx_select(a > 10.0f, (tfx_f16)10.0f, a);
  tfx_f16 e = tfx_expm1(c + c);
  tfx_f16 y = tfx_copysign(e / (e + 2.0f), x);
  // tanh(x) = x to the last bit; also keeps NaN.
  return tfx_select(a >= 1e-5f, y, x);
}

TFX_SIMD tfx_f16 tfx_sigmoid(tfx_f16 x) {
  // From exp of a negative number only, which cannot overflow.
  tfx_f16 z = tfx_exp(-tfx_abs(x));
  tfx_f16 d = 1.0f / (1.0f + z);
  return tfx_select(x < 0.0f, z * d, d);
}

/// log(1 + exp(x)) = max(x, 0) + log1p(exp(−|x|)).
TFX_SIMD tfx_f16 tfx_softplus(tfx_f16 x) {
  return tfx_max(x, (tfx_f16)0.0f) + tfx_log1p(tfx_exp(-tfx_abs(x)));
}

/// Error function: an odd polynomial up to 0.93, 1 − exp(polynomial) above.
TFX_SIMD tfx_f16 tfx_erf(tfx_f16 x) {
  tfx_f16 t = tfx_abs(x);
  tfx_f16 s = x * x;
  tfx_f16 q = tfx_fma((tfx_f16)-1.72853470e-5f, t, (tfx_f16)3.83197126e-4f);
  tfx_f16 u = tfx_fma((tfx_f16)-3.88396438e-3f, t, (tfx_f16)2.42546219e-2f);
  q = tfx_fma(q, s, u);
  q = tfx_fma(q, t, (tfx_f16)-1.06777877e-1f);
  q = tfx_fma(q, t, (tfx_f16)-6.34846687e-1f);
  q = tfx_fma(q, t, (tfx_f16)-1.28717512e-1f);
  q = tfx_fma(q, t, -t);
  q = tfx_copysign(1.0f - tfx_exp(q), x);
  // Above 4 the result is 1 in float, and the polynomial may not be trusted at infinity.
  q = tfx_select(t > 4.0f, tfx_copysign((tfx_f16)1.0f, x), q);
  tfx_f16 p = (tfx_f16)-5.96761703e-4f;
  p = tfx_fma(p, s, (tfx_f16)4.99119423e-3f);
  p = tfx_fma(p, s, (tfx_f16)-2.67681349e-2f);
  p = tfx_fma(p, s, (tfx_f16)1.12819925e-1f);
  p = tfx_fma(p, s, (tfx_f16)-3.76125336e-1f);
  p = tfx_fma(p, s, (tfx_f16)1.28379166e-1f);
  p = tfx_fma(p, x, x);
  return tfx_select(t > 0.927734375f, q, p);
}

// Trigonometry: reduction by π/2 in three parts, then polynomials on [−π/4, π/4]. The reduction is
// good up to 8192 radians; beyond it the lanes go through libm.

static inline tfx_f16 tfx_sin_cos(tfx_f16 x, int quarter) {
  tfx_f16 a = tfx_abs(x);
  int large = 0;
  for (int i = 0; i < 16; i++) large |= a[i] > 8192.0f;
  if (large) {
    tfx_f16 y;
    for (int i = 0; i < 16; i++) y[i] = quarter ? cosf(x[i]) : sinf(x[i]);
    return y;
  }
  tfx_f16 clean = tfx_select(x != x, (tfx_f16)0.0f, x);
  tfx_f16 n = tfx_round_even(clean * 0.636619772367581343f);
  tfx_f16 r = tfx_fma(n, (tfx_f16)-1.57079601287841796875f, clean);
  r = tfx_fma(n, (tfx_f16)-3.1391647326017846e-7f, r);
  r = tfx_fma(n, (tfx_f16)-5.3903025299577648e-15f, r);
  tfx_i16 q = __builtin_convertvector(n, tfx_i16) + quarter;
  tfx_f16 s = r * r;
  tfx_f16 sine = tfx_fma((tfx_f16)2.86567956e-6f, s, (tfx_f16)-1.98559923e-4f);
  sine = tfx_fma(sine, s, (tfx_f16)8.33338592e-3f);
  sine = tfx_fma(sine, s, (tfx_f16)-1.66666672e-1f);
  sine = tfx_fma(sine, s * r, r);
  tfx_f16 cosine = tfx_fma((tfx_f16)2.44677067e-5f, s, (tfx_f16)-1.38877297e-3f);
  cosine = tfx_fma(cosine, s, (tfx_f16)4.16666567e-2f);
  cosine = tfx_fma(cosine, s, (tfx_f16)-0.5f);
  cosine = tfx_fma(cosine, s, (tfx_f16)1.0f);
  tfx_f16 y = tfx_select((q & 1) != 0, cosine, sine);
  y = (tfx_f16)((tfx_i16)y ^ ((q & 2) << 30));
  if (!quarter) y = tfx_select(a < 1e-5f, x, y);
  return tfx_select(x != x, x, y);
}
static inline tfx_f16 tfx_sin(tfx_f16 x) { return tfx_sin_cos(x, 0); }
static inline tfx_f16 tfx_cos(tfx_f16 x) { return tfx_sin_cos(x, 1); }

/// Powers go through libm lane by lane: squares and roots have functions of their own, and a
/// vector power of 1 ulp would need logarithms in double precision.
static inline tfx_f16 tfx_pow(tfx_f16 x, tfx_f16 y) {
  tfx_f16 r;
  for (int i = 0; i < 16; i++) r[i] = powf(x[i], y[i]);
  return r;
}

// libm under names that don't depend on the platform's module (Glibc, Musl, Darwin).

static inline float tfx_libm_expf(float x) { return expf(x); }
static inline double tfx_libm_exp(double x) { return exp(x); }
static inline float tfx_libm_expm1f(float x) { return expm1f(x); }
static inline double tfx_libm_expm1(double x) { return expm1(x); }
static inline float tfx_libm_logf(float x) { return logf(x); }
static inline double tfx_libm_log(double x) { return log(x); }
static inline float tfx_libm_log1pf(float x) { return log1pf(x); }
static inline double tfx_libm_log1p(double x) { return log1p(x); }
static inline float tfx_libm_sinf(float x) { return sinf(x); }
static inline double tfx_libm_sin(double x) { return sin(x); }
static inline float tfx_libm_cosf(float x) { return cosf(x); }
static inline double tfx_libm_cos(double x) { return cos(x); }
static inline float tfx_libm_tanhf(float x) { return tanhf(x); }
static inline double tfx_libm_tanh(double x) { return tanh(x); }
static inline float tfx_libm_erff(float x) { return erff(x); }
static inline double tfx_libm_erf(double x) { return erf(x); }
static inline float tfx_libm_powf(float x, float y) { return powf(x, y); }
static inline double tfx_libm_pow(double x, double y) { return pow(x, y); }

// Those that have no vector version: single precision goes through double.

static inline double tfx_libm_tan(double x) { return tan(x); }
static inline double tfx_libm_asin(double x) { return asin(x); }
static inline double tfx_libm_acos(double x) { return acos(x); }
static inline double tfx_libm_atan(double x) { return atan(x); }
static inline double tfx_libm_atan2(double y, double x) { return atan2(y, x); }
static inline double tfx_libm_sinh(double x) { return sinh(x); }
static inline double tfx_libm_cosh(double x) { return cosh(x); }
static inline double tfx_libm_asinh(double x) { return asinh(x); }
static inline double tfx_libm_acosh(double x) { return acosh(x); }
static inline double tfx_libm_atanh(double x) { return atanh(x); }
static inline double tfx_libm_erfc(double x) { return erfc(x); }
/// The logarithm of |Γ(x)|; unlike lgamma, without the global sign.
static inline double tfx_libm_lgamma(double x) {
  int sign;
  return lgamma_r(x, &sign);
}

// Functions of complex numbers, a vector of the real part and the imaginary one each.

typedef double tfx_d2 __attribute__((ext_vector_type(2)));

#define TFX_COMPLEX(f)                                   \
  static inline tfx_d2 tfx_libm_##f(tfx_d2 z) {          \
    _Complex double w;                                   \
    __real__ w = z.x;                                    \
    __imag__ w = z.y;                                    \
    w = __builtin_##f(w);                                \
    return (tfx_d2){__real__ w, __imag__ w};             \
  }
TFX_COMPLEX(cexp)
TFX_COMPLEX(clog)
TFX_COMPLEX(csqrt)
TFX_COMPLEX(csin)
TFX_COMPLEX(ccos)
TFX_COMPLEX(ctan)
TFX_COMPLEX(casin)
TFX_COMPLEX(cacos)
TFX_COMPLEX(catan)
TFX_COMPLEX(csinh)
TFX_COMPLEX(ccosh)
TFX_COMPLEX(ctanh)
TFX_COMPLEX(casinh)
TFX_COMPLEX(cacosh)
TFX_COMPLEX(catanh)
#undef TFX_COMPLEX

static inline tfx_d2 tfx_libm_cpow(tfx_d2 a, tfx_d2 b) {
  _Complex double base, exponent;
  __real__ base = a.x;
  __imag__ base = a.y;
  __real__ exponent = b.x;
  __imag__ exponent = b.y;
  base = __builtin_cpow(base, exponent);
  return (tfx_d2){__real__ base, __imag__ base};
}

// Philox 4×32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011) on 16
// counters at once.

typedef tfx_u16 tfx_u16_unaligned __attribute__((aligned(4)));

TFX_SIMD tfx_u16 tfx_multiply_high(tfx_u16 a, uint32_t b) {
  tfx_w16 wide = __builtin_convertvector(a, tfx_w16) * (tfx_w16)(uint64_t)b;
  return __builtin_convertvector(wide >> 32, tfx_u16);
}

/// The words of 16 counters (index + lane, step, stream); `index` a multiple of 16. Word w of lane
/// j goes to words[16·w + j].
static inline void tfx_philox(uint64_t index, uint32_t step, uint32_t stream, uint64_t seed,
                              uint32_t *words) {
  tfx_u16 lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  tfx_u16 w0 = lane | (uint32_t)index, w1 = (tfx_u16)(uint32_t)(index >> 32);
  tfx_u16 w2 = (tfx_u16)step, w3 = (tfx_u16)stream;
  uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);
  for (int round = 0; round < 10; round++) {
    tfx_u16 high0 = tfx_multiply_high(w0, 0xD2511F53u), low0 = w0 * 0xD2511F53u;
    tfx_u16 high1 = tfx_multiply_high(w2, 0xCD9E8D57u), low1 = w2 * 0xCD9E8D57u;
    w0 = high1 ^ w1 ^ k0;
    w1 = low1;
    w2 = high0 ^ w3 ^ k1;
    w3 = low0;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  tfx_u16_unaligned *out = (tfx_u16_unaligned *)words;
  out[0] = w0;
  out[1] = w1;
  out[2] = w2;
  out[3] = w3;
}

typedef uint64_t tfx_w8 __attribute__((ext_vector_type(8)));
typedef tfx_w8 tfx_w8_unaligned __attribute__((aligned(4)));

/// The words of 16 counters (index + lane, step, stream) in the order of their elements: word w of
/// lane j goes to words[4·j + w]. `index` is a multiple of 16.
///
/// Each word lies in the low half of a 64-bit lane, so that one instruction multiplies it in full;
/// what is in the high half does not matter to the next multiplication.
static inline __attribute__((always_inline)) void tfx_philox_ordered(
    uint64_t index, uint32_t step, uint32_t stream, uint64_t seed, uint32_t *words) {
  const uint64_t low = 0xFFFFFFFFu;
  tfx_w8 a0 = {0, 1, 2, 3, 4, 5, 6, 7}, b0;
  b0 = (a0 + 8) | (index & low);
  a0 |= index & low;
  tfx_w8 a1 = (tfx_w8)(index >> 32), a2 = (tfx_w8)(uint64_t)step, a3 = (tfx_w8)(uint64_t)stream;
  tfx_w8 b1 = a1, b2 = a2, b3 = a3;
  uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);
  for (int round = 0; round < 10; round++) {
    tfx_w8 a = (a0 & low) * 0xD2511F53u, c = (a2 & low) * 0xCD9E8D57u;
    tfx_w8 b = (b0 & low) * 0xD2511F53u, d = (b2 & low) * 0xCD9E8D57u;
    a0 = (c >> 32) ^ a1 ^ (uint64_t)k0;
    b0 = (d >> 32) ^ b1 ^ (uint64_t)k0;
    a2 = (a >> 32) ^ a3 ^ (uint64_t)k1;
    b2 = (b >> 32) ^ b3 ^ (uint64_t)k1;
    a1 = c;
    b1 = d;
    a3 = a;
    b3 = b;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  tfx_w8 a01 = (a0 & low) | a1 << 32, a23 = (a2 & low) | a3 << 32;
  tfx_w8 b01 = (b0 & low) | b1 << 32, b23 = (b2 & low) | b3 << 32;
  tfx_w8_unaligned *out = (tfx_w8_unaligned *)words;
  out[0] = __builtin_shufflevector(a01, a23, 0, 8, 1, 9, 2, 10, 3, 11);
  out[1] = __builtin_shufflevector(a01, a23, 4, 12, 5, 13, 6, 14, 7, 15);
  out[2] = __builtin_shufflevector(b01, b23, 0, 8, 1, 9, 2, 10, 3, 11);
  out[3] = __builtin_shufflevector(b01, b23, 4, 12, 5, 13, 6, 14, 7, 15);
}

/// The greatest of four numbers in each lane; NaN if any is.
static inline __attribute__((always_inline)) tfx_f16 tfx_greatest(tfx_f16 a, tfx_f16 b, tfx_f16 c,
                                                                  tfx_f16 d) {
  // Compared as numbers, which takes a third of the instructions, unless there is a NaN.
  if (__builtin_expect(tfx_any((a != a) | (b != b) | (c != c) | (d != d)), 0))
    return tfx_max(tfx_max(a, b), tfx_max(c, d));
  tfx_f16 ab = tfx_select(a > b, a, b), cd = tfx_select(c > d, c, d);
  return tfx_select(ab > cd, ab, cd);
}

/// The number of the first of four that is their greatest, in each lane; a NaN is, where one is.
static inline __attribute__((always_inline)) tfx_i16 tfx_greatest_place(
    tfx_f16 a, tfx_f16 b, tfx_f16 c, tfx_f16 d, tfx_f16 most) {
  tfx_i16 isA = most == a, isB = most == b, isC = most == c;
  if (__builtin_expect(tfx_any(most != most), 0)) {
    isA |= a != a;
    isB |= b != b;
    isC |= c != c;
  }
  tfx_i16 place = tfx_select_places(isC, (tfx_i16)2, (tfx_i16)3);
  place = tfx_select_places(isB, (tfx_i16)1, place);
  return tfx_select_places(isA, (tfx_i16)0, place);
}

/// Turns 16 rows of 16 floats, which begin `stride` floats apart, into 16 columns that lie side by
/// side; rows from `count` on are zeros. Each round is a perfect shuffle of the 256 numbers, and four
/// of them turn row and column.
static inline void tfx_transpose(const float *rows, long stride, long count, float *columns) {
#define TFX_LOW(a, b) \
  __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define TFX_HIGH(a, b) \
  __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
  tfx_f16 a[16], b[16];
#pragma unroll
  for (int i = 0; i < 16; i++) a[i] = i < count ? tfx_load(rows + i * stride) : (tfx_f16)0.0f;
#pragma unroll
  for (int round = 0; round < 2; round++) {
#pragma unroll
    for (int i = 0; i < 8; i++) {
      b[2 * i] = TFX_LOW(a[i], a[i + 8]);
      b[2 * i + 1] = TFX_HIGH(a[i], a[i + 8]);
    }
#pragma unroll
    for (int i = 0; i < 8; i++) {
      a[2 * i] = TFX_LOW(b[i], b[i + 8]);
      a[2 * i + 1] = TFX_HIGH(b[i], b[i + 8]);
    }
  }
#pragma unroll
  for (int i = 0; i < 16; i++) tfx_store(columns + 16 * i, a[i]);
#undef TFX_LOW
#undef TFX_HIGH
}

/// Writes the lanes of `v` that are not zero side by side, and those of `notes` beside them; returns
/// how many they are. Up to 16 places of each are written in any case.
static inline long tfx_pack_nonzero(float *values, int32_t *places, tfx_f16 v, tfx_i16 notes) {
#if defined(__AVX512F__)
  uint16_t mask = (uint16_t)__builtin_ia32_cmpps512_mask(v, (tfx_f16)0.0f, 4, (uint16_t)-1, 4);
  tfx_store(values, __builtin_ia32_compresssf512_mask(v, (tfx_f16)0.0f, mask));
  tfx_store((float *)places,
            (tfx_f16)__builtin_ia32_compresssi512_mask(notes, (tfx_i16)0, mask));
  return __builtin_popcount(mask);
#else
  long count = 0;
  for (int i = 0; i < 16; i++) {
    values[count] = v[i];
    places[count] = notes[i];
    count += v[i] != 0.0f;
  }
  return count;
#endif
}

/// Reorders the 64 words of `tfx_philox` so that word w of lane j comes to place 4·j + w, that of
/// its element.
static inline void tfx_interleave(uint32_t *words) {
#define TFX_PAIR_LOW(a, b) \
  __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define TFX_PAIR_HIGH(a, b) \
  __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
#define TFX_QUADS_LOW(a, b) \
  __builtin_shufflevector(a, b, 0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23)
#define TFX_QUADS_HIGH(a, b) \
  __builtin_shufflevector(a, b, 8, 9, 24, 25, 10, 11, 26, 27, 12, 13, 28, 29, 14, 15, 30, 31)
  tfx_u16_unaligned *p = (tfx_u16_unaligned *)words;
  tfx_u16 low01 = TFX_PAIR_LOW(p[0], p[1]), high01 = TFX_PAIR_HIGH(p[0], p[1]);
  tfx_u16 low23 = TFX_PAIR_LOW(p[2], p[3]), high23 = TFX_PAIR_HIGH(p[2], p[3]);
  p[0] = TFX_QUADS_LOW(low01, low23);
  p[1] = TFX_QUADS_HIGH(low01, low23);
  p[2] = TFX_QUADS_LOW(high01, high23);
  p[3] = TFX_QUADS_HIGH(high01, high23);
#undef TFX_PAIR_LOW
#undef TFX_PAIR_HIGH
#undef TFX_QUADS_LOW
#undef TFX_QUADS_HIGH
}

static inline __attribute__((always_inline)) tfx_u16 tfx_load_words(const uint32_t *p) {
  return *(const tfx_u16_unaligned *)p;
}

#pragma clang diagnostic pop
