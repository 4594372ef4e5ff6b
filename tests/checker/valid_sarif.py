"""Prints what is wrong with a SARIF document by the schema, a line each: valid_sarif.py SCHEMA DOCUMENT."""

import json
import sys

import jsonschema

with open(sys.argv[1], encoding="utf-8") as schema, open(sys.argv[2], encoding="utf-8") as document:
    validator = jsonschema.Draft4Validator(json.load(schema), format_checker=jsonschema.FormatChecker())
    errors = list(validator.iter_errors(json.load(document)))
for error in errors:
    print("/".join(str(part) for part in error.absolute_path) + ": " + error.message)
sys.exit(1 if errors else 0)
