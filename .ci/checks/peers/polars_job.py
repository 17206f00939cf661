"""The two jobs of the comparison in Polars: first click within an hour, and five models at once.

    polars_job.py first-click|five-models DATA-FOLDER RESULT.sqlite
"""

import sys

import polars as pl
from polars import col
from sqlite_output import write_table

HOUR = 3_600_000
HALF_LIFE = 604_800_000
ORIGIN = 1_710_892_800_000
MODELS = ["first-click", "last-click", "linear", "time-decay", "position-based"]

TEXT, NUMBER = pl.String, pl.Float64
CLICK_FIELDS = {"click_id": TEXT, "user_id": TEXT, "source": TEXT, "click_timestamp": TEXT}
CHECKOUT_FIELDS = {
    "checkout_id": TEXT, "user_id": TEXT, "product_id": TEXT, "quantity": pl.Int64,
    "shipping_cost": NUMBER, "discount": NUMBER, "payment_method": TEXT, "payment_status": TEXT,
    "payment_description": TEXT, "checkout_timestamp": TEXT,
}


def milliseconds(field):
    """A log's time as an integer of milliseconds."""
    return (
        col(field).str.to_datetime("%Y-%m-%d %H:%M:%S%.3f", time_unit="ms").cast(pl.Int64)
        .alias("time")
    )


def hundredths(field):
    """A number of two decimals as an exact integer."""
    return (col(field) * 100).round().cast(pl.Int64)


def rounded(numerator, denominator):
    """The quotient rounded half away from zero."""
    half = denominator // 2
    return (numerator.abs() + half) // denominator * numerator.sign()


def read_clicks(folder):
    return pl.scan_ndjson(f"{folder}/clicks.jsonl", schema=CLICK_FIELDS).select(
        "click_id", "user_id", "source", milliseconds("click_timestamp"))


def read_sales(folder):
    """The checkouts with their users and products, and what they are worth in ten-thousandths."""
    users = pl.scan_csv(f"{folder}/users.csv", infer_schema=False).select("user_id", "gender")
    products = pl.scan_csv(f"{folder}/products.csv", infer_schema=False).select(
        "product_id", "category", price=hundredths_of_text("price"),
        rate=hundredths_of_text("commission_rate"))
    checkouts = pl.scan_ndjson(f"{folder}/checkouts.jsonl", schema=CHECKOUT_FIELDS)
    total = col("price") * col("quantity") * (100 - hundredths("discount"))
    return (
        checkouts.with_columns(milliseconds("checkout_timestamp"))
        .join(users, on="user_id").join(products, on="product_id")
        .with_columns(total_amount_e4=total)
        .with_columns(profit_e4=rounded(
            (col("total_amount_e4") - hundredths("shipping_cost") * 100) * col("rate"), 100))
    )


def hundredths_of_text(field):
    return (col(field).cast(pl.Float64) * 100).round().cast(pl.Int64)


def first_click(folder):
    """The first click from an hour before the checkout on; of equal times the least id."""
    clicks = read_clicks(folder).sort("time", "click_id").unique(
        ["user_id", "time"], keep="first", maintain_order=True
    ).with_columns(click_timestamp="time")
    sales = read_sales(folder).with_columns(earliest=col("time") - HOUR).sort("earliest")
    joined = sales.join_asof(
        clicks, left_on="earliest", right_on="time", by="user_id", strategy="forward",
        check_sortedness=False)
    matches = col("click_timestamp") <= col("time")
    return joined.select(
        "checkout_id", "user_id", "product_id", "quantity", "total_amount_e4", "payment_method",
        "payment_status", "payment_description", "gender", "category", "profit_e4",
        *(pl.when(matches).then(col(name)).alias(name) for name in ["source", "click_id"]),
        pl.when(matches).then(col("click_timestamp")).alias("click_timestamp"),
        checkout_timestamp="time")


def five_models(folder):
    """Each model's totals a source; half-life 7 days, position 40/20/40.

    A pair counts in two sums of its checkout and source; the models follow from those. Clicks are
    sought in the hour of the checkout and in the hour before it, so that the join has few
    candidates that do not match.
    """
    # 2^x from any origin gives the same shares.
    weight = ((col("time") - ORIGIN) / HALF_LIFE * 0.693147180559945309).exp()
    clicks = read_clicks(folder).sort("time", "click_id").select(
        "user_id", "source", click_time="time", hour=col("time") // HOUR, weight=weight,
        n=pl.int_range(pl.len()))
    sales = read_sales(folder).select(
        "user_id", "time", "total_amount_e4", "profit_e4", number=pl.int_range(pl.len())
    ).collect(engine="streaming").lazy()  # numbered once
    hours = pl.concat_list(col("time") // HOUR - 1, col("time") // HOUR)
    parts = (
        sales.select("user_id", "time", "number", hour=hours).explode("hour")
        .join(clicks, on=["user_id", "hour"])
        .filter(col("click_time").is_between(col("time") - HOUR, col("time")))
        .group_by("number", "source")
        .agg(clicks=pl.len(), weight=col("weight").sum(), first=col("n").min(),
             last=col("n").max())
    )
    wholes = parts.group_by("number").agg(
        touches=col("clicks").sum(), total_weight=col("weight").sum(),
        total_first=col("first").min(), total_last=col("last").max())
    touches = col("touches")
    ends = col("first-click") + col("last-click")
    shares = parts.join(wholes, on="number").join(sales, on="number").with_columns(
        (col("first") == col("total_first")).cast(pl.Float64).alias("first-click"),
        (col("last") == col("total_last")).cast(pl.Float64).alias("last-click"),
        (col("clicks") / touches).alias("linear"),
        (col("weight") / col("total_weight")).alias("time-decay"),
    ).with_columns(
        pl.when(touches == 1).then(1.0).when(touches == 2).then(0.5 * ends)
        .otherwise(0.4 * ends + 0.2 * (col("clicks") - ends) / (touches - 2))
        .alias("position-based"))
    sums = [
        (col(model) * factor).sum().alias(f"{model} {name}")
        for model in MODELS
        for name, factor in [
            ("conversions", 1), ("revenue", col("total_amount_e4")), ("profit", col("profit_e4"))]
    ]
    totals = shares.group_by("source").agg(sums).collect(engine="streaming")
    return pl.concat(
        totals.select(
            "source", model=pl.lit(model), conversions=f"{model} conversions",
            revenue=col(f"{model} revenue") / 10_000, profit=col(f"{model} profit") / 10_000)
        for model in MODELS)


def main():
    job, folder, result = sys.argv[1:]
    if job == "five-models":
        write_table(result, "source_credit", five_models(folder))
    else:
        write_table(result, "checkout_attribution", first_click(folder).collect())


main()
