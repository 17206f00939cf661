-- What every result promises, as queries on the result file alone: each gives the rows that are wrong.
-- `.ci/accounts` runs them; "-- check: NAME" begins one.

-- check: records of a stream are accounted for, each once
SELECT r.run_id, s.stream,
  (SELECT coalesce(sum(value), 0) FROM stat WHERE run_id = r.run_id
    AND name IN (s.stream || '_read', s.stream || '_copied')) AS taken,
  (SELECT coalesce(sum(value), 0) FROM stat WHERE run_id = r.run_id
    AND name IN (s.stream || '_dropped', s.stream || '_on_time',
      s.stream || '_within_allowed_lateness', s.stream || '_late', s.stream || '_duplicate')) AS fates
FROM run r, (SELECT 'clicks' AS stream UNION ALL SELECT 'checkouts') s
WHERE taken != fates;

-- check: accepted checkouts are attributed, unattributed, pending or refunds
SELECT r.run_id,
  (SELECT sum(value) FROM stat WHERE run_id = r.run_id
    AND name IN ('checkouts_on_time', 'checkouts_within_allowed_lateness')) AS accepted,
  (SELECT sum(value) FROM stat WHERE run_id = r.run_id AND name IN ('checkouts_attributed',
    'checkouts_unattributed', 'checkouts_pending', 'checkouts_refunds')) AS ends
FROM run r WHERE accepted != ends;

-- check: late, duplicate, pending and rejected records are listed, each once
SELECT r.run_id, s.name, coalesce(t.value, 0) AS counted,
  CASE s.name
    WHEN 'clicks_late' THEN (SELECT count(*) FROM late_record l WHERE l.run_id = r.run_id AND stream = 'clicks')
    WHEN 'checkouts_late' THEN (SELECT count(*) FROM late_record l WHERE l.run_id = r.run_id AND stream = 'checkouts')
    WHEN 'clicks_duplicate' THEN (SELECT count(*) FROM duplicate_record d WHERE d.run_id = r.run_id AND stream = 'clicks')
    WHEN 'checkouts_duplicate' THEN (SELECT count(*) FROM duplicate_record d WHERE d.run_id = r.run_id AND stream = 'checkouts')
    WHEN 'checkouts_pending' THEN (SELECT count(*) FROM pending_record p WHERE p.run_id = r.run_id)
    WHEN 'rejected_lines' THEN (SELECT count(*) FROM rejected_record j WHERE j.run_id = r.run_id)
    WHEN 'checkouts_refunds' THEN (SELECT count(*) FROM refund f WHERE f.run_id = r.run_id)
    WHEN 'refunds_unmatched' THEN (SELECT count(*) FROM refund f WHERE f.run_id = r.run_id AND NOT matched)
  END AS listed
FROM run r
CROSS JOIN (SELECT 'clicks_late' AS name UNION ALL SELECT 'checkouts_late' UNION ALL SELECT 'clicks_duplicate'
  UNION ALL SELECT 'checkouts_duplicate' UNION ALL SELECT 'checkouts_pending' UNION ALL SELECT 'rejected_lines'
  UNION ALL SELECT 'checkouts_refunds' UNION ALL SELECT 'refunds_unmatched') s
LEFT JOIN stat t ON t.run_id = r.run_id AND t.name = s.name
-- Of the truth, a second record of an id is counted alone.
WHERE counted != listed AND NOT (r.mode = 'batch' AND s.name LIKE '%_duplicate');

-- check: a late record's numbers say that it is late
-- Spark drops what is at the watermark, too.
SELECT l.* FROM late_record l JOIN run r USING (run_id) WHERE late_by_ms < CASE r.engine WHEN 'reference' THEN 1 ELSE 0 END;

-- check: in the truth nothing is late, copied, dropped or pending
SELECT * FROM stat WHERE run_id = 2 AND value != 0 AND name IN ('clicks_late', 'checkouts_late',
  'clicks_copied', 'checkouts_copied', 'clicks_dropped', 'checkouts_dropped', 'checkouts_pending',
  'clicks_within_allowed_lateness', 'checkouts_within_allowed_lateness');

-- check: the truth reads what the stream run reads
SELECT a.name, a.value, b.value FROM stat a JOIN stat b ON b.name = a.name AND b.run_id = 2
WHERE a.run_id = 1 AND a.name IN ('clicks_read', 'checkouts_read') AND a.value != b.value;

