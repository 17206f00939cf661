// The Java of the job that is the same for every scenario: tables, program, test.

extension KafkaStreamsJob {
    /// `Tables.java`: users, products and amounts.
    static let tables = #"""
        package attribution;

        import com.fasterxml.jackson.databind.node.ObjectNode;
        import java.io.IOException;
        import java.math.BigDecimal;
        import java.math.RoundingMode;
        import java.nio.charset.StandardCharsets;
        import java.nio.file.Files;
        import java.nio.file.Path;
        import java.util.ArrayList;
        import java.util.HashMap;
        import java.util.List;
        import java.util.Map;

        /** Users and products, as they are when the program starts, and what follows from them. */
        final class Tables {
            /** The columns of a row of the result, in order. */
            static final List<String> COLUMNS = List.of(
                "checkout_id", "user_id", "product_id", "quantity", "total_amount", "payment_method",
                "payment_status", "payment_description", "gender", "category", "profit", "source",
                "checkout_timestamp", "click_id", "click_timestamp");

            private final Map<String, List<ObjectNode>> users = new HashMap<>();
            private final Map<String, List<ObjectNode>> products = new HashMap<>();

            /** Those of users.jsonl and products.jsonl in a folder. */
            Tables(Path folder) throws IOException {
                if (Settings.HAS_USERS) read(folder.resolve("users.jsonl"), "user_id", users);
                if (Settings.HAS_PRODUCTS) {
                    read(folder.resolve("products.jsonl"), "product_id", products);
                }
            }

            private static void read(Path path, String key, Map<String, List<ObjectNode>> table)
                    throws IOException {
                for (String line : Files.readAllLines(path)) {
                    ObjectNode row = Json.object(line.getBytes(StandardCharsets.UTF_8));
                    table.computeIfAbsent(row.get(key).asText(), id -> new ArrayList<>()).add(row);
                }
            }

            /** The row of an id that is good at a time; null where there is none. */
            private static ObjectNode find(Map<String, List<ObjectNode>> table, String id, long time) {
                for (ObjectNode row : table.getOrDefault(id, List.of())) {
                    Long from = Json.time(row, "valid_from"), to = Json.time(row, "valid_to");
                    if ((from == null || from <= time) && (to == null || time < to)) return row;
                }
                return null;
            }

            /** A row of the join as one of the result; null, which deletes it, where a lookup has failed. */
            ObjectNode result(ObjectNode row) {
                long time = Settings.LOOKS_UP_AT_ARRIVAL
                    ? row.get("arrived").asLong() : Json.time(row, "checkout_timestamp");
                ObjectNode user = find(users, Json.text(row, "user_id"), time);
                ObjectNode product = find(products, Json.text(row, "product_id"), time);
                if (Settings.DROPS_UNKNOWN && (Settings.HAS_USERS && user == null
                    || Settings.HAS_PRODUCTS && product == null)) return null;
                ObjectNode result = row.objectNode();
                for (String name : COLUMNS) result.set(name, row.get(name));
                result.set("gender", user == null ? null : user.get("gender"));
                result.set("category", product == null ? null : product.get("category"));
                BigDecimal total = amount(row, "amount");
                if (total == null && product != null) total = priced(row, product);
                BigDecimal shipping = amount(row, "shipping_cost");
                BigDecimal rate = product == null ? null : amount(product, "commission_rate");
                result.put("total_amount", rounded(total));
                result.put("profit", total == null || shipping == null || rate == null
                    ? null : rounded(total.subtract(shipping).multiply(rate)));
                for (String name : new String[] {"checkout_timestamp", "click_timestamp"}) {
                    result.put(name, Json.timeText(Json.time(row, name)));
                }
                return result;
            }

            /** The price, exact. */
            private static BigDecimal priced(ObjectNode row, ObjectNode product) {
                BigDecimal price = amount(product, "price");
                BigDecimal quantity =
                    row.hasNonNull("quantity") ? Json.number(row, "quantity") : BigDecimal.ONE;
                BigDecimal discount = row.hasNonNull("discount") ? amount(row, "discount")
                    : Settings.DISCOUNT_IS_FACTOR ? BigDecimal.ONE : BigDecimal.ZERO;
                if (price == null || discount == null) return null;
                return price.multiply(quantity)
                    .multiply(Settings.DISCOUNT_IS_FACTOR ? discount : BigDecimal.ONE.subtract(discount));
            }

