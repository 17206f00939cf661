import Attribution
import EventLogs
import Scenarios
import Simulation
import Streaming
import Text

// The query, view by view, as the job's table of contents.

extension FlinkJob {
    /// The views in the order in which they build on one another; the last is `attribution`.
    var views: [String] {
        var views: [String] = []
        if connector == .kafka {
            views += EventStream.allCases.map(readRecords)
        }
        if deduplicates { views += EventStream.allCases.map(firstRecords) }
        views.append(orders)
        if let ageMax = configuration.join.clickAgeMax { views.append(recentClicks(ageMax)) }
        switch connector {
        case .kafka:
            if hasUsers || hasProducts { views.append(looksUpCheckouts) }
            views += [joined, ranked(from: "joined")]
        case .filesystem where looksUpFirst:
            views += [joined, joinsTables(to: "joined", as: "enriched"), ranked(from: "enriched")]
        case .filesystem:
            views += [joined, ranked(from: "joined")]
            if hasUsers || hasProducts { views.append(joinsTables(to: "ranked", as: "enriched")) }
        }
        return views + [attribution]
    }

    // MARK: Records

    /// The records of a topic by the job's names; of a database's changes, the rows that were created.
    private func readRecords(_ stream: EventStream) -> String {
        let condition = fields(stream).condition
        let columns = fields(stream).selected(columns(stream)) + ["proc_time"]
        let changes =
            condition == nil ? "" : " Updates and deletes are left out,\n-- behind the watermark."
        return """
            -- The records by the job's names; an empty user is none.\(changes)
            CREATE TEMPORARY VIEW read_\(stream.name) AS
            SELECT \(columns.joined(separator: ", "))
            FROM \(stream.name)\(condition.map { " WHERE \($0)" } ?? "");
            """
    }

    /// The relation that holds what a topic's records are.
    private func source(_ stream: EventStream) -> String {
        connector == .kafka ? "read_\(stream.name)" : stream.name
    }

    private func firstRecords(_ stream: EventStream) -> String {
        let id = stream == .clicks ? "click_id" : "checkout_id"
        return """
            -- A second record of an id is set aside.
            CREATE TEMPORARY VIEW unique_\(stream.name) AS
            SELECT * FROM (
                SELECT *, ROW_NUMBER() OVER (
                    PARTITION BY \(id) ORDER BY proc_time ASC
                ) AS copy_number
                FROM \(source(stream))
            ) WHERE copy_number = 1;
            """
    }

    /// A refund moves the watermark, and is never joined.
    private var orders: String {
        """
        -- The money of a refund goes back to the clicks of its order, which is no matter of the join.
        CREATE TEMPORARY VIEW orders AS
        SELECT * FROM \(firstRelation(.checkouts)) WHERE refund_of IS NULL;
        """
    }

    /// The filter in front of the join. Its clock is the job's own; files say when a click came.
    private func recentClicks(_ ageMax: Milliseconds) -> String {
        let clock = connector == .kafka ? "CAST(proc_time AS TIMESTAMP(3))" : "arrived"
        return """
            -- Clicks that come too late for the scenario's clickAgeMax are left out.
            CREATE TEMPORARY VIEW recent_clicks AS
            SELECT * FROM \(firstRelation(.clicks))
            WHERE \(time(.clicks)) >= \(clock) - \(FlinkText.interval(ageMax));
            """
    }

    /// The relation that the join reads.
    func relation(_ stream: EventStream) -> String {
        stream == .checkouts
            ? "orders"
            : configuration.join.clickAgeMax != nil ? "recent_clicks" : firstRelation(stream)
    }

    /// The relation that holds a stream's records, each id once where that is asked for.
    private func firstRelation(_ stream: EventStream) -> String {
        deduplicates ? "unique_\(stream.name)" : source(stream)
    }

    private func time(_ stream: EventStream) -> String {
        connector == .kafka
            ? fields(stream).timeColumn
            : FlinkFields.time(of: stream)
    }

    // MARK: Join and ranking

    /// The columns of `joined`, without those of lookups.
    var joinedColumns: [String] {
        [
            "checkout_id", "user_id", "product_id", "quantity", "shipping_cost", "discount",
            "amount", "payment_method", "payment_status", "payment_description",
            "checkout_timestamp",
            "click_id", "click_user_id", "source", "click_timestamp",
        ] + (looksUpAtArrival ? ["arrived"] : [])
    }