-- check: a checkout has a click with its source and time, or none of them
SELECT * FROM checkout_attribution
WHERE (click_id IS NULL) != (click_timestamp IS NULL) OR (click_id IS NULL AND source IS NOT NULL);

-- check: a row is of a record of its own
-- By user, a pad that came first stands in another group than the pair.
SELECT run_id, seq, count(*) FROM checkout_attribution a JOIN run r USING (run_id)
WHERE r.config_json NOT LIKE '%"partitionBy":"user"%' GROUP BY run_id, seq HAVING count(*) > 1;

-- check: a real engine's table has one row an id
SELECT a.run_id, checkout_id, count(*) FROM checkout_attribution a JOIN run r USING (run_id)
WHERE r.mode = 'stream' AND r.engine != 'reference' AND r.config_json NOT LIKE '%"partitionBy":"user"%'
GROUP BY 1, 2 HAVING count(*) > 1;

-- check: rows are what came out of the join, less what the stat table says was left out
SELECT r.run_id, (SELECT count(*) FROM checkout_attribution a WHERE a.run_id = r.run_id) AS rows_there,
  (SELECT sum(CASE name WHEN 'checkouts_attributed' THEN value
      WHEN 'checkouts_unattributed' THEN CASE WHEN config_json LIKE '%"type":"inner"%' THEN 0 ELSE value END
      WHEN 'lookup_missed' THEN -value WHEN 'checkouts_filtered' THEN -value
      WHEN 'checkouts_other_kinds' THEN -value WHEN 'checkouts_ranked_away' THEN -value
      WHEN 'checkouts_replaced' THEN -value ELSE 0 END)
    FROM stat s WHERE s.run_id = r.run_id) AS rows_expected
FROM run r
WHERE (r.engine = 'reference' OR r.mode = 'batch') AND config_json NOT LIKE '%"partitionBy":"user"%'
  AND config_json NOT LIKE '%"lookup":"left"%' AND config_json NOT LIKE '%"upsert":true%'
  AND rows_there != rows_expected;

-- check: a model's credits of a checkout sum to one
SELECT c.run_id, c.model, c.checkout_id, sum(c.credit_e9)
FROM attribution_credit c
WHERE c.model NOT LIKE 'participation%'
  AND (SELECT count(*) FROM checkout_attribution a WHERE a.run_id = c.run_id AND a.checkout_id = c.checkout_id) = 1
GROUP BY 1, 2, 3 HAVING sum(c.credit_e9) != 1000000000;

-- check: credits are numbered without a gap, and say how many touches there are
SELECT run_id, model, checkout_id, min(position), max(position), count(*), min(touchpoints), max(touchpoints)
FROM attribution_credit c
WHERE (SELECT count(*) FROM checkout_attribution a WHERE a.run_id = c.run_id AND a.checkout_id = c.checkout_id) = 1
GROUP BY 1, 2, 3
HAVING min(touchpoints) != max(touchpoints) OR max(position) > max(touchpoints) OR min(position) < 1
  OR count(DISTINCT position) != count(*);

-- check: only a checkout with a row has credits, and one without a click has none
SELECT c.run_id, c.model, c.checkout_id FROM attribution_credit c
LEFT JOIN checkout_attribution a ON a.run_id = c.run_id AND a.checkout_id = c.checkout_id
JOIN run r ON r.run_id = c.run_id
-- Of same-touch, a row shows no click where others give one.
GROUP BY 1, 2, 3 HAVING count(a.checkout_id) = 0 OR count(a.click_id) = 0 AND min(r.model) != 'same-touch';

-- check: conversions of a model's sources are the rows, a billion each
SELECT s.run_id, s.model, sum(s.conversions_e9) AS credited,
  (SELECT count(*) FROM checkout_attribution a WHERE a.run_id = s.run_id) * 1000000000 AS rows_e9
FROM source_credit s JOIN run r USING (run_id)

WHERE s.model NOT LIKE 'participation%'
GROUP BY 1, 2 HAVING credited != rows_e9;

-- check: the money of a model's sources is that of the rows and the refunds, to the ten-thousandth
SELECT s.run_id, s.model, sum(s.revenue_e4) AS revenue, sum(s.profit_e4) AS profit,
  (SELECT coalesce(sum(total_amount_e4), 0) FROM checkout_attribution a WHERE a.run_id = s.run_id)
    + (SELECT coalesce(sum(amount_e4), 0) FROM refund f WHERE f.run_id = s.run_id) AS revenue_rows,
  (SELECT coalesce(sum(profit_e4), 0) FROM checkout_attribution a WHERE a.run_id = s.run_id)
    + (SELECT coalesce(sum(profit_e4), 0) FROM refund f WHERE f.run_id = s.run_id) AS profit_rows
