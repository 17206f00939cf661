#!/usr/bin/env bash
# Quix Streams 3.28.1: `left.join_interval(right, how="left", backward_ms=…)` is not symmetric.
#
# A left record at t takes the right records in [t - backward, t] that are already there. A right
# record that is read after a left record with a later time never joins it, however wide `backward`
# and `forward` are and however long the grace is, although its time lies in the window and its
# partner is still in the store: it looks for left records from its own time minus `forward` up to its
# own time, never ahead. The left record keeps its row without a partner, which is never taken back.
# At equal times they do join, and the row without a partner stands beside the pair.
# Flink, Spark and Kafka Streams join both orders.
#
# Seen: the rows below, of the real StreamingDataFrame and its store, without a broker.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet quixstreams==3.28.1
cat > "$folder/check.py" <<'PYTHON'
import contextvars
import logging
import tempfile
import warnings
from unittest.mock import MagicMock

warnings.filterwarnings("ignore")

from quixstreams.context import set_message_context
from quixstreams.dataframe import StreamingDataFrame
from quixstreams.dataframe.registry import DataFrameRegistry
from quixstreams.models import MessageContext, TopicConfig, TopicManager
from quixstreams.processing import ProcessingContext
from quixstreams.sinks.base.manager import SinkManager
from quixstreams.state import StateStoreManager

logging.disable(logging.CRITICAL)


def rows(records, backward, forward=0):
    """What the join puts out for (topic, value, time) records of one key, read in this order."""
    with tempfile.TemporaryDirectory() as folder:
        states = StateStoreManager(group_id="g", state_dir=folder)
        registry = DataFrameRegistry()
        context = ProcessingContext(
            commit_interval=3600, producer=MagicMock(), consumer=MagicMock(),
            state_manager=states, sink_manager=SinkManager(), dataframe_registry=registry)
        admin = MagicMock()
        admin.inspect_topics.side_effect = lambda names, **_: {
            name: TopicConfig(1, 1, {"retention.ms": "604800000"}) for name in names}
        topics = TopicManager(topic_admin=admin, consumer_group="g")
        frames = {}
        for name in ("checkouts", "clicks"):
            frames[name] = StreamingDataFrame(
                topics.topic(name), topic_manager=topics, registry=registry,
                processing_context=context)
            registry.register_root(frames[name])
        frames["checkouts"].join_interval(
            frames["clicks"], how="left", backward_ms=backward, forward_ms=forward,
            grace_ms=3_600_000, on_merge=lambda left, right: (left, right))
        for stream in list(states.stores):
            states.on_partition_assign(stream_id=stream, partition=0, committed_offsets={})
        context.init_checkpoint()
        out = []
        pipelines = registry.compose_all(sink=lambda value, key, time, headers: out.append(value))
        for offset, (name, value, time) in enumerate(records):
            topic = frames[name].topics[0].name

            def process():
                set_message_context(
                    MessageContext(topic=topic, partition=0, offset=offset, size=1))
                pipelines[topic](value, b"user", time, [])

            contextvars.copy_context().run(process)
        return out


cases = [
    ("the click is read first", [("clicks", "c", 900), ("checkouts", "k", 1000)], 500, 0,
     [("k", "c")]),
    ("the click, 100 ms older, is read second", [("checkouts", "k", 1000), ("clicks", "c", 900)],
     500, 0, [("k", None)]),
    ("the same, looking 500 ms forward as well", [("checkouts", "k", 1000), ("clicks", "c", 900)],
     500, 500, [("k", None)]),
    ("equal times", [("checkouts", "k", 1000), ("clicks", "c", 1000)], 500, 0,
     [("k", None), ("k", "c")]),
]
failed = False
for name, records, backward, forward, seen in cases:
    got = rows(records, backward, forward)
    print(f"{name}: {got}")
    failed = failed or got != seen
raise SystemExit("the behaviour has changed" if failed else 0)
PYTHON
"$folder/venv/bin/python" "$folder/check.py" 2> "$folder/err" || { cat "$folder/err" >&2; exit 1; }
