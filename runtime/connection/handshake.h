// How the two ends of a new connection show each other that they have the same key, without sending it.
//
// One end delivers a challenge and the other answers it; then they change places. Every line is one message:
//
//   | step      | CPython up to 3.11 (legacy)          | CPython 3.12 and later (modern)                               |
//   |-----------|--------------------------------------|---------------------------------------------------------------|
//   | challenge | #CHALLENGE# and 20 random bytes      | #CHALLENGE# and {sha256} and 40 random bytes                  |
//   | response  | HMAC-MD5 of the 20 bytes             | {sha256} and the HMAC-SHA256 of {sha256} and the 40 bytes     |
//   | verdict   | #WELCOME# or #FAILURE#               | the same                                                      |
//
// This end delivers modern challenges, takes responses of both kinds (a bare HMAC-MD5 covers the whole challenge) and answers
// both kinds of challenges, with the digest that the challenge names. The ends' keys may be empty. Thread, process and fork
// safety: the connection's. Source: Lib/multiprocessing/connection.py of CPython 3.11 and 3.13.
#pragma once

#include <string_view>

#include "runtime/connection/connection.h"
#include "runtime/futex/deadline.h"

namespace mp::connection {

/// Throws AuthenticationError when the other end answers wrongly, EOFError or OSError when it leaves, TimeoutError when the
/// deadline passes first.
void deliver_challenge(Connection& connection, std::string_view authkey, futex::Deadline deadline);

/// Throws AuthenticationError when the other end rejects the answer or speaks another language, otherwise as deliver_challenge.
void answer_challenge(Connection& connection, std::string_view authkey, futex::Deadline deadline);

}  // namespace mp::connection
