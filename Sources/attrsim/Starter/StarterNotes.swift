import Text

/// What explains a first scenario, and how a CI server runs it.
enum StarterNotes {
    /// The README; `folder` as a shell reads it.
    static func readme(folder: String) -> String {
        """
        # first-click

        A scenario says which clicks and checkouts are read, how the watermark waits, how the join \
        and the attribution work, and what must hold. A run is exactly repeatable.

        ```
        attrsim run \(folder)/first-click.json     # a summary, and out/first-click.sqlite
        attrsim test \(folder)                     # expectations and golden text
        ```

        ## The keys of first-click.json

        | key | here | what it means |
        |---|---|---|
        | `input` | two logs | JSON Lines in the order of arrival; also CSV, one combined log, a Kafka dump, or `generate` |
        | `dimensions` | users, products | tables for gender, category, price and commission |
        | `watermark.delay` | `2m` | a stream's watermark is its largest event time so far, less this |
        | `watermark.allowedLateness` | `0s` | how far behind the watermark a record still counts |
        | `join.type` | `left` | a checkout without a click is a result too (`inner`: it is none) |
        | `join.lookback` | `1h` | how long before a checkout a click may lie |
        | `engine` | `reference` | whose rules: also `flink-sql`, `flink-datastream`, `kafka-streams`, `spark`, `pathway`, `quixstreams` |
        | `attribution.model` | `first-click` | who gets the credit |
        | `attribution.compare` | two more | further models, for `source_credit` |
        | `expect` | what must hold | counters, single records, sources, or SQL on the result |

        ## What happens

        - `c13` (user 5, 10:13:00) stands in the log behind `c12` (10:30:30). The watermark is \
        10:28:30 by then, so `c13` is late by 15 m 30 s and takes no part. Checkout `k04` is \
        credited to `c07` (newsletter) instead of `c13` (google): that is the one difference to \
        the truth.
        - `c06` stands there twice. The second is a duplicate and is set aside.
        - `k05` (user 7) has no click: a result without a source.
        - `k11` (11:20:00): `c01` and `c03` are more than an hour old, so `c10` is the first click.

        ## Try this

        1. Set `"delay": "20m"` and run `attrsim test \(folder)`: `c13` is in time, and the golden \
        text shows what that changes. `attrsim review \(folder)` accepts or rejects it.
        2. `attrsim run \(folder)/first-click.json --engine flink-sql`: another engine's rules.
        3. Change `"attributedTo": "c07"` to `"c13"` and run \
        `attrsim shrink \(folder)/first-click.json`: the smallest log that shows why it fails.

        ## On a CI server

        One line: `attrsim test \(folder) --junit attrsim.xml` (exit status 1 if anything fails). \
        For GitHub Actions, copy `github-actions.yml` to `.github/workflows/attrsim.yml`.

        """
    }

    /// A workflow of GitHub Actions.
    static func githubActions(folder: String) -> String {
        // YAML reads a JSON text as what it is.
        let isPlain = ShellWord.quoted(folder) == folder
        let folder = isPlain ? folder : JSONText.write(.string(folder))
        return """
            # Copy to .github/workflows/attrsim.yml. attrsim is an action of its own repository; as a
            # submodule it works wherever that lies:
            #     git submodule add URL-OF-THE-REPOSITORY tools/attrsim
            name: attrsim
            on: [push, pull_request]

            jobs:
              scenarios:
                runs-on: ubuntu-latest
                steps:
                  - uses: actions/checkout@v4
                    with:
                      submodules: true
                  - uses: ./tools/attrsim
                    with:
                      scenarios: \(folder)
                      junit: attrsim.xml
                  - name: Keep the report, and what came out otherwise
                    if: always()
                    uses: actions/upload-artifact@v4
                    with:
                      name: attrsim
                      path: |
                        attrsim.xml
                        **/*.golden.txt.new

            """
    }
}
