"""Produces the records of a dump with their partitions, keys and times.

    produce_kafka.py BROKER TOPIC-PREFIX DUMP.jsonl
"""
import json, sys

from confluent_kafka import Producer

broker, prefix, dump = sys.argv[1:4]
producer = Producer({"bootstrap.servers": broker, "enable.idempotence": False, "acks": 1})
failures = []


def delivered(error, _):
    if error:
        failures.append(error)


with open(dump, encoding="utf-8") as file:
    for line in file:
        record = json.loads(line)
        producer.produce(
            prefix + record["topic"], partition=record["partition"], key=record["key"],
            value=record["payload"], timestamp=record["ts"], on_delivery=delivered)
        producer.poll(0)
left = producer.flush(60)
sys.exit(f"{left} records were not delivered; {failures[:1]}" if left or failures else 0)
