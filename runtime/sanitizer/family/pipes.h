// Which messages somebody who reads from a pipe may have received: so that he knows what was done before those were sent, and not
// what was done before a later one.
//
// The kernel tells nobody where in the pipe a write has put its bytes, so both sides count, and say what is certain: a message
// begins behind all that was written completely before it was announced, and ends before all that is written or being written
// when it is done; who reads has received nothing behind what all readers have asked for until then, and nothing that was
// received completely before he asked.
//
// Where it lives: in memory of the whole family. All bytes zero: no pipes. What is known of a message is kept by SyncTable, at
// the key that stands for its place here.
// Thread, process and signal safety: no locks. Kill safety: who dies between an announcement and its end leaves it open, and from
// then on more is taken for received than was.
//
// Invariants:
//   1. A message of which somebody has received bytes is among those that received() tells him. So no order is missed as long as
//      all that goes through the pipe is counted. What programs that nobody watches read or write there is not: where they do
//      both, a message may be taken for one that lies further behind.
//   2. A place is another message's only when nobody can still receive the one before; where no place is free, two share one,
//      which begins where the first of them does.
//   3. A pipe whose bytes somebody could not count is blurred for good: each message counts for all. So is one with more readers
//      at a time than there are places for.
#pragma once

#include <atomic>
#include <cstdint>

namespace race {

class Pipes {
 public:
  static constexpr std::uint32_t kPlaces = 16;  ///< messages that are told apart in one pipe, and its readers at a time

  /// What is announced and not done yet.
  struct Transfer {
    std::uint32_t pipe;           ///< kNone: there is no room for it
    std::uint32_t place = kNone;  ///< of the message, or of the reader; kNone: it is not counted
    std::uint64_t bytes = 0;      ///< at most
    std::uint64_t already = 0;    ///< had been received before the reader asked
  };
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  /// Is about to write. `key` stands for the pipe.
  Transfer writes(std::uintptr_t key, std::uint64_t bytes);
  /// REQUIRES: it is counted. The same below.
  void written(const Transfer& transfer, std::uint64_t bytes);

  /// Is about to read; has, and calls received(); and knows what he received.
  Transfer reads(std::uintptr_t key, std::uint64_t bytes);
  /// Calls `each` with the places of all messages of which some may be among the bytes.
  template <class Each>
  void received(const Transfer& transfer, std::uint64_t bytes, Each each) const {
    const Pipe& pipe = pipes_[transfer.pipe];
    const std::uint64_t by_others = pipe.reading.load() - transfer.bytes;  // first: who is done is in the other
    const std::uint64_t until = pipe.read.load() + by_others + bytes;
    for (std::uint32_t place = 0; place < kPlaces; ++place) {
      if (pipe.messages[place].may_be_in(transfer.already, until)) each(place);
    }
  }
  void read(const Transfer& transfer, std::uint64_t bytes);

  /// Somebody writes or reads there, nobody knows how much.
  void blur(std::uintptr_t key);
  bool is_blurred(const Transfer& transfer) const { return transfer.pipe == kNone || pipes_[transfer.pipe].is_blurred.load(); }

 private:
  static constexpr std::uint32_t kPipes = 1 << 12;
  static constexpr std::uint32_t kProbes = 16;

  /// How many messages are open, and where the first of them begins: changed together.
  struct Begin {
    std::uint64_t open : 16;
    std::uint64_t from : 48;
  };

  struct Message {
    std::atomic<Begin> begin;
    std::atomic<std::uint64_t> until;

    bool may_be_in(std::uint64_t first, std::uint64_t end) const;
    bool take(std::uint64_t from, std::uint64_t received);
    void share(std::uint64_t from);
    void close(std::uint64_t end);
  };

  struct Pipe {
    std::atomic<std::uintptr_t> key;
    std::atomic<std::uint64_t> written, writing;  // bytes: completely, and at most, by those who are at it
    std::atomic<std::uint64_t> read, reading;
    std::atomic<std::uint64_t> readers[kPlaces];  // Transfer::already of those who are at it, and 1; 0: nobody
    std::atomic<std::uint32_t> shared_last;
    std::atomic<bool> is_blurred;
    Message messages[kPlaces];

    std::uint64_t received_by_all() const;
    void add_reader(Transfer& transfer);
  };

  std::uint32_t find(std::uintptr_t key);

  Pipe pipes_[kPipes];
};

}  // namespace race
