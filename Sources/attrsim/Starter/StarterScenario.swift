/// The scenario that a newcomer starts from.
enum StarterScenario {
    static let text = """
        {
          "$schema": "scenario.schema.json",
          "name": "first-click",
          "description": "One morning in a small shop: each checkout is credited to the first click of the hour before it. Click c13 arrives 15 minutes behind its time and is late, c06 arrives twice, and checkout k05 has no click at all.",
          "input": { "clicks": "clicks.jsonl", "checkouts": "checkouts.jsonl" },
          "dimensions": { "users": "users.csv", "products": "products.csv" },
          "watermark": { "delay": "2m", "allowedLateness": "0s" },
          "join": { "type": "left", "lookback": "1h" },
          "engine": "reference",
          "attribution": { "model": "first-click", "compare": ["last-click", "linear"] },
          "expect": [
            { "name": "everything is read", "read": { "clicks": 19, "checkouts": 11 } },
            { "name": "one click is late", "late": { "clicks": 1, "checkouts": 0 } },
            { "name": "one click came twice", "duplicates": { "clicks": 1, "checkouts": 0 } },
            { "name": "c13 is the late one", "click": "c13", "is": "late" },
            { "name": "so k04 is credited to c07, not to c13", "checkout": "k04", "attributedTo": "c07" },
            { "name": "k05 has no click", "checkout": "k05", "attributedTo": null },
            { "name": "k11: c01 and c03 are older than an hour", "checkout": "k11", "attributedTo": "c10" },
            { "name": "with all clicks on time, one checkout would differ", "truth": { "differences": 1 } },
            { "name": "google under another model", "source": "google", "model": "last-click", "conversions": 4 },
            {
              "name": "c13 is 15 minutes and 30 seconds late",
              "sql": "SELECT id, late_by_ms / 1000 FROM late_record",
              "equals": [["c13", 930]]
            }
          ]
        }

        """
}
