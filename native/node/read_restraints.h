#pragma once

#include <cmath>  // std::abs
#include <string>
#include <tuple>    // std::get
#include <utility>  // std::move
#include <vector>

#include "../target.h"
#include "javascript.h"

/// Copies restraints out of JavaScript. TypeScript validates and words the errors; what is checked
/// again here is what memory safety hangs on: types, lengths and indices.

namespace geomin {

template <class T>
constexpr napi_typedarray_type kArrayType = napi_float64_array;
template <>
constexpr napi_typedarray_type kArrayType<float> = napi_float32_array;
template <>
constexpr napi_typedarray_type kArrayType<std::int32_t> = napi_int32_array;
template <>
constexpr napi_typedarray_type kArrayType<std::uint8_t> = napi_uint8_array;

template <class T>
Napi::TypedArrayOf<T> AsArray(const Napi::Value& value, const std::string& name) {
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != kArrayType<T>) {
    throw Napi::TypeError::New(value.Env(), name + " is not an array of the right type");
  }
  return value.As<Napi::TypedArrayOf<T>>();
}

template <class T>
Napi::TypedArrayOf<T> AsArray(const Napi::Value& value, const std::string& name,
                              std::size_t length) {
  const Napi::TypedArrayOf<T> array = AsArray<T>(value, name);
  if (array.ElementLength() != length) {
    throw Napi::RangeError::New(value.Env(), name + " is not of length " + std::to_string(length));
  }
  return array;
}

/// Copies the arrays of one section of the restraints.
class Section {
 public:
  Section(const Napi::Object& parent, const char* name) : name_(name) {
    const Napi::Value value = parent.Get(name);
    if (value.IsObject()) object_ = value.As<Napi::Object>();
  }

  bool exists() const { return !object_.IsEmpty(); }
  bool Has(const char* column) const { return !object_.Get(column).IsUndefined(); }
  double Number(const char* column) const { return object_.Get(column).ToNumber().DoubleValue(); }

  template <class T>
  std::vector<T> Column(const char* column) const {
    const auto array = AsArray<T>(object_.Get(column), name_ + '.' + column);
    return std::vector<T>(array.Data(), array.Data() + array.ElementLength());
  }

  template <class T>
  std::vector<T> Column(const char* column, std::size_t length) const {
    const auto array = AsArray<T>(object_.Get(column), name_ + '.' + column, length);
    return std::vector<T>(array.Data(), array.Data() + length);
  }

  template <class T>
  std::vector<T> OptionalColumn(const char* column, std::size_t length) const {
    return Has(column) ? Column<T>(column, length) : std::vector<T>();
  }

  std::vector<std::int32_t> ISeqs(const char* column, std::size_t length,
                                  std::int32_t atom_count) const {
    std::vector<std::int32_t> i_seqs = Column<std::int32_t>(column, length);
    for (std::int32_t i : i_seqs) {
      if (i < 0 || i >= atom_count) Fail(column, "points past the last atom");
    }
    return i_seqs;
  }

  /// Row starts of a ragged column: from 0 up, never down, to `end`.
  std::vector<std::int32_t> Offsets(const char* column, std::size_t length, std::size_t end) const {
    std::vector<std::int32_t> offsets = Column<std::int32_t>(column, length);
    bool ascending = offsets.front() == 0 && offsets.back() == static_cast<std::int64_t>(end);
    for (std::size_t k = 1; k < length; ++k) ascending &= offsets[k] >= offsets[k - 1];
    if (!ascending) Fail(column, "does not rise from 0 to the end");
    return offsets;
  }

  [[noreturn]] void Fail(const char* column, const char* what) const {
    throw Napi::RangeError::New(object_.Env(), name_ + '.' + column + ' ' + what);
  }

 private:
  std::string name_;
  Napi::Object object_;
};

template <class Type>
void ReadTopOut(const Section& section, std::size_t n, Type& restraints) {
  restraints.top_out = section.OptionalColumn<std::uint8_t>("topOut", n);
  if (!restraints.top_out.empty()) restraints.limit = section.Column<double>("limit", n);
}

inline void ReadBonds(const Section& section, Restraints& to) {
  auto& bonds = std::get<Bonds>(to.columns);
  bonds.ideal = section.Column<double>("ideal");
  const std::size_t n = bonds.size();
  bonds.i_seqs = section.ISeqs("iSeqs", 2 * n, to.atom_count);
  bonds.weight = section.Column<double>("weight", n);
  bonds.slack = section.OptionalColumn<double>("slack", n);
  ReadTopOut(section, n, bonds);
}

