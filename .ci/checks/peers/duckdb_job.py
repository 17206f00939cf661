"""The two jobs of the comparison in DuckDB: first click within an hour, and five models at once.

    duckdb_job.py first-click|five-models DATA-FOLDER RESULT.sqlite
"""

import sys

import duckdb
from sqlite_output import write_table

FIVE_MODELS = "five-models"

# Only the fields that the job needs, with types given: nothing has to be guessed. Money and shares
# are decimals, so that amounts are exact.
LOGS = """
CREATE VIEW clicks AS
SELECT click_id, user_id, source, epoch_ms(click_timestamp) AS time
FROM read_json('{folder}/clicks.jsonl', format = 'newline_delimited', columns = {{
    click_id: 'VARCHAR', user_id: 'VARCHAR', source: 'VARCHAR', click_timestamp: 'TIMESTAMP'}});
CREATE VIEW checkouts AS
SELECT * EXCLUDE (checkout_timestamp), epoch_ms(checkout_timestamp) AS time
FROM read_json('{folder}/checkouts.jsonl', format = 'newline_delimited', columns = {{
    checkout_id: 'VARCHAR', user_id: 'VARCHAR', product_id: 'VARCHAR', quantity: 'INTEGER',
    shipping_cost: 'DECIMAL(9,2)', discount: 'DECIMAL(3,2)', payment_method: 'VARCHAR',
    payment_status: 'VARCHAR', payment_description: 'VARCHAR', checkout_timestamp: 'TIMESTAMP'}});
CREATE VIEW users AS
SELECT user_id, gender FROM read_csv('{folder}/users.csv', header = true, all_varchar = true);
CREATE VIEW products AS
SELECT product_id, category, price::DECIMAL(9,2) AS price, commission_rate::DECIMAL(3,2) AS rate
FROM read_csv('{folder}/products.csv', header = true, all_varchar = true);
-- price × quantity × (1 − discount), and (that − shipping) × rate, rounded half away from zero
CREATE VIEW sales AS
SELECT checkout_id, k.user_id, product_id, quantity, k.time, payment_method, payment_status,
    payment_description, gender, category,
    price * quantity * (1 - discount) AS total,
    ((price * quantity * (1 - discount) - shipping_cost) * rate)::DECIMAL(18,4) AS profit
FROM checkouts AS k JOIN users USING (user_id) JOIN products USING (product_id);
"""

# The first click from an hour before the checkout on; the one with the least id of equal times.
FIRST_CLICK = """
WITH first_of_time AS (
    SELECT user_id, time, min(click_id) AS click_id, arg_min(source, click_id) AS source
    FROM clicks GROUP BY user_id, time)
SELECT checkout_id, s.user_id, product_id, quantity::BIGINT AS quantity,
    (total * 10000)::BIGINT AS total_amount_e4, payment_method, payment_status,
    payment_description, gender, category, (profit * 10000)::BIGINT AS profit_e4,
    CASE WHEN c.time <= s.time THEN c.source END AS source, s.time AS checkout_timestamp,
    CASE WHEN c.time <= s.time THEN c.click_id END AS click_id,
    CASE WHEN c.time <= s.time THEN c.time END AS click_timestamp
FROM sales AS s ASOF LEFT JOIN first_of_time AS c
    ON s.user_id = c.user_id AND s.time - 3600000 <= c.time
"""

# A pair counts in two sums of its checkout and source; the models follow from those. Clicks are
# sought in the hour of the checkout and in the hour before it, so that the join has few candidates
# that do not match. Half-life 7 days (2^x from any origin gives the same shares), position 40/20/40.
FIVE = """
WITH click AS (
    SELECT user_id, time, source, time // 3600000 AS hour,
        pow(2, (time - 1710892800000) / 604800000.0) AS weight,
        row_number() OVER (ORDER BY time, click_id) AS n
    FROM clicks),
sale AS MATERIALIZED (
    SELECT row_number() OVER () AS number, user_id, time, total::DOUBLE AS total,
        profit::DOUBLE AS profit
    FROM sales),
wanted AS (
    SELECT number, user_id, time, unnest([time // 3600000 - 1, time // 3600000]) AS hour
    FROM sale),
part AS MATERIALIZED (
    SELECT number, source, count(*) AS clicks, sum(weight) AS weight, min(n) AS first,
        max(n) AS last
    FROM wanted AS s JOIN click AS c ON s.user_id = c.user_id AND s.hour = c.hour
        AND c.time BETWEEN s.time - 3600000 AND s.time
    GROUP BY number, source),
whole AS (
    SELECT number, sum(clicks)::DOUBLE AS clicks, sum(weight) AS weight, min(first) AS first,
        max(last) AS last
    FROM part GROUP BY number),
credit AS (
    SELECT p.source, s.total, s.profit, p.clicks AS own, w.clicks AS touches,
        (p.first = w.first)::DOUBLE AS is_first, (p.last = w.last)::DOUBLE AS is_last,
        p.weight / w.weight AS decayed
    FROM part AS p JOIN whole AS w USING (number) JOIN sale AS s USING (number)),
share AS (
    SELECT source, total, profit, is_first AS "first-click", is_last AS "last-click",
        own / touches AS linear, decayed AS "time-decay",
        CASE WHEN touches = 1 THEN 1.0::DOUBLE
            WHEN touches = 2 THEN 0.5::DOUBLE * (is_first + is_last)
            ELSE 0.4::DOUBLE * (is_first + is_last)
                + 0.2::DOUBLE * (own - is_first - is_last) / (touches - 2) END AS "position-based"
    FROM credit),
long AS (
    UNPIVOT share ON "first-click", "last-click", "linear", "time-decay", "position-based"
    INTO NAME model VALUE share)
SELECT model, source, sum(share) AS conversions, sum(share * total) AS revenue,
    sum(share * profit) AS profit
FROM long GROUP BY model, source
"""


def main():
    job, folder, result = sys.argv[1:]
    database = duckdb.connect()
    database.sql("SET preserve_insertion_order = false")
    database.execute(LOGS.format(folder=folder))
    if job == FIVE_MODELS:
        write_table(result, "source_credit", database.sql(FIVE))
    else:
        write_table(result, "checkout_attribution", database.sql(FIRST_CLICK))


main()
