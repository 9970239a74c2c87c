# The commands of a day's work; `just --list` shows them. The front builds without the engine, in about a minute.

front := "--no-default-features"

# Lists the recipes.
default:
    @just --list

# Checks the front with all tests and benches.
check:
    cargo check {{front}} --all-targets

# Runs the tests of the front whose names contain a word; without a word all of them.
test *FILTER:
    cargo test {{front}} {{FILTER}}

# Runs all tests, with the engine.
test-all:
    cargo test

# Shows the findings of one case of the corpus: `just case bad/unknown-name-column`.
case NAME:
    cargo run --quiet {{front}} -- check tests/corpus/{{NAME}}.grad

# Updates annotations, code pages, examples and expected outputs; read the diff before you commit it.
bless *FILTER:
    GRADUS_BLESS=1 cargo test {{front}} --test gradus {{FILTER}}
    git diff --stat

# Formats the code and the rule files.
fmt:
    cargo fmt
    cargo run --quiet {{front}} -- fmt rules

# Runs clippy on both feature sets.
clippy:
    cargo clippy {{front}} --all-targets -- -D warnings
    cargo clippy --all-targets -- -D warnings

# Checks the pages: examples, links, code pages, words. Then builds the docs of the crate.
docs:
    cargo test {{front}} --test gradus -- docs codes words
    cargo doc {{front}} --no-deps --document-private-items

# Compares the evaluators on other generated cases than those of every run; half an hour for 3,000 cases.
agreement CASES="3000" SEED=`date +%s`:
    GRADUS_AGREEMENT_CASES={{CASES}} GRADUS_AGREEMENT_SEED={{SEED}} cargo test --lib generated_cases

# Measures how the time of `check` grows with the size of a policy.
bench *ARGS:
    cargo build --release {{front}}
    benches/growth/run.py {{ARGS}}

# Removes each rule of each pack in turn: do its tests notice?
coverage:
    cargo test {{front}} --test gradus removal

# Checks licences, duplicates and sources of the dependencies.
deny:
    cargo deny check licenses bans sources

# Runs everything that must hold before a change lands.
ci:
    .ci/run