            /** An amount or share as it is read. */
            private static BigDecimal amount(ObjectNode row, String name) {
                BigDecimal read = Json.number(row, name);
                return Settings.HAS_SIX_DIGITS ? sixDigits(read) : read;
            }

            /** DECIMAL(6, 2): null from 10,000 on. */
            private static BigDecimal sixDigits(BigDecimal exact) {
                if (exact == null) return null;
                BigDecimal rounded = exact.setScale(2, RoundingMode.HALF_UP);
                return rounded.precision() > 6 ? null : rounded;
            }

            /** Rounded once, half away from zero; null beyond 64 bits of ten-thousandths. */
            private static BigDecimal rounded(BigDecimal exact) {
                if (exact == null) return null;
                if (Settings.HAS_SIX_DIGITS) return sixDigits(exact);
                BigDecimal rounded = exact.setScale(4, RoundingMode.HALF_UP);
                return rounded.unscaledValue().bitLength() > 63 ? null : rounded;
            }
        }

        """#

    /// `Main.java`: the live job.
    static let program = #"""
        package attribution;

        import java.nio.file.Path;
        import java.util.Properties;
        import org.apache.kafka.streams.KafkaStreams;
        import org.apache.kafka.streams.StreamsBuilder;
        import org.apache.kafka.streams.StreamsConfig;

        /** Runs the topology: java … attribution.Main HOST:PORT [FOLDER-OF-TABLES]. */
        public final class Main {
            public static void main(String[] args) throws Exception {
                StreamsBuilder builder = new StreamsBuilder();
                Path tables = Path.of(args.length > 1 ? args[1] : "data");
                Attribution.table(Attribution.joined(builder), new Tables(tables));
                Properties settings = settings(args.length > 0 ? args[0] : "localhost:9092");
                settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
                KafkaStreams streams = new KafkaStreams(builder.build(), settings);
                Runtime.getRuntime().addShutdownHook(new Thread(streams::close));
                streams.start();
            }

            static Properties settings(String brokers) {
                Properties settings = new Properties();
                settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "attribution");
                settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
                // How often held checkouts are looked for; Kafka's own is one second.
                settings.put(
                    "__emit.interval.ms.kstreams.outer.join.spurious.results.fix__",
                    Settings.EMIT_INTERVAL);
                return settings;
            }

