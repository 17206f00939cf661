#!/usr/bin/env python3
"""Writes what the reports are made of into a folder: the main scenario with metrics, some allowed
lateness and a hostile source (late-events.json); a week with three partitions, of which one is silent
for 20 minutes and one for six hours, with names as people have them (week.json); an inner join
without tables (inner.json)."""

import json
import os
import random
import sys

root = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
target = sys.argv[1]


def write(name, content):
    with open(os.path.join(target, name), "w", encoding="utf-8") as file:
        json.dump(content, file)


def write_lines(name, records):
    with open(os.path.join(target, name), "w", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in records)


def late_events():
    scenarios = os.path.join(root, "scenarios")
    with open(os.path.join(scenarios, "late-events.json"), encoding="utf-8") as file:
        scenario = json.load(file)
    for section in ("input", "dimensions"):
        scenario[section] = {
            key: os.path.normpath(os.path.join(scenarios, path))
            for key, path in scenario[section].items()}
    # A log whose Gmail is a script: nothing of it may run, nor break the page.
    hostile = '</script><script>alert("x")</script><img src=x onerror=alert(1)>\'"&'
    with open(scenario["input"]["clicks"], encoding="utf-8") as lines:
        clicks = [json.loads(line) for line in lines]
    for click in clicks:
        if click["source"] == "Gmail":
            click["source"] = hostile
    write_lines("clicks.jsonl", clicks)
    scenario["input"]["clicks"] = "clicks.jsonl"
    scenario["watermark"]["allowedLateness"] = "10s"
    scenario["metrics"] = {"size": "1h", "slide": "1m"}
    del scenario["$schema"], scenario["expect"]
    write("late-events.json", scenario)


def week():
    chance = random.Random(3)
    start, day, count = 1_710_892_800_000, 86_400_000, 9_000
    sources = ["Google Ads Performance Max Shopping Retargeting DACH", "Facebook", "Newsletter",
               "a-very-long-source-name-without-any-space-in-it-at-all", "Direct"]
    clicks, checkouts = [], []
    silences = [(1, start + 3 * day + 36_000_000, 1_200_000), (2, start + 5 * day, 21_600_000)]
    for number in range(count):
        time = start + number * 7 * day // count + chance.randrange(15_000)
        arrival = time + int(chance.expovariate(1 / 3000))
        for partition, begin, length in silences:
            if number % 3 == partition and begin <= arrival < begin + length:
                arrival = begin + length + chance.randrange(5000)
        user = f"u{chance.randrange(300)}"
        clicks.append({
            "click_id": f"c{number}", "user_id": user, "source": chance.choice(sources),
            "click_timestamp": time, "arrival_timestamp": arrival, "partition": number % 3})
        if number % 2 == 0:
            bought = time + chance.randrange(60_000)
            failed = number % 40 == 0
            checkouts.append({
                "checkout_id": f"k{number}", "user_id": user,
                "amount": f"{chance.randrange(100, 20_000) / 100}", "checkout_timestamp": bought,
                "arrival_timestamp": bought + int(chance.expovariate(1 / 2000)),
                "payment_status": "failed" if failed else "success",
                "payment_description": "Network Connectivity Issues" if failed else None})
    write_lines("week-clicks.jsonl", sorted(clicks, key=lambda c: c["arrival_timestamp"]))
    write_lines("week-checkouts.jsonl", sorted(checkouts, key=lambda k: k["arrival_timestamp"]))
    write("week.json", {
        "name": "week", "input": {"clicks": "week-clicks.jsonl", "checkouts": "week-checkouts.jsonl"},
        "watermark": {"delay": "15s", "idleTimeout": "1h"}, "join": {"lookback": "1h"},
        "attribution": {"compare": ["linear", "last-click"]}, "output": {"paths": True},
        "metrics": {"size": "1h", "slide": "1h"}})
    write("inner.json", {
        "name": "inner", "input": {"clicks": "week-clicks.jsonl", "checkouts": "week-checkouts.jsonl"},
        "watermark": {"strategy": "none"}, "join": {"type": "inner", "lookback": "1m"}})


late_events()
week()
