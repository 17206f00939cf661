"""Writes a scenario without its disorder, its expectations and its engine: what the truth is of.

    undisturbed.py SCENARIO.json OUTPUT.json
"""
import json, os, sys

source, target = sys.argv[1:3]
with open(source, encoding="utf-8") as file:
    scenario = json.load(file)
for key in ("disorder", "expect", "$schema", "engine", "output"):
    scenario.pop(key, None)
# Joins that only engines have: the truth is that of a left or an inner join.
kind = scenario.get("join", {}).get("type")
if kind in ("full", "right", "semi"):
    scenario["join"]["type"] = "left" if kind == "full" else "inner"
folder = os.path.relpath(os.path.dirname(os.path.abspath(source)), os.path.dirname(os.path.abspath(target)))


def moved(value):
    if isinstance(value, str):
        return os.path.join(folder, value)
    if isinstance(value, list):
        return [moved(one) for one in value]
    return {**value, "path": moved(value["path"])}


for section in ("input", "dimensions"):
    for key in ("clicks", "checkouts", "log", "kafka", "users", "products", "identities"):
        if key in scenario.get(section, {}):
            scenario[section][key] = moved(scenario[section][key])
with open(target, "w", encoding="utf-8") as file:
    json.dump(scenario, file)