            private Main() {}
        }

        """#

    /// `Replay.java`: the test.
    static let replay = #"""
        package attribution;

        import com.fasterxml.jackson.databind.node.ObjectNode;
        import java.io.BufferedReader;
        import java.io.IOException;
        import java.nio.charset.StandardCharsets;
        import java.nio.file.Files;
        import java.nio.file.Path;
        import java.time.Duration;
        import java.time.Instant;
        import java.util.ArrayList;
        import java.util.Comparator;
        import java.util.List;
        import java.util.Properties;
        import java.util.TreeMap;
        import java.util.stream.Collectors;
        import java.util.stream.Stream;
        import org.apache.kafka.common.utils.AppInfoParser;
        import org.apache.kafka.streams.KeyValue;
        import org.apache.kafka.streams.StreamsBuilder;
        import org.apache.kafka.streams.StreamsConfig;
        import org.apache.kafka.streams.TestInputTopic;
        import org.apache.kafka.streams.TestOutputTopic;
        import org.apache.kafka.streams.TopologyTestDriver;
        import org.apache.kafka.streams.kstream.KStream;
        import org.apache.kafka.streams.kstream.Produced;

        /**
         * Feeds data/log.jsonl to the topology, record by record in its order, each at its time of arrival,
         * and compares what comes out behind each with data/prediction.jsonl, in order. Writes result.csv, the
         * table that the run ends with. Exit status 1 if anything is another than predicted.
         */
        public final class Replay {
            public static void main(String[] args) throws Exception {
                Path data = Path.of(args.length > 0 ? args[0] : "data");
                List<String> predicted = new ArrayList<>();
                for (String line : Files.readAllLines(data.resolve("prediction.jsonl"))) {
                    ObjectNode row = object(line);
                    predicted.add(row(row.get("after_seq").asLong(), row.get("output").asText(), row));
                }
                List<String> found = new ArrayList<>();
                TreeMap<String, ObjectNode> table = new TreeMap<>();
                long records = run(data, found, table);
                Files.write(Path.of("result.csv"), csv(table), StandardCharsets.UTF_8);
                int same = 0;
                while (same < Math.min(found.size(), predicted.size())
                    && found.get(same).equals(predicted.get(same))) same++;
                System.out.printf(
                    "Kafka Streams %s: %d records, %d rows in order, %d of %d predicted; result.csv: %d rows%n",
                    AppInfoParser.getVersion(), records, found.size(), same, predicted.size(), table.size());
                if (same == found.size() && same == predicted.size()) return;
                System.out.printf(
                    "The first that differs is row %d:%n  predicted %s%n  found     %s%n", same + 1,
                    same < predicted.size() ? predicted.get(same) : "nothing",
                    same < found.size() ? found.get(same) : "nothing");
                System.exit(1);
            }

            private static long run(Path data, List<String> found, TreeMap<String, ObjectNode> table)
                    throws IOException {
                StreamsBuilder builder = new StreamsBuilder();
                KStream<String, ObjectNode> joined = Attribution.joined(builder);
                joined.to("joined", Produced.with(Attribution.TEXT, Json.SERDE));
                Attribution.table(joined, new Tables(data));
                Properties settings = Main.settings("none:1");
                // The driver syncs files with each record, which is quick in memory.
                Path memory = Path.of("/dev/shm");
                Path state = Files.isWritable(memory)
                    ? Files.createTempDirectory(memory, "replay-")
                    : Files.createTempDirectory("replay-");
                settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
                long records = 0;
                try (TopologyTestDriver driver =
                        new TopologyTestDriver(builder.build(), settings, Instant.EPOCH);
                    BufferedReader log = Files.newBufferedReader(data.resolve("log.jsonl"))) {
                    TestInputTopic<String, ObjectNode> clicks = input(driver, "clicks");
                    TestInputTopic<String, ObjectNode> checkouts = input(driver, "checkouts");
                    TestOutputTopic<String, ObjectNode> rows = output(driver, "joined");
                    TestOutputTopic<String, ObjectNode> results = output(driver, Attribution.RESULT);
                    long clock = 0;
                    for (String line = log.readLine(); line != null; line = log.readLine()) {
                        records += 1;
                        ObjectNode record = object(line);
                        String stream = record.remove("stream").asText();
                        long arrived = Json.time(record, "arrived");
                        if (arrived > clock) {
                            driver.advanceWallClockTime(Duration.ofMillis(arrived - clock));
                            clock = arrived;
                        }
                        (stream.equals("clicks") ? clicks : checkouts).pipeInput(
                            Json.text(record, "user_id"), record, Json.time(record, Attribution.time(stream)));
                        for (ObjectNode row : rows.readValuesToList()) found.add(row(records, "join", row));
                        for (KeyValue<String, ObjectNode> change : results.readKeyValuesToList()) {
                            if (change.value == null) {
                                table.remove(change.key);
                            } else {
                                table.put(change.key, change.value);
                                found.add(row(records, "table", change.value));
                            }
                        }
                    }
                } finally {
                    try (Stream<Path> files = Files.walk(state)) {
                        files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
                    }
                }
                return records;
            }

            private static TestInputTopic<String, ObjectNode> input(TopologyTestDriver driver, String topic) {
                return driver.createInputTopic(
                    topic, Attribution.TEXT.serializer(), Json.SERDE.serializer());
            }

            private static TestOutputTopic<String, ObjectNode> output(TopologyTestDriver driver, String topic) {
                return driver.createOutputTopic(
                    topic, Attribution.TEXT.deserializer(), Json.SERDE.deserializer());
            }

            private static ObjectNode object(String line) {
                return Json.object(line.getBytes(StandardCharsets.UTF_8));
            }

            private static String row(long seq, String output, ObjectNode row) {
                return "after record " + seq + ", " + output + ": checkout " + row.get("checkout_id")
                    + ", click " + row.get("click_id");
            }

            private static List<String> csv(TreeMap<String, ObjectNode> table) {
                List<String> lines = new ArrayList<>(List.of(String.join(",", Tables.COLUMNS)));
                for (ObjectNode row : table.values()) {
                    lines.add(Tables.COLUMNS.stream().map(name -> cell(row, name))
                        .collect(Collectors.joining(",")));
                }
                return lines;
            }

            private static String cell(ObjectNode row, String name) {
                if (!row.hasNonNull(name)) return "";
                String text = row.get(name).isNumber()
                    ? row.get(name).decimalValue().toPlainString() : row.get(name).asText();
                return text.matches("[^\",\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
            }

            private Replay() {}
        }

        """#
}