FROM source_credit s JOIN run r USING (run_id)
WHERE s.model NOT LIKE 'participation%'
GROUP BY 1, 2 HAVING coalesce(revenue, 0) != revenue_rows OR coalesce(profit, 0) != profit_rows;

-- check: conversions of a source are the credits of its clicks
SELECT s.run_id, s.model, s.source, s.conversions_e9,
  (SELECT coalesce(sum(credit_e9), 0) FROM attribution_credit c
    WHERE c.run_id = s.run_id AND c.model = s.model AND c.source IS s.source) AS credits
FROM source_credit s
WHERE s.source IS NOT NULL AND EXISTS (SELECT 1 FROM attribution_credit c WHERE c.run_id = s.run_id AND c.model = s.model)
  AND s.conversions_e9 != credits;

-- check: the money of a source is amount × credit of its clicks and of refunds of their orders, rounded once
WITH one AS (
  SELECT run_id, checkout_id, min(total_amount_e4) AS amount FROM checkout_attribution GROUP BY 1, 2 HAVING count(*) = 1),
plain AS (
  SELECT run_id FROM run r WHERE NOT EXISTS (
    SELECT 1 FROM checkout_attribution a WHERE a.run_id = r.run_id GROUP BY checkout_id HAVING count(*) > 1)),
money AS (
  SELECT run_id, checkout_id, coalesce(amount, 0)
    + (SELECT coalesce(sum(amount_e4), 0) FROM refund f
       WHERE f.run_id = one.run_id AND f.matched AND f.refund_of = one.checkout_id) AS amount
  FROM one)
SELECT s.run_id, s.model, s.source, s.revenue_e4, sum(m.amount * c.credit_e9) AS exact_e13
FROM source_credit s JOIN plain USING (run_id)
JOIN attribution_credit c ON c.run_id = s.run_id AND c.model = s.model AND c.source = s.source
JOIN money m ON m.run_id = s.run_id AND m.checkout_id = c.checkout_id
WHERE s.model NOT LIKE 'participation%'
GROUP BY 1, 2, 3 HAVING abs(s.revenue_e4 * 1000000000 - exact_e13) >= 1000000000;

-- check: nobody's conversions are the rows without a click
SELECT s.run_id, s.model, s.conversions_e9,
  (SELECT count(*) FROM checkout_attribution a WHERE a.run_id = s.run_id AND a.click_id IS NULL) * 1000000000 AS without
FROM source_credit s JOIN run r USING (run_id)
WHERE s.source IS NULL AND s.model = r.model AND s.conversions_e9 != without;

-- check: channels tell a source's credit apart, and lose nothing
SELECT s.run_id, s.model, s.source, s.conversions_e9, sum(c.conversions_e9), s.revenue_e4, sum(c.revenue_e4), s.profit_e4, sum(c.profit_e4)
FROM source_credit s LEFT JOIN channel_credit c ON c.run_id = s.run_id AND c.model = s.model AND c.source IS s.source
WHERE EXISTS (SELECT 1 FROM channel_credit x WHERE x.run_id = s.run_id)
GROUP BY 1, 2, 3 HAVING s.conversions_e9 != coalesce(sum(c.conversions_e9), 0)
  OR abs(coalesce(s.revenue_e4, 0) - coalesce(sum(c.revenue_e4), 0)) > count(*)
  OR abs(coalesce(s.profit_e4, 0) - coalesce(sum(c.profit_e4), 0)) > count(*);

-- check: campaigns tell a source's credit apart, and lose nothing
SELECT s.run_id, s.model, s.source, s.conversions_e9, sum(c.conversions_e9), s.revenue_e4, sum(c.revenue_e4)
FROM source_credit s LEFT JOIN campaign_credit c ON c.run_id = s.run_id AND c.model = s.model AND c.source IS s.source
WHERE EXISTS (SELECT 1 FROM campaign_credit x WHERE x.run_id = s.run_id)
GROUP BY 1, 2, 3 HAVING s.conversions_e9 != coalesce(sum(c.conversions_e9), 0)
  OR abs(coalesce(s.revenue_e4, 0) - coalesce(sum(c.revenue_e4), 0)) > count(*);