inline void ReadAngles(const Section& section, Restraints& to) {
  auto& angles = std::get<Angles>(to.columns);
  angles.ideal = section.Column<double>("ideal");
  const std::size_t n = angles.size();
  angles.i_seqs = section.ISeqs("iSeqs", 3 * n, to.atom_count);
  angles.weight = section.Column<double>("weight", n);
  angles.slack = section.OptionalColumn<double>("slack", n);
}

inline void ReadDihedrals(const Section& section, Restraints& to) {
  auto& dihedrals = std::get<Dihedrals>(to.columns);
  dihedrals.ideal = section.Column<double>("ideal");
  const std::size_t n = dihedrals.size();
  dihedrals.i_seqs = section.ISeqs("iSeqs", 4 * n, to.atom_count);
  dihedrals.weight = section.Column<double>("weight", n);
  dihedrals.periodicity = section.Column<std::int32_t>("periodicity", n);
  if (section.Has("altOffsets")) {
    dihedrals.alt_ideals = section.Column<double>("altIdeals");
    dihedrals.alt_offsets = section.Offsets("altOffsets", n + 1, dihedrals.alt_ideals.size());
  }
  ReadTopOut(section, n, dihedrals);
}

inline void ReadChiralities(const Section& section, Restraints& to) {
  auto& chiralities = std::get<Chiralities>(to.columns);
  chiralities.ideal = section.Column<double>("ideal");
  const std::size_t n = chiralities.size();
  chiralities.i_seqs = section.ISeqs("iSeqs", 4 * n, to.atom_count);
  chiralities.weight = section.Column<double>("weight", n);
  chiralities.both_signs = section.Column<std::uint8_t>("bothSigns", n);
}

inline void ReadPlanes(const Section& section, Restraints& to) {
  auto& planes = std::get<Planes>(to.columns);
  planes.weight = section.Column<double>("weight");
  const std::size_t entries = planes.weight.size();
  planes.i_seqs = section.ISeqs("iSeqs", entries, to.atom_count);
  const std::size_t rows = section.Column<std::int32_t>("offsets").size();
  if (rows == 0) section.Fail("offsets", "is empty");
  planes.offsets = section.Offsets("offsets", rows, entries);
}

inline void ReadParallelities(const Section& section, Restraints& to) {
  auto& parallelities = std::get<Parallelities>(to.columns);
  parallelities.ideal = section.Column<double>("ideal");
  const std::size_t n = parallelities.size();
  parallelities.weight = section.Column<double>("weight", n);
  parallelities.i_seqs =
      section.ISeqs("iSeqs", section.Column<std::int32_t>("iSeqs").size(), to.atom_count);
  parallelities.offsets = section.Offsets("offsets", 2 * n + 1, parallelities.i_seqs.size());
  parallelities.slack = section.OptionalColumn<double>("slack", n);
  ReadTopOut(section, n, parallelities);
}

inline void ReadPositions(const Section& section, Restraints& to) {
  auto& positions = std::get<Positions>(to.columns);
  positions.weight = section.Column<double>("weight");
  const std::size_t n = positions.weight.size();
  positions.i_seqs = section.ISeqs("iSeqs", n, to.atom_count);
  positions.ideal = section.Column<double>("ideal", 3 * n);
  positions.slack = section.OptionalColumn<double>("slack", n);
  ReadTopOut(section, n, positions);
}

/// Matrices and vectors: their rows, each with its constant behind it.
inline std::vector<double> AffineRows(const Section& section, const char* column, double most) {
  std::vector<double> rows = section.Column<double>(column);
  if (rows.empty() || rows.size() % 12 != 0)
    section.Fail(column, "is not of length 12 or a multiple");
  for (double value : rows) {
    if (!(std::abs(value) <= most)) section.Fail(column, "has a number beyond all measure");
  }
  return rows;
}

inline DensityMap ReadDensityMap(const Section& section) {
  constexpr double kMostSteps = 1e9;
  constexpr std::size_t kMostPoints = std::size_t{1} << 31;
  const auto size = section.Column<std::int32_t>("size", 3);
  const auto repeats = section.Column<std::uint8_t>("repeats", 3);
  std::size_t points = 1;
  for (std::int32_t along : size) {
    if (along < 1 || points > kMostPoints / along) section.Fail("size", "makes no grid");
    points *= along;
  }
  const std::vector<double> to_grid = AffineRows(section, "toGrid", kMostSteps);
  return DensityMap(section.Column<float>("values", points), {size[0], size[1], size[2]},
                    {repeats[0] != 0, repeats[1] != 0, repeats[2] != 0}, AffineOf(to_grid.data()));
}

inline void ReadMapAtoms(const Section& section, Restraints& to) {
  auto& atoms = std::get<MapAtoms>(to.columns);
  atoms.weight = section.Column<double>("weight");
  atoms.i_seqs = section.ISeqs("iSeqs", atoms.weight.size(), to.atom_count);
  atoms.map = ReadDensityMap(section);
}

