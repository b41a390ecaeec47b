#pragma once

#include <immintrin.h>

#include "../vec3.h"

/// Four lanes of AVX2 with FMA; plain.h says what each function is.

namespace geomin {

/// For each set of lanes where each of them goes when the gaps close: for lanes of 4 bytes, and for
/// the halves of lanes of 8.
struct CompressedOrders {
  std::int32_t half[16][4] = {};
  std::int32_t whole[16][8] = {};

  constexpr CompressedOrders() {
    for (int bits = 0; bits < 16; ++bits) {
      int count = 0;
      for (int lane = 0; lane < 4; ++lane) {
        if ((bits >> lane & 1) == 0) continue;
        half[bits][count] = lane;
        whole[bits][2 * count] = 2 * lane;
        whole[bits][2 * count + 1] = 2 * lane + 1;
        ++count;
      }
    }
  }
};

constexpr CompressedOrders kCompressed;

struct Lanes4 {
  static constexpr int kWidth = 4;

  struct Mask {
    __m256d bits;
  };

  __m256d value;

  Lanes4() = default;
  Lanes4(__m256d lanes) : value(lanes) {}             // NOLINT: as the intrinsics return it
  Lanes4(double all) : value(_mm256_set1_pd(all)) {}  // NOLINT: constants mix with lanes

  static Lanes4 Load(const double* from) { return _mm256_loadu_pd(from); }
  static Lanes4 Load(const float* from) { return _mm256_cvtps_pd(_mm_loadu_ps(from)); }
  void Store(double* to) const { _mm256_storeu_pd(to, value); }

  static int Compress(Mask mask, const std::int32_t* from, std::int32_t* to) {
    const int bits = _mm256_movemask_pd(mask.bits);
    const __m128i lanes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    const __m128i order = _mm_loadu_si128(reinterpret_cast<const __m128i*>(kCompressed.half[bits]));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to),
                     _mm_castps_si128(_mm_permutevar_ps(_mm_castsi128_ps(lanes), order)));
    return __builtin_popcount(bits);
  }

  static int Compress(Mask mask, Lanes4 from, double* to) {
    const int bits = _mm256_movemask_pd(mask.bits);
    const __m256i order =
        _mm256_loadu_si256(reinterpret_cast<const __m256i*>(kCompressed.whole[bits]));
    const __m256i lanes = _mm256_castpd_si256(from.value);
    _mm256_storeu_pd(to, _mm256_castsi256_pd(_mm256_permutevar8x32_epi32(lanes, order)));
    return __builtin_popcount(bits);
  }

  static int Compress(Mask mask, const double* from, double* to) {
    return Compress(mask, Load(from), to);
  }

  static Mask AreGreater(const std::int32_t* values, std::int32_t than) {
    const __m128i lanes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(values));
    const __m128i greater = _mm_cmpgt_epi32(lanes, _mm_set1_epi32(than));
    return {_mm256_castsi256_pd(_mm256_cvtepi32_epi64(greater))};
  }

  static Mask First(std::size_t count) {
    const __m256d number = _mm256_setr_pd(0.0, 1.0, 2.0, 3.0);
    const __m256d end = _mm256_set1_pd(static_cast<double>(count));
    return {_mm256_cmp_pd(number, end, _CMP_LT_OQ)};
  }

  static Vec3Of<Lanes4> Difference(const Point* sites, const std::int32_t* i,
                                   const std::int32_t* j) {
    const __m256d r0 = Row(sites, i[0], j[0]);
    const __m256d r1 = Row(sites, i[1], j[1]);
    const __m256d r2 = Row(sites, i[2], j[2]);
    const __m256d r3 = Row(sites, i[3], j[3]);
    const __m256d xz01 = _mm256_unpacklo_pd(r0, r1);
    const __m256d xz23 = _mm256_unpacklo_pd(r2, r3);
    return {_mm256_permute2f128_pd(xz01, xz23, 0x20),
            _mm256_permute2f128_pd(_mm256_unpackhi_pd(r0, r1), _mm256_unpackhi_pd(r2, r3), 0x20),
            _mm256_permute2f128_pd(xz01, xz23, 0x31)};
  }

  static void Accumulate(Point* gradients, const std::int32_t* i, Vec3Of<Lanes4> g) {
    const __m256d zero = _mm256_setzero_pd();
    const __m256d xz01 = _mm256_permute2f128_pd(g.x.value, g.z.value, 0x20);
    const __m256d xz23 = _mm256_permute2f128_pd(g.x.value, g.z.value, 0x31);
    const __m256d y01 = _mm256_permute2f128_pd(g.y.value, zero, 0x20);
    const __m256d y23 = _mm256_permute2f128_pd(g.y.value, zero, 0x31);
    AddRow(gradients, i[0], _mm256_unpacklo_pd(xz01, y01));
    AddRow(gradients, i[1], _mm256_unpackhi_pd(xz01, y01));
    AddRow(gradients, i[2], _mm256_unpacklo_pd(xz23, y23));
    AddRow(gradients, i[3], _mm256_unpackhi_pd(xz23, y23));
  }

  static __m256d Row(const Point* sites, std::int32_t i, std::int32_t j) {
    return _mm256_sub_pd(_mm256_loadu_pd(&sites[i].x), _mm256_loadu_pd(&sites[j].x));
  }

  static void AddRow(Point* gradients, std::int32_t i, __m256d row) {
    double* const xyz = &gradients[i].x;
    _mm256_storeu_pd(xyz, _mm256_add_pd(_mm256_loadu_pd(xyz), row));
  }
};

