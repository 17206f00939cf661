#!/usr/bin/env python3
"""Writes the main scenario with metrics, some allowed lateness and a hostile source, to a file."""

import json
import os
import sys

root = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
scenarios = os.path.join(root, "scenarios")
with open(os.path.join(scenarios, "late-events.json"), encoding="utf-8") as file:
    scenario = json.load(file)
for section in ("input", "dimensions"):
    scenario[section] = {
        key: os.path.normpath(os.path.join(scenarios, path))
        for key, path in scenario[section].items()}

# A log whose Gmail is a script: nothing of it may run, nor break the page.
hostile = '</script><script>alert("x")</script><img src=x onerror=alert(1)>\'"&'
target = sys.argv[1]
clicks = os.path.join(os.path.dirname(target), "clicks.jsonl")
with open(scenario["input"]["clicks"], encoding="utf-8") as lines, \
        open(clicks, "w", encoding="utf-8") as out:
    for line in lines:
        click = json.loads(line)
        if click["source"] == "Gmail":
            click["source"] = hostile
        out.write(json.dumps(click) + "\n")
scenario["input"]["clicks"] = clicks
scenario["watermark"]["allowedLateness"] = "10s"
scenario["metrics"] = {"size": "1h", "slide": "1m"}
del scenario["$schema"], scenario["expect"]
with open(target, "w", encoding="utf-8") as file:
    json.dump(scenario, file)
