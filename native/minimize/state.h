#pragma once

#include <cstdint>
#include <cstring>  // std::memcpy
#include <optional>
#include <random>
#include <sstream>
#include <stdexcept>
#include <string>
#include <type_traits>  // std::enable_if_t, std::is_arithmetic
#include <utility>      // std::move
#include <vector>

/// The state of a minimization as bytes, so that another process can take it up. Each class tells
/// what belongs to its state once, in `static Exchange(self, archive)`; whether that saves or loads
/// is the archive's: so the two never drift apart. Numbers are as this machine has them, their
/// bytes behind one another.

namespace geomin {

/// Why a state cannot be taken up; what() says it.
class StateError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Of all words in turn: a change of any one changes it, whatever follows.
inline std::uint64_t Checksum(const std::uint8_t* bytes, std::size_t size) {
  constexpr std::uint64_t kPrime = 0x100000001b3;  // FNV-1a's
  std::uint64_t hash = 0xcbf29ce484222325;
  while (size > 0) {
    const std::size_t taken = size < sizeof(hash) ? size : sizeof(hash);
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, taken);
    hash = (hash ^ word) * kPrime;
    hash ^= hash >> 32;
    bytes += taken;
    size -= taken;
  }
  return hash;
}

template <class Number>
using IfNumber = std::enable_if_t<std::is_arithmetic<Number>::value>;

/// Saves.
class StateWriter {
 public:
  /// @param size about as many bytes there will be
  explicit StateWriter(std::size_t size) { bytes_.reserve(size); }

  template <class Number, class = IfNumber<Number>>
  void Value(const Number& value) {
    Append(&value, sizeof(value));
  }

  /// What a reader must find, and what is wrong where it does not.
  template <class Number>
  void Constant(Number value, const char* /*fault*/) {
    Value(value);
  }

  /// @param low,high a reader's bounds
  void Bounded(int value, int /*low*/, int /*high*/) { Value(value); }

  /// @param count how many a reader wants
  template <class Number>
  void Values(const std::vector<Number>& values, std::size_t /*count*/) {
    Value(static_cast<std::uint64_t>(values.size()));
    Append(values.data(), values.size() * sizeof(Number));
  }

  /// The same, where there may be none.
  template <class Number>
  void ValuesOrNone(const std::vector<Number>& values, std::size_t count) {
    Values(values, count);
  }

  template <class T, class Make>
  void Optional(const std::optional<T>& value, const Make&) {
    Value(value.has_value());
    if (value) T::Exchange(*value, *this);
  }

  /// What saves and loads by itself.
  template <class T>
  void Part(const T& part) {
    part.Save(*this);
  }

  void Engine(const std::mt19937& engine) {
    std::ostringstream text;
    text << engine;
    const std::string words = text.str();
    Value(static_cast<std::uint64_t>(words.size()));
    Append(words.data(), words.size());
  }

  /// All that was saved, and its checksum.
  std::vector<std::uint8_t> Finish() && {
    Value(Checksum(bytes_.data(), bytes_.size()));
    return std::move(bytes_);
  }

 private:
  void Append(const void* data, std::size_t size) {
    const auto* const bytes = static_cast<const std::uint8_t*>(data);
    bytes_.insert(bytes_.end(), bytes, bytes + size);
  }

  std::vector<std::uint8_t> bytes_;
};

/// Loads, or throws a StateError; whatever was loaded into by then is not to be used.
class StateReader {
 public:
  /// @param bytes of StateWriter::Finish(); must outlive the reader
  StateReader(const std::uint8_t* bytes, std::size_t size) : at_(bytes), left_(size) {
    std::uint64_t checksum = 0;
    if (size < sizeof(checksum)) throw Short();
    left_ -= sizeof(checksum);
    std::memcpy(&checksum, bytes + left_, sizeof(checksum));
    if (checksum != Checksum(bytes, left_)) {
      throw StateError("it was cut short or altered: its checksum is not that of its bytes");
    }
  }

  template <class Number, class = IfNumber<Number>>
  void Value(Number& value) {
    Take(&value, sizeof(value));
  }

  void Value(bool& value) {
    std::uint8_t byte = 0;
    Take(&byte, 1);
    if (byte > 1) throw StateError("it holds neither yes nor no where it should");
    value = byte == 1;
  }

  template <class Number>
  void Constant(Number expected, const char* fault) {
    Number value{};
    Value(value);
    if (value != expected) throw StateError(fault);
  }

  void Bounded(int& value, int low, int high) {
    Value(value);
    if (value < low || value > high) throw StateError("it holds a number that cannot be");
  }

  template <class Number>
  void Values(std::vector<Number>& values, std::size_t count) {
    ValuesOrNone(values, count);
    if (values.size() != count) throw StateError("it lacks sites or gradients");
  }

  template <class Number>
  void ValuesOrNone(std::vector<Number>& values, std::size_t count) {
    const std::uint64_t size = Size();
    if (size != 0 && size != count) throw StateError("it is of another number of atoms");
    if (size > left_ / sizeof(Number)) throw Short();
    values.resize(size);
    Take(values.data(), size * sizeof(Number));
  }

  /// @param make an object to load into
  template <class T, class Make>
  void Optional(std::optional<T>& value, const Make& make) {
    bool has_value = false;
    Value(has_value);
    value.reset();
    if (!has_value) return;
    value.emplace(make());
    T::Exchange(*value, *this);
  }

  template <class T>
  void Part(T& part) {
    part.Load(*this);
  }

  void Engine(std::mt19937& engine) {
    const std::uint64_t size = Size();
    if (size > left_) throw Short();
    std::istringstream text(std::string(reinterpret_cast<const char*>(at_), size));
    at_ += size;
    left_ -= size;
    if (!(text >> engine)) throw StateError("it holds no random numbers where it should");
  }

  void Finish() const {
    if (left_ > 0) throw StateError("there is more than belongs to it");
  }

 private:
  static StateError Short() { return StateError("it was cut short"); }

  std::uint64_t Size() {
    std::uint64_t size = 0;
    Value(size);
    return size;
  }

  void Take(void* data, std::size_t size) {
    if (size > left_) throw Short();
    if (size > 0) std::memcpy(data, at_, size);
    at_ += size;
    left_ -= size;
  }

  const std::uint8_t* at_;
  std::size_t left_;
};

}  // namespace geomin
