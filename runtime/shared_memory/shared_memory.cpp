#include "runtime/shared_memory/shared_memory.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "runtime/error.h"
#include "runtime/shared_memory/resource_tracker.h"

namespace mp {

namespace {

std::size_t require_size(std::ptrdiff_t size) {
  if (size <= 0) throw ValueError(fmt::format("a shared memory of {} bytes: its size must be a positive number", size));
  return static_cast<std::size_t>(size);
}

}  // namespace

SharedMemory::SharedMemory(const shared_memory::NamedFile& file, std::string name)
    : name_(std::move(name)), file_(file.id()), data_(file.map()), size_(file.size()) {}

SharedMemory SharedMemory::create(std::ptrdiff_t size) {
  return shared_memory::create_with_free_name(size, shared_memory::random_name);
}

SharedMemory SharedMemory::create(std::ptrdiff_t size, const std::string& name) {
  shared_memory::require_name(name);
  const shared_memory::NamedFile file(require_size(size));
  SharedMemory memory(file, "");
  if (!memory.take_name(file, name)) throw FileExistsError(fmt::format("a new shared memory '{}'", name));
  return memory;
}

SharedMemory SharedMemory::open(const std::string& name) {
  const shared_memory::NamedFile file(name);
  return SharedMemory(file, name);
}

SharedMemory shared_memory::create_with_free_name(std::ptrdiff_t size, std::string (*next_name)()) {
  const NamedFile file(require_size(size));
  SharedMemory memory(file, "");
  while (!memory.take_name(file, next_name())) continue;
  return memory;
}

bool SharedMemory::take_name(const shared_memory::NamedFile& file, std::string name) {
  shared_memory::watch(name, file_);  // first: no moment may come when the name is there and the tracker does not know it
  try {
    if (!file.take_name(name)) {
      shared_memory::forget(file_);
      return false;
    }
  } catch (...) {
    shared_memory::forget(file_);
    throw;
  }
  name_ = std::move(name);
  creator_ = ::getpid();
  return true;
}

SharedMemory::SharedMemory(const SharedMemory& other)
    : name_(other.name_), file_(other.file_), data_(other.data_), size_(other.size_) {
  if (data_ == nullptr) return;
  // Of a shared mapping, mremap makes a second one when the old size is said to be 0 (mremap(2)); the name may be gone.
  void* const memory = ::mremap(data_, 0, size_, MREMAP_MAYMOVE);
  if (memory == MAP_FAILED) throw OSError(fmt::format("a second handle of shared memory '{}': mremap", name_), errno);
  data_ = static_cast<std::byte*>(memory);
}

SharedMemory::SharedMemory(SharedMemory&& other) noexcept
    : name_(std::move(other.name_)),
      file_(other.file_),
      data_(std::exchange(other.data_, nullptr)),
      size_(other.size_),
      creator_(std::exchange(other.creator_, 0)) {}

SharedMemory& SharedMemory::operator=(SharedMemory other) noexcept {
  std::swap(name_, other.name_);
  std::swap(file_, other.file_);
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  std::swap(creator_, other.creator_);
  return *this;
}

SharedMemory::~SharedMemory() {
  close();
  if (!is_creator()) return;
  try {
    shared_memory::remove_name(name_, file_);
    shared_memory::forget(file_);
  } catch (const OSError&) {  // the tracker tries again when this process ends
  }
}

bool SharedMemory::is_creator() const noexcept { return creator_ == ::getpid(); }

void SharedMemory::close() noexcept {
  if (data_ != nullptr) ::munmap(std::exchange(data_, nullptr), size_);
}

void SharedMemory::unlink() {
  const bool was_there = shared_memory::remove_name(name_, file_);
  creator_ = 0;
  shared_memory::forget(file_);
  if (!was_there) throw FileNotFoundError(fmt::format("shared memory '{}': unlink", name_));
}

void archive::Codec<SharedMemory>::save(Writer& writer, const SharedMemory& memory) { archive::save(writer, memory.name()); }

SharedMemory archive::Codec<SharedMemory>::load(Reader& reader) { return SharedMemory::open(archive::load<std::string>(reader)); }

}  // namespace mp
