// The Java of the job that is the same for every scenario: the topology and its records.

extension KafkaStreamsJob {
    /// `Attribution.java`: join, ranking, enrichment.
    static let topology = #"""
        package attribution;

        import com.fasterxml.jackson.databind.node.ObjectNode;
        import java.nio.charset.StandardCharsets;
        import java.util.Arrays;
        import java.util.Set;
        import org.apache.kafka.common.serialization.Serde;
        import org.apache.kafka.common.serialization.Serdes;
        import org.apache.kafka.streams.StreamsBuilder;
        import org.apache.kafka.streams.kstream.Consumed;
        import org.apache.kafka.streams.kstream.KStream;
        import org.apache.kafka.streams.kstream.Produced;
        import org.apache.kafka.streams.kstream.Repartitioned;
        import org.apache.kafka.streams.kstream.StreamJoined;
        import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
        import org.apache.kafka.streams.processor.api.ContextualProcessor;
        import org.apache.kafka.streams.processor.api.FixedKeyRecord;
        import org.apache.kafka.streams.processor.api.Processor;
        import org.apache.kafka.streams.processor.api.ProcessorContext;
        import org.apache.kafka.streams.processor.api.ProcessorSupplier;
        import org.apache.kafka.streams.processor.api.Record;
        import org.apache.kafka.streams.state.BuiltInDslStoreSuppliers;
        import org.apache.kafka.streams.state.KeyValueStore;
        import org.apache.kafka.streams.state.StoreBuilder;
        import org.apache.kafka.streams.state.Stores;

        /**
         * The topology: the clicks and checkouts of a user, joined in a window of event time; of each
         * checkout the best row; its user, product and amounts; the topic checkout_attribution.
         */
        final class Attribution {
            static final String RESULT = "checkout_attribution";
            static final Serde<String> TEXT = Serdes.String();

            /** Each checkout with every click that may have led to it, or with none. */
            static KStream<String, ObjectNode> joined(StreamsBuilder builder) {
                KStream<String, ObjectNode> clicks = stream(builder, "clicks", Settings.CLICK_AGE_MAX);
                KStream<String, ObjectNode> checkouts = stream(builder, "checkouts", null);
                StreamJoined<String, ObjectNode, ObjectNode> stores =
                    StreamJoined.with(TEXT, Json.SERDE, Json.SERDE).withName("join").withStoreName("join");
                if (Settings.IS_IN_MEMORY) {
                    stores = stores.withDslStoreSuppliers(BuiltInDslStoreSuppliers.IN_MEMORY);
                }
                return Settings.IS_LEFT
                    ? checkouts.leftJoin(clicks, Attribution::row, Settings.WINDOWS, stores)
                    : checkouts.join(clicks, Attribution::row, Settings.WINDOWS, stores);
            }

            /** Of a checkout's rows the best one, whenever it is another one, as a row of the result. */
            static void table(KStream<String, ObjectNode> joined, Tables tables) {
                joined
                    .filter((key, row) -> Settings.PAYMENT_STATUS == null
                        || Settings.PAYMENT_STATUS.contains(row.path("payment_status").asText(null)))
                    .selectKey((key, row) -> row.get("checkout_id").asText())
                    .repartition(Repartitioned.with(TEXT, Json.SERDE).withName("by-checkout"))
                    .process(new BestRows())
                    .mapValues(tables::result)
                    .to(RESULT, Produced.with(TEXT, Json.SERDE));
            }

            /** A topic by the key of the join, whatever the key of its records is. */
            private static KStream<String, ObjectNode> stream(
                    StreamsBuilder builder, String name, Long ageMax) {
                return builder
                    .stream(name, Consumed.with(TEXT, Json.SERDE).withTimestampExtractor(
                        (record, partitionTime) -> Json.time((ObjectNode) record.value(), time(name))))
                    // The money of a refund is no matter of the join.
                    .filter((key, record) -> !record.hasNonNull("refund_of"))
                    .processValues(() -> new Arrival(ageMax))
                    .selectKey((key, record) -> joinKey(record));
            }

            static String time(String stream) {
                return stream.equals("clicks") ? "click_timestamp" : "checkout_timestamp";
            }

            /** A record without a user joins nothing. */
            private static String joinKey(ObjectNode record) {
                String user = Json.text(record, "user_id");
                String product = Settings.JOINS_PRODUCTS ? Json.text(record, "product_id") : null;
                return user == null || product == null ? user : user + '\0' + product;
            }

            private static ObjectNode row(ObjectNode checkout, ObjectNode click) {
                ObjectNode row = checkout.deepCopy();
                for (String name : new String[] {"click_id", "source", "click_timestamp"}) {
                    row.set(name, click == null ? null : click.get(name));
                }
                row.set("click_offset", click == null ? null : click.get("offset"));
                return row;
            }