-- check: kinds tell a source's credit apart, and lose nothing
SELECT s.run_id, s.model, s.source, s.conversions_e9, sum(c.conversions_e9), s.revenue_e4, sum(c.revenue_e4)
FROM source_credit s LEFT JOIN kind_credit c ON c.run_id = s.run_id AND c.model = s.model AND c.source IS s.source
WHERE EXISTS (SELECT 1 FROM kind_credit x WHERE x.run_id = s.run_id)
GROUP BY 1, 2, 3 HAVING s.conversions_e9 != coalesce(sum(c.conversions_e9), 0)
  OR abs(coalesce(s.revenue_e4, 0) - coalesce(sum(c.revenue_e4), 0)) > count(*);

-- check: days tell a source's credit apart, and lose nothing
SELECT s.run_id, s.model, s.source, s.conversions_e9, sum(c.conversions_e9), s.revenue_e4, sum(c.revenue_e4)
FROM source_credit s LEFT JOIN credit_by_day c ON c.run_id = s.run_id AND c.model = s.model AND c.source IS s.source
WHERE EXISTS (SELECT 1 FROM credit_by_day x WHERE x.run_id = s.run_id)
GROUP BY 1, 2, 3 HAVING s.conversions_e9 != coalesce(sum(c.conversions_e9), 0)
  OR abs(coalesce(s.revenue_e4, 0) - coalesce(sum(c.revenue_e4), 0)) > count(*);

-- check: channels, campaigns, kinds and days have the money of all rows and refunds, to the ten-thousandth
WITH parts AS (
  SELECT 'channels' AS what, run_id, model, sum(conversions_e9) AS conversions, sum(revenue_e4) AS revenue FROM channel_credit GROUP BY 1, 2, 3
  UNION ALL SELECT 'campaigns', run_id, model, sum(conversions_e9), sum(revenue_e4) FROM campaign_credit GROUP BY 1, 2, 3
  UNION ALL SELECT 'kinds', run_id, model, sum(conversions_e9), sum(revenue_e4) FROM kind_credit GROUP BY 1, 2, 3
  UNION ALL SELECT 'days', run_id, model, sum(conversions_e9), sum(revenue_e4) FROM credit_by_day GROUP BY 1, 2, 3),
whole AS (SELECT run_id, model, sum(conversions_e9) AS conversions, sum(revenue_e4) AS revenue FROM source_credit GROUP BY 1, 2)
SELECT p.what, p.run_id, p.model, p.conversions, w.conversions, p.revenue, w.revenue
FROM parts p JOIN whole w USING (run_id, model)
WHERE p.conversions != w.conversions OR (p.model NOT LIKE 'participation%' AND coalesce(p.revenue, 0) != coalesce(w.revenue, 0));

-- check: a return's credit is the source's
SELECT p.run_id, p.model, p.source, p.conversions_e9, s.conversions_e9, p.revenue_e4, s.revenue_e4
FROM spend_return p LEFT JOIN source_credit s ON s.run_id = p.run_id AND s.model = p.model AND s.source IS p.source
WHERE p.conversions_e9 != coalesce(s.conversions_e9, 0) OR coalesce(p.revenue_e4, 0) != coalesce(s.revenue_e4, 0);

-- check: a model's costs are the same in every table of returns
WITH costs AS (
  SELECT 'sources' AS what, run_id, model, sum(cost_e4) AS cost FROM spend_return GROUP BY 1, 2, 3
  UNION ALL SELECT 'channels', run_id, model, sum(cost_e4) FROM channel_return GROUP BY 1, 2, 3
  UNION ALL SELECT 'campaigns', run_id, model, sum(cost_e4) FROM campaign_return GROUP BY 1, 2, 3)
SELECT run_id, min(cost), max(cost) FROM costs GROUP BY 1 HAVING min(cost) != max(cost);

-- check: returns are revenue (before it is rounded) over cost, and cost over conversions, rounded
SELECT * FROM spend_return
WHERE cost_e4 > 0 AND roas_e4 IS NOT NULL
  AND abs(roas_e4 * 2 * cost_e4 - 2 * revenue_e4 * 10000) > cost_e4 + 20000
