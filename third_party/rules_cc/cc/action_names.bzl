"""Names of the C++ compile and link actions, as Bazel 4.2.3 knows them."""

load("@bazel_tools//tools/build_defs/cc:action_names.bzl", _names = "ACTION_NAMES")

ACTION_NAMES = _names