            /** Notes when, and as which of its partition, a record arrives; leaves old clicks out. */
            private static final class Arrival
                    extends ContextualFixedKeyProcessor<String, ObjectNode, ObjectNode> {
                private final Long ageMax;

                Arrival(Long ageMax) { this.ageMax = ageMax; }

                @Override
                public void process(FixedKeyRecord<String, ObjectNode> record) {
                    long now = context().currentSystemTimeMs();
                    if (ageMax != null && record.timestamp() < now - ageMax) return;
                    ObjectNode value = record.value().deepCopy();
                    value.put("arrived", now);
                    value.put("offset", context().recordMetadata().map(place -> place.offset()).orElse(0L));
                    context().forward(record.withValue(value));
                }
            }

            /** Keeps of each checkout the best row, and hands it on whenever it is another one. */
            private static final class BestRows
                    implements ProcessorSupplier<String, ObjectNode, String, ObjectNode> {
                private static final String STORE = "best-rows";

                @Override
                public Set<StoreBuilder<?>> stores() {
                    return Set.of(
                        Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), TEXT, Json.SERDE));
                }

                @Override
                public Processor<String, ObjectNode, String, ObjectNode> get() {
                    return new ContextualProcessor<>() {
                        private KeyValueStore<String, ObjectNode> rows;

                        @Override
                        public void init(ProcessorContext<String, ObjectNode> context) {
                            super.init(context);
                            rows = context.getStateStore(STORE);
                        }

                        @Override
                        public void process(Record<String, ObjectNode> record) {
                            ObjectNode kept = rows.get(record.key());
                            if (kept != null && !isBetter(record.value(), kept)) return;
                            rows.put(record.key(), record.value());
                            context().forward(record);
                        }
                    };
                }
            }

            /** A click beats none; of two the earlier (later) one, of one time by its id, then its arrival. */
            private static boolean isBetter(ObjectNode row, ObjectNode kept) {
                if (!row.hasNonNull("click_id")) return false;
                if (!kept.hasNonNull("click_id")) return true;
                int order = Json.time(row, "click_timestamp").compareTo(Json.time(kept, "click_timestamp"));
                if (order == 0) order = Arrays.compareUnsigned(bytes(row), bytes(kept));
                if (order == 0) {
                    order = Long.compare(
                        row.get("click_offset").asLong(), kept.get("click_offset").asLong());
                }
                return Settings.IS_LAST_CLICK ? order > 0 : order < 0;
            }

            private static byte[] bytes(ObjectNode row) {
                return row.get("click_id").asText().getBytes(StandardCharsets.UTF_8);
            }

            private Attribution() {}
        }

        """#

    /// `Json.java`: records.
    static let json = #"""
        package attribution;

        import com.fasterxml.jackson.databind.DeserializationFeature;
        import com.fasterxml.jackson.databind.ObjectMapper;
        import com.fasterxml.jackson.databind.node.ObjectNode;
        import java.io.IOException;
        import java.io.UncheckedIOException;
        import java.math.BigDecimal;
        import java.time.LocalDateTime;
        import java.time.OffsetDateTime;
        import java.time.ZoneOffset;
        import java.time.format.DateTimeFormatter;
        import org.apache.kafka.common.serialization.Serde;
        import org.apache.kafka.common.serialization.Serdes;

        /** Records are JSON objects; a text, number or time that is not there is null. */
        final class Json {
            static final ObjectMapper MAPPER =
                new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

            static final Serde<ObjectNode> SERDE = Serdes.serdeFrom(
                (topic, value) -> value == null ? null : bytes(value),
                (topic, bytes) -> bytes == null ? null : object(bytes));

            private static final DateTimeFormatter TEXT =
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

            static ObjectNode object(byte[] bytes) {
                try {
                    return (ObjectNode) MAPPER.readTree(bytes);
                } catch (IOException error) {
                    throw new UncheckedIOException(error);
                }
            }

            static byte[] bytes(ObjectNode value) {
                try {
                    return MAPPER.writeValueAsBytes(value);
                } catch (IOException error) {
                    throw new UncheckedIOException(error);
                }
            }

            /** A user, id or word; an empty one is null. */
            static String text(ObjectNode value, String name) {
                return value.hasNonNull(name) && !value.get(name).asText().isEmpty()
                    ? value.get(name).asText() : null;
            }

            static BigDecimal number(ObjectNode value, String name) {
                return value.hasNonNull(name) ? new BigDecimal(value.get(name).asText()) : null;
            }

            /** Milliseconds since 1970: of a number as they stand, of a text without a zone in UTC. */
            static Long time(ObjectNode value, String name) {
                if (!value.hasNonNull(name)) return null;
                if (value.get(name).isIntegralNumber()) return value.get(name).longValue();
                String text = value.get(name).asText().replace(' ', 'T');
                return (text.matches(".*(Z|[+-]\\d\\d:\\d\\d)")
                    ? OffsetDateTime.parse(text) : LocalDateTime.parse(text).atOffset(ZoneOffset.UTC))
                    .toInstant().toEpochMilli();
            }

            static String timeText(Long time) {
                return time == null ? null : TEXT.format(java.time.Instant.ofEpochMilli(time));
            }

            private Json() {}
        }

        """#
}