UNION ALL SELECT * FROM spend_return
WHERE conversions_e9 > 0 AND cost_per_conversion_e4 IS NOT NULL
  AND abs(cost_per_conversion_e4 * 2.0 * conversions_e9 - 2.0 * cost_e4 * 1000000000) > conversions_e9 * 1.000001;

-- check: differences to the truth are those between the rows of both runs
WITH plain AS (SELECT 1 WHERE NOT EXISTS (
  SELECT 1 FROM checkout_attribution GROUP BY run_id, checkout_id HAVING count(*) > 1)
  -- By user, the two runs rank each for itself.
  AND NOT EXISTS (SELECT 1 FROM run WHERE config_json LIKE '%"partitionBy":"user"%')),
a AS (SELECT * FROM checkout_attribution WHERE run_id = 1), b AS (SELECT * FROM checkout_attribution WHERE run_id = 2),
ids AS (SELECT checkout_id FROM a UNION SELECT checkout_id FROM b),
differing AS (
  SELECT checkout_id FROM ids LEFT JOIN a USING (checkout_id) LEFT JOIN b USING (checkout_id)
  WHERE a.run_id IS NULL OR b.run_id IS NULL OR a.click_id IS NOT b.click_id)
SELECT 'missing', checkout_id FROM differing, plain WHERE checkout_id NOT IN (SELECT checkout_id FROM truth_difference)
UNION ALL
SELECT cause, checkout_id FROM truth_difference, plain
WHERE checkout_id NOT IN (SELECT checkout_id FROM differing) AND stream_click_id IS NOT truth_click_id;

-- check: a change of the join takes back only what is there
SELECT run_id, checkout_seq, click_seq, sum(CASE op WHEN '+I' THEN 1 WHEN '+U' THEN 1 ELSE -1 END) AS stands
FROM join_output GROUP BY 1, 2, 3 HAVING stands NOT IN (0, 1);

-- check: of the attributed table one row of a record stands, or none
SELECT run_id, checkout_seq, sum(CASE op WHEN '+I' THEN 1 WHEN '+U' THEN 1 ELSE -1 END) AS stands
FROM attribution_changelog c JOIN run r USING (run_id)
WHERE r.engine = 'reference' GROUP BY 1, 2 HAVING stands NOT IN (0, 1);

-- check: what the changelog leaves standing is the table
WITH standing AS (
  SELECT c.run_id, c.checkout_seq AS seq, c.click_id FROM attribution_changelog c JOIN run r USING (run_id)
  WHERE r.engine = 'reference' AND r.config_json NOT LIKE '%"partitionBy":"user"%' AND r.config_json NOT LIKE '%"upsert":true%'
  GROUP BY c.run_id, c.checkout_seq, c.click_seq
  HAVING sum(CASE op WHEN '+I' THEN 1 WHEN '+U' THEN 1 ELSE -1 END) > 0)
SELECT 'table', a.run_id, a.seq, a.checkout_id, a.click_id, s.click_id FROM checkout_attribution a JOIN standing s USING (run_id, seq)
WHERE a.click_id IS NOT s.click_id;

-- check: pairs and pads that stand are the checkouts that came out
SELECT r.run_id, count(DISTINCT j.checkout_seq) AS came_out,
  (SELECT sum(value) FROM stat s WHERE s.run_id = r.run_id AND (name = 'checkouts_attributed'
    OR name = 'checkouts_unattributed' AND r.config_json NOT LIKE '%"type":"inner"%')) AS counted
FROM run r LEFT JOIN (
  SELECT run_id, checkout_seq FROM join_output GROUP BY run_id, checkout_seq, click_seq
  HAVING sum(CASE op WHEN '+I' THEN 1 WHEN '+U' THEN 1 ELSE -1 END) > 0) j USING (run_id)
-- Rules that choose behind the join may leave a pair's checkout unattributed.
WHERE r.engine = 'reference' AND r.mode = 'stream' AND config_json NOT LIKE '%"tiers":%'
  AND config_json NOT LIKE '%"path":%' AND config_json NOT LIKE '%"cut":%' AND config_json NOT LIKE '%"lookback":"9m"}]%'
GROUP BY 1 HAVING came_out != counted;

-- check: a checkout's rows of the join lie within its window
SELECT j.* FROM join_output j JOIN run r USING (run_id)
JOIN checkout_attribution a ON a.run_id = j.run_id AND a.seq = j.checkout_seq
WHERE a.click_timestamp IS NOT NULL AND a.click_id IS j.click_id
  AND a.click_timestamp < a.checkout_timestamp - r.lookback_ms;

