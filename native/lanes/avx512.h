#pragma once

#include <immintrin.h>

#include "../vec3.h"

/// Eight lanes of AVX-512; plain.h says what each function is.

namespace geomin {

struct Lanes8 {
  static constexpr int kWidth = 8;

  struct Mask {
    __mmask8 bits;
  };

  __m512d value;

  Lanes8() = default;
  Lanes8(__m512d lanes) : value(lanes) {}             // NOLINT: as the intrinsics return it
  Lanes8(double all) : value(_mm512_set1_pd(all)) {}  // NOLINT: constants mix with lanes

  static Lanes8 Load(const double* from) { return _mm512_loadu_pd(from); }
  static Lanes8 Load(const float* from) { return _mm512_cvtps_pd(_mm256_loadu_ps(from)); }
  void Store(double* to) const { _mm512_storeu_pd(to, value); }

  // Compressed in a register: storing compressed is slow on some CPUs.
  static int Compress(Mask mask, const std::int32_t* from, std::int32_t* to) {
    const __m256i lanes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to),
                        _mm256_maskz_compress_epi32(mask.bits, lanes));
    return __builtin_popcount(mask.bits);
  }

  static int Compress(Mask mask, Lanes8 from, double* to) {
    _mm512_storeu_pd(to, _mm512_maskz_compress_pd(mask.bits, from.value));
    return __builtin_popcount(mask.bits);
  }

  static int Compress(Mask mask, const double* from, double* to) {
    return Compress(mask, Load(from), to);
  }

  static Mask AreGreater(const std::int32_t* values, std::int32_t than) {
    const __m256i lanes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(values));
    return {_mm256_cmpgt_epi32_mask(lanes, _mm256_set1_epi32(than))};
  }

  static Mask First(std::size_t count) {
    return {static_cast<__mmask8>(count < kWidth ? (1U << count) - 1 : 0xff)};
  }

  static Vec3Of<Lanes8> Difference(const Point* sites, const std::int32_t* i,
                                   const std::int32_t* j) {
    const __m512d r02 = Rows(sites, i, j, 0, 2);
    const __m512d r13 = Rows(sites, i, j, 1, 3);
    const __m512d r46 = Rows(sites, i, j, 4, 6);
    const __m512d r57 = Rows(sites, i, j, 5, 7);
    const __m512d xz0123 = _mm512_unpacklo_pd(r02, r13);
    const __m512d xz4567 = _mm512_unpacklo_pd(r46, r57);
    return {_mm512_shuffle_f64x2(xz0123, xz4567, 0b10'00'10'00),
            _mm512_shuffle_f64x2(_mm512_unpackhi_pd(r02, r13), _mm512_unpackhi_pd(r46, r57),
                                 0b10'00'10'00),
            _mm512_shuffle_f64x2(xz0123, xz4567, 0b11'01'11'01)};
  }

  static void Accumulate(Point* gradients, const std::int32_t* i, Vec3Of<Lanes8> g) {
    // Pairs of lanes of x (0 to 7) beside those of z (8 to 15).
    const __m512i first_half = _mm512_setr_epi64(0, 1, 8, 9, 2, 3, 10, 11);
    const __m512i second_half = _mm512_setr_epi64(4, 5, 12, 13, 6, 7, 14, 15);
    const __m512d zero = _mm512_setzero_pd();
    const __m512d xz0123 = _mm512_permutex2var_pd(g.x.value, first_half, g.z.value);
    const __m512d xz4567 = _mm512_permutex2var_pd(g.x.value, second_half, g.z.value);
    const __m512d y0123 = _mm512_permutex2var_pd(g.y.value, first_half, zero);
    const __m512d y4567 = _mm512_permutex2var_pd(g.y.value, second_half, zero);
    AddRows(gradients, i, _mm512_unpacklo_pd(xz0123, y0123), _mm512_unpackhi_pd(xz0123, y0123));
    AddRows(gradients, i + 4, _mm512_unpacklo_pd(xz4567, y4567), _mm512_unpackhi_pd(xz4567, y4567));
  }

  static __m256d Row(const Point* sites, std::int32_t i, std::int32_t j) {
    return _mm256_sub_pd(_mm256_loadu_pd(&sites[i].x), _mm256_loadu_pd(&sites[j].x));
  }

  static __m512d Rows(const Point* sites, const std::int32_t* i, const std::int32_t* j, int low,
                      int high) {
    return _mm512_insertf64x4(_mm512_castpd256_pd512(Row(sites, i[low], j[low])),
                              Row(sites, i[high], j[high]), 1);
  }

  static void AddRow(Point* gradients, std::int32_t i, __m256d row) {
    double* const xyz = &gradients[i].x;
    _mm256_storeu_pd(xyz, _mm256_add_pd(_mm256_loadu_pd(xyz), row));
  }

  static void AddRows(Point* gradients, const std::int32_t* i, __m512d r02, __m512d r13) {
    AddRow(gradients, i[0], _mm512_castpd512_pd256(r02));
    AddRow(gradients, i[1], _mm512_castpd512_pd256(r13));
    AddRow(gradients, i[2], _mm512_extractf64x4_pd(r02, 1));
    AddRow(gradients, i[3], _mm512_extractf64x4_pd(r13, 1));
  }
};

inline Lanes8::Mask operator&(Lanes8::Mask a, Lanes8::Mask b) {
  return {static_cast<__mmask8>(a.bits & b.bits)};
}
inline Lanes8 operator+(Lanes8 a, Lanes8 b) { return _mm512_add_pd(a.value, b.value); }
inline Lanes8 operator-(Lanes8 a, Lanes8 b) { return _mm512_sub_pd(a.value, b.value); }
inline Lanes8 operator*(Lanes8 a, Lanes8 b) { return _mm512_mul_pd(a.value, b.value); }
inline Lanes8 operator/(Lanes8 a, Lanes8 b) { return _mm512_div_pd(a.value, b.value); }
inline Lanes8 operator-(Lanes8 a) { return _mm512_xor_pd(a.value, _mm512_set1_pd(-0.0)); }
inline Lanes8::Mask operator<(Lanes8 a, Lanes8 b) {
  return {_mm512_cmp_pd_mask(a.value, b.value, _CMP_LT_OQ)};
}
inline Lanes8::Mask operator>(Lanes8 a, Lanes8 b) {
  return {_mm512_cmp_pd_mask(a.value, b.value, _CMP_GT_OQ)};
}
inline Lanes8 MulAdd(Lanes8 a, Lanes8 b, Lanes8 c) {
  return _mm512_fmadd_pd(a.value, b.value, c.value);
}
inline Lanes8 Sqrt(Lanes8 a) { return _mm512_sqrt_pd(a.value); }
inline Lanes8 Abs(Lanes8 a) { return _mm512_abs_pd(a.value); }
inline Lanes8 Max(Lanes8 a, Lanes8 b) { return _mm512_max_pd(a.value, b.value); }
inline Lanes8 Select(Lanes8::Mask mask, Lanes8 a, Lanes8 b) {
  return _mm512_mask_blend_pd(mask.bits, b.value, a.value);
}
inline bool All(Lanes8::Mask mask) { return mask.bits == 0xff; }
inline bool Any(Lanes8::Mask mask) { return mask.bits != 0; }
inline double Sum(Lanes8 a) { return _mm512_reduce_add_pd(a.value); }

}  // namespace geomin
