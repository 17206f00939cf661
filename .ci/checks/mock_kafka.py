"""Runs librdkafka's mock cluster and prints its address; ends with its parent's signal.

A producer with `test.mock.num.brokers` starts the cluster; its metadata name a port that other
clients can talk to. Topics are made with four partitions when they are first asked for.
"""
import time

from confluent_kafka import Producer

producer = Producer({"bootstrap.servers": "127.0.0.1:1", "test.mock.num.brokers": 1})
brokers = producer.list_topics(timeout=10).brokers.values()
print(",".join(f"{broker.host}:{broker.port}" for broker in brokers), flush=True)
time.sleep(600)  # Nobody needs it longer.