    private var joined: String {
        let isLookedUp = connector == .kafka && (hasUsers || hasProducts)
        let checkouts = isLookedUp ? "enriched_checkouts" : relation(.checkouts)
        let (checkoutTime, clickTime) = (time(.checkouts), time(.clicks))
        var columns = joinedColumns.map { column in
            switch column {
            case "checkout_timestamp": "CAST(k.\(checkoutTime) AS TIMESTAMP(3)) AS \(column)"
            case "click_user_id": "c.user_id AS click_user_id"
            case "click_timestamp": FlinkJob.renamed("c.\(clickTime)", column)
            case "click_id", "source": "c.\(column)"
            default: "k.\(column)"
            }
        }
        if isLookedUp { columns += lookupColumns.map { "k.\($0.dropFirst(2))" } }
        let join =
            switch configuration.join.kind {
            case .left: "LEFT JOIN"
            case .right: "RIGHT JOIN"
            case .full: "FULL JOIN"
            case .inner, .semi: "JOIN"
            }
        let keys = ["user_id"] + (joinsProducts ? ["product_id"] : [])
        let bounds = configuration.join.bounds
        func moved(_ span: Int64) -> String {
            let sign = span < 0 ? "-" : "+"
            return "k.\(checkoutTime) \(sign) \(FlinkText.interval(Milliseconds(abs(span))))"
        }
        // A lookback of 0 is taken away and a lookahead of 0 added, as they are written.
        let least =
            bounds.lookback == .zero
            ? "k.\(checkoutTime) - \(FlinkText.interval(.zero))" : moved(-bounds.lookback.count)
        let greatest = moved(bounds.lookahead.count)
        let range =
            bounds.isInclusive
            ? "c.\(clickTime) BETWEEN \(least) AND \(greatest)"
            : "c.\(clickTime) \(bounds.includesLower ? ">=" : ">") \(least) "
                + "AND c.\(clickTime) \(bounds.includesUpper ? "<=" : "<") \(greatest)"
        return """
            -- Each checkout with every click that may have led to it. The checkout's time becomes a
            -- plain one: of several time attributes, Flink ranks by the first, whatever ORDER BY says.
            CREATE TEMPORARY VIEW joined AS
            SELECT
                \(columns.joined(separator: ", "))
            FROM \(checkouts) AS k
            \(join) \(relation(.clicks)) AS c
                ON \(keys.map { "c.\($0) = k.\($0)" }.joined(separator: " AND "))
                AND \(range)\(paymentFilter);
            """
    }

    private var paymentFilter: String {
        guard let statuses = configuration.attribution.paymentStatus else { return "" }
        let list = statuses.map(FlinkText.literal).joined(separator: ", ")
        return statuses.isEmpty ? "\nWHERE FALSE" : "\nWHERE k.payment_status IN (\(list))"
    }

    private func ranked(from relation: String) -> String {
        let isUser = configuration.attribution.partitionBy == .user
        let partition = isUser ? "click_user_id" : "checkout_id"
        let order = configuration.attribution.model == .lastClick || isFalling ? "DESC" : "ASC"
        let time =
            isFalling
            ? "recency"
            : ranking == .cast && relation == "joined"
                ? "CAST(click_timestamp AS TIMESTAMP(3))" : "click_timestamp"
        // Of a right or full join.
        let hasLoneClicks = [.right, .full].contains(configuration.join.kind)
        let lone = hasLoneClicks ? " A click without a checkout is no row of the table." : ""
        let relation =
            (isFalling ? "(\(withRecency(relation)))" : relation)
            + (hasLoneClicks ? "\n    WHERE checkout_id IS NOT NULL" : "")
        return """
            -- One row a \(isUser ? "click's user, as the original job has it" : "checkout").\(lone)
            CREATE TEMPORARY VIEW ranked AS
            SELECT * FROM (
                SELECT *, ROW_NUMBER() OVER (
                    PARTITION BY \(partition) ORDER BY \(time) \(order)
                ) AS click_number
                FROM \(relation)
            ) WHERE click_number = 1;
            """
    }

    /// A relation with a number that falls as the click's time rises, NULL without a click: descending
    /// is what Flink 2 keeps up to date, and NULL comes last.
    private func withRecency(_ relation: String) -> String {
        """

            SELECT r.*, -1 * \(FlinkText.milliseconds("CAST(r.click_timestamp AS TIMESTAMP(3))")) AS recency
            FROM \(relation) AS r
            
        """
    }

    // MARK: The result

    private var attribution: String {
        let isEnrichedLast = connector == .filesystem && !looksUpFirst && (hasUsers || hasProducts)
        let factor =
            configuration.dimensions.amounts == .original
            ? "COALESCE(discount, CAST(1 AS \(share)))"
            : "(CAST(1 AS DECIMAL(1, 0)) - COALESCE(discount, CAST(0 AS \(share))))"
        let total = "price * CAST(COALESCE(quantity, 1) AS \(quantity)) * \(factor)"
        let columns = sinkColumns.map { column in
            switch column.name {
            case "total_amount": owned(amount: "amount", else: hasProducts ? total : nil, column)
            case "profit":
                hasProducts
                    ? owned(
                        amount: "(amount - shipping_cost) * commission_rate",
                        else: "(\(total) - shipping_cost) * commission_rate", column)
                    : absent(column)
            case "gender": hasUsers ? column.name : absent(column)
            case "category": hasProducts ? column.name : absent(column)
            case "checkout_timestamp", "click_timestamp":
                "CAST(\(column.name) AS TIMESTAMP(3)) AS \(column.name)"
            default: column.name
            }
        }
        return """
            -- The sink's rows: amounts are exact until they are rounded, half away from zero.
            CREATE TEMPORARY VIEW attribution AS
            SELECT
                \(columns.joined(separator: ",\n    "))
            FROM \(isEnrichedLast ? "enriched" : "ranked");
            """
    }

    /// What comes of the amount that the log gives or, where it gives none, of the price.
    private func owned(amount own: String, else priced: String?, _ column: Column) -> String {
        guard let priced else { return "CAST(\(own) AS \(amount)) AS \(column.name)" }
        return "CASE WHEN amount IS NULL THEN CAST(\(priced) AS \(amount)) "
            + "ELSE CAST(\(own) AS \(amount)) END AS \(column.name)"
    }

    private func absent(_ column: Column) -> String {
        "CAST(NULL AS \(column.definition)) AS \(column.name)"
    }

    /// `a AS b`, or `a` alone where it is called `b` already.
    private static func renamed(_ column: String, _ name: String) -> String {
        column.hasSuffix("." + name) ? column : "\(column) AS \(name)"
    }
}
