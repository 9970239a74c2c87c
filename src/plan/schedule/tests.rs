//! Schedules of small policies.

use super::*;
use crate::plan::tests::graph;

fn printed(text: &str) -> String {
    let graph = graph(text);
    Schedule::of(&graph, &graph.published()).print(&graph)
}

#[test]
fn rows_and_all_that_is_made_of_them_are_one_pass() {
    let text = "policy p\ntable t {\n  key id : count\n  g : text\n  x : rating 1..5\n}\nsubject s = t by g\n\
        tree score of t = x * 2\ntree mean_score of s = mean(score of t, if empty missing)\n";
    let told = printed(text);
    assert!(told.starts_with("job 1: t, pass 0\n  gathers by g, the groups of s, n"), "{told}");
    assert!(told.contains("  publishes\njob 2: s, pass 1\n  publishes\n"), "{told}");
    assert_eq!(told.matches("job").count(), 2, "{told}");
}
