"""Counts GoogleTest cases: `count_cases.py EVENTS.json...` reads the build events of `bazel test`, follows them to each
target's test.xml, and prints "N passed, M failed" (and ", K skipped"). A target that failed without a failing case, or that never
ran, counts as one failure; one that the configuration skips, as one skipped case. Exits with 1 when anything failed or nothing ran."""

import json
import sys
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ElementTree
from collections import Counter


def cases_of(xml_uri):
    path = urllib.request.url2pathname(urllib.parse.urlparse(xml_uri).path)
    counts = Counter()
    for case in ElementTree.parse(path).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            counts["failed"] += 1
        elif case.get("status") == "notrun" or case.find("skipped") is not None:
            counts["skipped"] += 1
        else:
            counts["passed"] += 1
    return counts


def cases_of_result(event):
    """The cases of one run (or shard) of one target; a run that failed has at least one failed case."""
    result = event["testResult"]
    counts = Counter()
    for output in result.get("testActionOutput", []):
        if output["name"] == "test.xml":
            counts = cases_of(output["uri"])
    if result["status"] != "PASSED" and counts["failed"] == 0:
        counts = Counter(failed=1)
    return counts


def count(event_files):
    total = Counter()
    for event_file in event_files:
        ran, expected, skipped = set(), set(), set()
        with open(event_file, encoding="utf-8") as lines:
            for event in map(json.loads, lines):
                if "testResult" in event:
                    ran.add(event["id"]["testResult"]["label"])
                    total += cases_of_result(event)
                kind = event.get("configured", {}).get("targetKind", "")
                if "targetConfigured" in event["id"] and kind.endswith("_test rule"):
                    expected.add(event["id"]["targetConfigured"]["label"])
                if event.get("aborted", {}).get("reason") == "SKIPPED":  # not for this compiler
                    skipped.add(event["id"]["targetCompleted"]["label"])
        for label in sorted(skipped & expected):
            print(f"{label} is skipped: it is incompatible with this configuration")
            total["skipped"] += 1
        for label in sorted(expected - ran - skipped):
            print(f"{label} did not run")
            total["failed"] += 1
        if not ran:
            print(f"{event_file}: no test ran")
            total["failed"] += 1
    return total


def main():
    total = count(sys.argv[1:])
    skipped = f", {total['skipped']} skipped" if total["skipped"] else ""
    print(f"{total['passed']} passed, {total['failed']} failed{skipped}")
    return 0 if total["passed"] > 0 and total["failed"] == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
