"""Whether Debian's libboost-dev is installed: a peer that the benchmarks measure where it is there, and nothing else needs."""

def _impl(context):
    context.file("BUILD", "")
    context.file("boost.bzl", "BOOST_IS_INSTALLED = %s" % context.path("/usr/include/boost/version.hpp").exists)

debian_boost = repository_rule(
    implementation = _impl,
    configure = True,
    local = True,
)
