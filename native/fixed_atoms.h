#pragma once

#include <algorithm>  // std::fill_n, std::find_if
#include <cstddef>    // std::size_t
#include <cstdint>    // std::int32_t, std::uint8_t
#include <utility>    // std::move
#include <vector>

namespace geomin {

/// Atoms that must not move. Others see them, so they count in energies, but no gradient pulls at
/// them; nothing that follows gradients ever moves them.
class FixedAtoms {
 public:
  FixedAtoms() = default;
  /// @param mask one per atom, not 0 where it is fixed; or none
  explicit FixedAtoms(std::vector<std::uint8_t> mask) : mask_(std::move(mask)) {
    for (std::size_t i = 0; i < mask_.size(); ++i) {
      if (mask_[i] != 0) i_seqs_.push_back(static_cast<std::int32_t>(i));
    }
  }

  bool empty() const { return i_seqs_.empty(); }
  bool Has(std::int32_t i_seq) const { return !mask_.empty() && mask_[i_seq] != 0; }

  /// The first of some atoms that may move, or their end.
  template <class Atoms>
  auto FirstMoving(const Atoms& atoms) const {
    return std::find_if(atoms.begin(), atoms.end(), [&](std::int32_t i) { return !Has(i); });
  }

  template <class Atoms>
  bool HasAll(const Atoms& atoms) const {
    return FirstMoving(atoms) == atoms.end();
  }

  void ClearGradients(double* gradients) const {
    for (std::int32_t i : i_seqs_) std::fill_n(gradients + 3 * static_cast<std::size_t>(i), 3, 0.0);
  }

 private:
  std::vector<std::uint8_t> mask_;
  std::vector<std::int32_t> i_seqs_;
};

}  // namespace geomin
