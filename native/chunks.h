#pragma once

#include <algorithm>  // std::min
#include <atomic>
#include <cstddef>       // std::size_t
#include <system_error>  // what a refused thread throws
#include <thread>
#include <vector>

/// Work cut into chunks that threads share. The cut depends on the work alone and never on the
/// number of threads, and each chunk has results of its own, to be summed in the chunks' order: so
/// threads never change a digit.

namespace geomin {

/// Items begin <= k < end.
struct Range {
  std::size_t begin;
  std::size_t end;
};

inline Range ChunkOf(std::size_t size, int chunk, int chunks) {
  const auto edge = [&](int c) { return size * static_cast<std::size_t>(c) / chunks; };
  return {edge(chunk), edge(chunk + 1)};
}

/// Calls work(chunk) for each chunk, in this thread and up to threads - 1 others; `work` must not
/// throw. Where the system refuses a thread, those that there are do it all.
template <class Work>
void ForEachChunk(int chunks, int threads, const Work& work) {
  std::atomic<int> next{0};
  const auto take_chunks = [&] {
    for (int chunk = next++; chunk < chunks; chunk = next++) work(chunk);
  };
  std::vector<std::thread> helpers;
  helpers.reserve(chunks);
  try {
    while (static_cast<int>(helpers.size()) < std::min(threads, chunks) - 1) {
      helpers.emplace_back(take_chunks);
    }
  } catch (const std::system_error&) {
  }
  take_chunks();
  for (std::thread& helper : helpers) helper.join();
}

}  // namespace geomin