-- check: a window's revenue is that of the rows and the refunds in it
SELECT w.run_id, w.window_end, w.value,
  (SELECT coalesce(sum(total_amount_e4), 0) FROM checkout_attribution a WHERE a.run_id = w.run_id
    AND a.checkout_timestamp > w.window_start AND a.checkout_timestamp <= w.window_end)
  + (SELECT coalesce(sum(amount_e4), 0) FROM refund f WHERE f.run_id = w.run_id
    AND f.checkout_timestamp > w.window_start AND f.checkout_timestamp <= w.window_end) AS rows_there
FROM window_metric w JOIN run r USING (run_id) WHERE w.metric = 'revenue_e4' AND w.value != rows_there;

-- check: no window with rows is left out
SELECT a.run_id, a.checkout_id, a.checkout_timestamp FROM checkout_attribution a
WHERE a.source IS NOT NULL AND EXISTS (SELECT 1 FROM window_metric w WHERE w.run_id = a.run_id)
  AND NOT EXISTS (SELECT 1 FROM window_metric w WHERE w.run_id = a.run_id AND w.metric = 'checkouts_by_source'
    AND w.window_start < a.checkout_timestamp AND a.checkout_timestamp <= w.window_end AND w.dimension = a.source);

-- check: a window's checkouts by source are the rows in it
SELECT w.run_id, w.window_end, w.dimension, w.value,
  (SELECT count(*) FROM checkout_attribution a WHERE a.run_id = w.run_id AND a.source = w.dimension
    AND a.checkout_timestamp > w.window_start AND a.checkout_timestamp <= w.window_end) AS rows_there
FROM window_metric w WHERE w.metric = 'checkouts_by_source' AND w.dimension IS NOT NULL AND w.value != rows_there;

-- check: paths have the conversions of the rows with a click, and their money
SELECT p.run_id, sum(p.conversions) AS converted,
  (SELECT count(*) FROM checkout_attribution a WHERE a.run_id = p.run_id AND a.click_id IS NOT NULL) AS rows_there,
  sum(p.value_e4) AS value,
  (SELECT coalesce(sum(total_amount_e4), 0) FROM checkout_attribution a WHERE a.run_id = p.run_id AND a.click_id IS NOT NULL) AS money
FROM conversion_path p JOIN run r USING (run_id)
-- Rows that another of their id replaced were conversions, too.
-- A path stands for touches that match, whether or not the model gives one of them a credit.
WHERE r.config_json NOT LIKE '%"partitionBy":"user"%' AND r.model NOT LIKE 'same%' AND r.config_json NOT LIKE '%"upsert":true%'
GROUP BY 1 HAVING converted != rows_there OR value != money;

-- check: a path has as many touches as it says
SELECT * FROM conversion_path WHERE path != '' AND touchpoints
  != 1 + (length(path) - length(replace(path, ' > ', ''))) / 3;

-- check: delays and partitions have every record that arrived
SELECT r.run_id, s.stream,
  (SELECT sum(CASE WHEN name = s.stream || '_dropped' THEN -value ELSE value END) FROM stat t WHERE t.run_id = r.run_id
    AND name IN (s.stream || '_read', s.stream || '_copied', s.stream || '_dropped')) AS arrived,
  (SELECT sum(records) FROM record_lateness l WHERE l.run_id = r.run_id AND l.stream = s.stream) AS delays,
  (SELECT sum(records) FROM partition_progress p WHERE p.run_id = r.run_id AND p.stream = s.stream) AS partitions
FROM run r, (SELECT 'clicks' AS stream UNION ALL SELECT 'checkouts') s
WHERE r.mode = 'stream' AND (delays IS NOT NULL AND delays != arrived OR partitions IS NOT NULL AND partitions != arrived);

-- check: a watermark never goes back
SELECT * FROM (SELECT run_id, stream, partition, seq, watermark,
  lag(watermark) OVER (PARTITION BY run_id, stream, partition ORDER BY seq) AS before FROM watermark_progress)
WHERE partition IS NULL AND watermark < before;

-- check: a refund that is matched is of an order with a row, and any other is not
SELECT f.* FROM refund f
WHERE f.matched != EXISTS (SELECT 1 FROM checkout_attribution a WHERE a.run_id = f.run_id AND a.checkout_id = f.refund_of);
