"""The build setting that says which sanitizer a binary is built with: --config=tsan sets //:sanitizer to "thread"."""

def _sanitizer_impl(ctx):
    allowed = ["none", "thread", "address", "undefined"]
    if ctx.build_setting_value not in allowed:
        fail("//:sanitizer must be one of {}, not {}".format(allowed, ctx.build_setting_value))
    return []

sanitizer_flag = rule(
    implementation = _sanitizer_impl,
    build_setting = config.string(flag = True),
)
