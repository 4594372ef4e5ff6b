"""What was measured, as a page: tables, which goals are met, and the plot of growth as SVG."""

GOALS = {"run": 1.5, "second": 0.05, "memory": 2.0}


def table(title, rows):
    """Rows of (name, cost); ratios are to the first."""
    first = rows[0][1]
    lines = [f"| {title} | processor time | ratio | elapsed | ratio | memory | ratio |", "|---|---|---|---|---|---|---|"]
    for name, cost in rows:
        lines.append(
            f"| {name} | {cost.processor:.2f} s | {cost.processor / first.processor:.2f} | {cost.clock:.2f} s |"
            f" {cost.clock / first.clock:.2f} | {cost.megabytes:.0f} MB | {cost.megabytes / first.megabytes:.2f} |"
        )
    return "\n".join(lines) + "\n"


def _goal(what, ratio, goal):
    word = "met" if ratio <= goal else "**missed**"
    return f"- {what}: {ratio:.2f}, goal {goal}: {word}."


def verdict(measured):
    """Which goals are met, and what dominates a run. `measured` has the costs by name."""
    clang, whole, first = measured["clang"], measured["racecheck"], measured["first"]
    lines = [
        _goal("a run, to the compiler's time", whole.processor / clang.processor, GOALS["run"]),
        _goal("a second run without changes, to the first", measured["second"].processor / first.processor, GOALS["second"]),
        _goal("memory, to the compiler's", whole.megabytes / clang.megabytes, GOALS["memory"]),
    ]
    parts = {"reading the files and summarising them": measured["summarize"], "following the program": measured["merge"]}
    both = sum(cost.processor for cost in parts.values())
    shares = ", ".join(f"{name} {100 * cost.processor / both:.0f} %" for name, cost in parts.items())
    biggest = max(parts, key=lambda name: parts[name].megabytes)
    lines.append(f"- Of the time: {shares}. The most memory is taken by {biggest}: {parts[biggest].megabytes:.0f} MB.")
    return "\n".join(lines) + "\n"


def growth_table(points):
    lines = ["| lines | clang-19 | racecheck | for 1,000 lines | ratio | memory |", "|---|---|---|---|---|---|"]
    for count, clang, own in points:
        lines.append(
            f"| {count:,} | {clang.processor:.1f} s | {own.processor:.1f} s | {1e6 * own.processor / count:.1f} ms |"
            f" {own.processor / clang.processor:.2f} | {own.megabytes:.0f} MB |"
        )
    return "\n".join(lines) + "\n"


def growth_verdict(points):
    """How the time for one line changes from the smallest program to the biggest: 1 is linear growth."""
    (few, _, small), (many, _, big) = points[0], points[-1]
    factor = (big.processor / many) / (small.processor / few)
    return f"From {few:,} to {many:,} lines, {many / few:.0f} times as many, the time for one line becomes {factor:.2f} times what it was.\n"


def plot(points):
    """Processor time over lines, both axes from 0."""
    width, height, left, bottom = 560, 320, 60, 40
    most_lines = points[-1][0]
    most_seconds = max(cost.processor for _, *costs in points for cost in costs) * 1.05
    x = lambda lines: left + (width - left - 20) * lines / most_lines
    y = lambda seconds: height - bottom - (height - bottom - 20) * seconds / most_seconds
    text = lambda at_x, at_y, words, anchor="middle": (
        f'<text x="{at_x:.0f}" y="{at_y:.0f}" font-family="sans-serif" font-size="12" text-anchor="{anchor}">{words}</text>'
    )
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">']
    parts.append(f'<rect width="{width}" height="{height}" fill="white"/>')
    parts.append(f'<path d="M{left},20 V{height - bottom} H{width - 20}" fill="none" stroke="black"/>')
    for name, colour, which in (("clang-19 -fsyntax-only", "gray", 1), ("racecheck", "black", 2)):
        line = " ".join(f"{x(point[0]):.1f},{y(point[which].processor):.1f}" for point in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(text(x(most_lines), y(points[-1][which].processor) - 6, name, "end"))
    for lines, _, _ in points:
        if lines >= most_lines / 10:
            parts.append(text(x(lines), height - bottom + 16, f"{lines / 1000:g}k"))
    for fifth in range(1, 6):
        seconds = most_seconds * fifth / 5
        parts.append(text(left - 6, y(seconds) + 4, f"{seconds:.3g} s", "end"))
    parts.append(text((width + left) / 2, height - 6, "lines"))
    return "\n".join(parts) + "\n</svg>\n"
