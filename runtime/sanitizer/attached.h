// The detector of this process, and where in the address space it looks: what the compiler's entry points need to know.
//
// Plugged in by a constructor that runs before those of the program (attached.cpp), in the one thread that there is then.
#pragma once

#include <cstdint>

#include "runtime/sanitizer/detector.h"
#include "runtime/sanitizer/report.h"

namespace race {

// The window: 64 GiB, so that one shift and one comparison tell whether an address is shared. Marks and cells lie above it,
// all in the first 2 TiB, which ThreadSanitizer leaves to programs.
inline constexpr unsigned kWindowShift = 36;
inline constexpr std::uintptr_t kWindowNumber = 2;
inline constexpr std::uintptr_t kWindowBegin = kWindowNumber << kWindowShift;
inline constexpr std::size_t kWindowBytes = std::size_t{1} << kWindowShift;
inline constexpr std::uintptr_t kMarksBegin = kWindowBegin + kWindowBytes;
inline constexpr std::uintptr_t kCellsBegin = std::uintptr_t{1} << 40;

static_assert(kMarksBegin + kWindowBytes / kGranuleBytes <= kCellsBegin);
static_assert(kCellsBegin + kWindowBytes / kGranuleBytes * sizeof(Granule) <= std::uintptr_t{1} << 41);

inline bool in_window(const volatile void* address) {
  return reinterpret_cast<std::uintptr_t>(address) >> kWindowShift == kWindowNumber;
}

/// nullptr before the plug is in.
extern Detector* g_detector;

/// REQUIRES: something is mapped in the window, which only happens after the plug is in.
inline Detector& detector() { return *g_detector; }

/// Where reports go. REQUIRES: the plug is in.
const ReportSettings& report_settings();

/// To the detector, and to ThreadSanitizer what it needs of it. `sync` as in runtime/hooks.h.
void acquire(const void* sync);
void release(const void* sync);

}  // namespace race