inline void ReadPairs(const Section& section, Restraints& to) {
  to.pairs.vdw = section.Column<double>("vdw");
  const auto i_seqs = section.ISeqs("iSeqs", 2 * to.pairs.size(), to.atom_count);
  for (std::size_t s = 0; s < i_seqs.size(); s += 2) {
    to.pairs.i.push_back(i_seqs[s]);
    to.pairs.j.push_back(i_seqs[s + 1]);
  }
}

/// Copies that are the atoms themselves: rows of i_seq, operator and three cell edges.
inline std::vector<Copy> ReadSiteSymmetry(const Section& section, std::int32_t atom_count,
                                          int operator_count) {
  constexpr std::size_t kRow = 5;
  const auto rows = section.Column<std::int32_t>("siteSymmetry");
  if (rows.size() % kRow != 0) section.Fail("siteSymmetry", "is not of length 5 or a multiple");
  std::vector<Copy> copies;
  for (std::size_t r = 0; r < rows.size(); r += kRow) {
    const bool is_valid =
        rows[r] >= 0 && rows[r] < atom_count && rows[r + 1] >= 0 && rows[r + 1] < operator_count;
    if (!is_valid) section.Fail("siteSymmetry", "points past the last atom or operator");
    copies.push_back({rows[r], rows[r + 1], {rows[r + 2], rows[r + 3], rows[r + 4]}});
  }
  return copies;
}

inline void ReadSymmetry(const Section& section, Restraints& to) {
  constexpr double kNarrowestCell = 1.0;  // Å
  constexpr double kMostEdges = 1e6;
  if (!to.nonbonded_atoms) return;
  std::vector<double> matrix = AffineRows(section, "fractionalization", kMostEdges);
  Crystal crystal(matrix, AffineRows(section, "operators", kMostEdges));
  for (int axis = 0; axis < 3; ++axis) {
    if (!(crystal.Width(axis) >= kNarrowestCell && crystal.has_inverse())) {
      section.Fail("fractionalization", "makes no cell");
    }
  }
  std::vector<Copy> own = ReadSiteSymmetry(section, to.atom_count, crystal.operator_count());
  to.nonbonded_atoms->symmetry.emplace(std::move(crystal), std::move(own),
                                       section.Column<std::int32_t>("copyGroup", to.atom_count));
}

inline void ReadNonbondedAtoms(const Section& section, Restraints& to) {
  const std::size_t n = to.atom_count;
  NonbondedAtoms& atoms = to.nonbonded_atoms.emplace();
  atoms.radius = section.Column<double>("radius", n);
  for (std::uint8_t role : section.Column<std::uint8_t>("hydrogenBond", n)) {
    atoms.hydrogen_bond.push_back(static_cast<HydrogenBond>(role));
  }
  atoms.conformer = section.Column<std::int32_t>("conformer", n);
  const std::size_t bonded = section.Column<std::int32_t>("bonded").size();
  if (bonded % 2 != 0) section.Fail("bonded", "is of odd length");
  atoms.bond_neighbors =
      BondNeighbors(to.atom_count, section.ISeqs("bonded", bonded, to.atom_count));
  atoms.buffer = section.Number("buffer");
}

/// @throws Napi::Error where a column is of the wrong type or length or an index is out of range
inline Restraints ReadRestraints(const Napi::Object& from) {
  constexpr struct {
    const char* section;
    void (*read)(const Section&, Restraints&);
  } kReaders[] = {{"bonds", ReadBonds},         {"angles", ReadAngles},
                  {"dihedrals", ReadDihedrals}, {"chiralities", ReadChiralities},
                  {"planes", ReadPlanes},       {"parallelities", ReadParallelities},
                  {"positions", ReadPositions}, {"map", ReadMapAtoms},
                  {"pairs", ReadPairs},         {"nonbondedAtoms", ReadNonbondedAtoms},
                  {"symmetry", ReadSymmetry}};
  Restraints restraints;
  restraints.atom_count = from.Get("atomCount").ToNumber().Int32Value();
  if (restraints.atom_count < 0) throw Napi::RangeError::New(from.Env(), "atomCount is negative");
  const Napi::Value fixed = from.Get("fixed");
  if (!fixed.IsUndefined()) {
    const auto mask = AsArray<std::uint8_t>(fixed, "fixed", restraints.atom_count);
    restraints.fixed = FixedAtoms({mask.Data(), mask.Data() + mask.ElementLength()});
  }
  for (const auto& [name, read] : kReaders) {
    const Section section(from, name);
    if (section.exists()) read(section, restraints);
  }
  return restraints;
}

}  // namespace geomin