inline Lanes4::Mask operator&(Lanes4::Mask a, Lanes4::Mask b) {
  return {_mm256_and_pd(a.bits, b.bits)};
}
inline Lanes4 operator+(Lanes4 a, Lanes4 b) { return _mm256_add_pd(a.value, b.value); }
inline Lanes4 operator-(Lanes4 a, Lanes4 b) { return _mm256_sub_pd(a.value, b.value); }
inline Lanes4 operator*(Lanes4 a, Lanes4 b) { return _mm256_mul_pd(a.value, b.value); }
inline Lanes4 operator/(Lanes4 a, Lanes4 b) { return _mm256_div_pd(a.value, b.value); }
inline Lanes4 operator-(Lanes4 a) { return _mm256_xor_pd(a.value, _mm256_set1_pd(-0.0)); }
inline Lanes4::Mask operator<(Lanes4 a, Lanes4 b) {
  return {_mm256_cmp_pd(a.value, b.value, _CMP_LT_OQ)};
}
inline Lanes4::Mask operator>(Lanes4 a, Lanes4 b) {
  return {_mm256_cmp_pd(a.value, b.value, _CMP_GT_OQ)};
}
inline Lanes4 MulAdd(Lanes4 a, Lanes4 b, Lanes4 c) {
  return _mm256_fmadd_pd(a.value, b.value, c.value);
}
inline Lanes4 Sqrt(Lanes4 a) { return _mm256_sqrt_pd(a.value); }
inline Lanes4 Abs(Lanes4 a) { return _mm256_andnot_pd(_mm256_set1_pd(-0.0), a.value); }
inline Lanes4 Max(Lanes4 a, Lanes4 b) { return _mm256_max_pd(a.value, b.value); }
inline Lanes4 Select(Lanes4::Mask mask, Lanes4 a, Lanes4 b) {
  return _mm256_blendv_pd(b.value, a.value, mask.bits);
}
inline bool All(Lanes4::Mask mask) { return _mm256_movemask_pd(mask.bits) == 0b1111; }
inline bool Any(Lanes4::Mask mask) { return _mm256_movemask_pd(mask.bits) != 0; }
inline double Sum(Lanes4 a) {
  const __m128d pairs =
      _mm_add_pd(_mm256_castpd256_pd128(a.value), _mm256_extractf128_pd(a.value, 1));
  return _mm_cvtsd_f64(_mm_add_sd(pairs, _mm_unpackhi_pd(pairs, pairs)));
}

}  // namespace geomin
