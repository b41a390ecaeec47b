#pragma once

#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "../../native/restraints.h"

namespace bench {

/// Å added to the reach of geomin's list, its default.
constexpr double kBuffer = 1.2;

/// What bench/restraints-file.mjs writes.
struct RestraintsFile {
  std::vector<double> sites;
  geomin::Restraints restraints;
  geomin::Pairs pairs;  // cctbx's list
};

class Reader {
 public:
  explicit Reader(const std::string& path) : file_(path, std::ios::binary) {}

  template <class T>
  std::vector<T> Array() {
    std::int64_t length = 0;
    file_.read(reinterpret_cast<char*>(&length), sizeof(length));
    std::vector<T> values(static_cast<std::size_t>(length));
    file_.read(reinterpret_cast<char*>(values.data()),
               static_cast<std::streamsize>(values.size() * sizeof(T)));
    if (!file_) throw std::runtime_error("the file of restraints is cut short");
    return values;
  }

  template <class Columns>
  void Fixed(Columns& columns) {
    columns.i_seqs = Array<std::int32_t>();
    columns.ideal = Array<double>();
    columns.weight = Array<double>();
  }

 private:
  std::ifstream file_;
};

inline geomin::NonbondedAtoms ReadNonbondedAtoms(Reader& reader, std::int32_t atom_count) {
  geomin::NonbondedAtoms atoms;
  atoms.radius = reader.Array<double>();
  for (std::uint8_t role : reader.Array<std::uint8_t>()) {
    atoms.hydrogen_bond.push_back(static_cast<geomin::HydrogenBond>(role));
  }
  atoms.conformer = reader.Array<std::int32_t>();
  atoms.bond_neighbors = geomin::BondNeighbors(atom_count, reader.Array<std::int32_t>());
  atoms.buffer = kBuffer;
  return atoms;
}

inline RestraintsFile ReadRestraintsFile(const std::string& path) {
  Reader reader(path);
  RestraintsFile file;
  geomin::RestraintColumns& columns = file.restraints.columns;
  file.sites = reader.Array<double>();
  file.restraints.atom_count = static_cast<std::int32_t>(file.sites.size() / 3);
  reader.Fixed(std::get<geomin::Bonds>(columns));
  reader.Fixed(std::get<geomin::Angles>(columns));
  auto& dihedrals = std::get<geomin::Dihedrals>(columns);
  reader.Fixed(dihedrals);
  dihedrals.periodicity = reader.Array<std::int32_t>();
  auto& chiralities = std::get<geomin::Chiralities>(columns);
  reader.Fixed(chiralities);
  chiralities.both_signs = reader.Array<std::uint8_t>();
  auto& planes = std::get<geomin::Planes>(columns);
  planes.offsets = reader.Array<std::int32_t>();
  planes.i_seqs = reader.Array<std::int32_t>();
  planes.weight = reader.Array<double>();
  file.restraints.nonbonded_atoms = ReadNonbondedAtoms(reader, file.restraints.atom_count);
  const auto i_seqs = reader.Array<std::int32_t>();
  const auto vdw = reader.Array<double>();
  for (std::size_t k = 0; k < vdw.size(); ++k) {
    file.pairs.Add(i_seqs[2 * k], i_seqs[2 * k + 1], vdw[k]);
  }
  return file;
}

}  // namespace bench
