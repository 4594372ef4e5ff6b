"""Parses a JUnit report, and prints its counts and its cases, a line each: junit_cases.py REPORT."""

import sys
import xml.etree.ElementTree

suite = xml.etree.ElementTree.parse(sys.argv[1]).getroot().find("testsuite")
print(" ".join(suite.get(count) for count in ("tests", "failures", "errors")))
for case in suite.findall("testcase"):
    outcome = [child.tag for child in case]
    print(case.get("classname"), case.get("name"), *outcome)
