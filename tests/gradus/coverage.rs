//! The share of the weight below a tree that was not missing, as results show it, with every evaluator.

use crate::both::{column, column_of};

const ITEMS: &str = "id,customer,price,a,b\n1,x,,1,\n2,x,,,\n3,y,5,1,1\n4,y,,,\n";

fn policy(tree: &str) -> String {
    format!(
        "policy shop
table item {{
  key id : text
  customer : text
  price : number 0..100 with 2 decimals or missing
  a, b : count 0..9 or missing
}}
subject customer = item by customer
let spent of customer = sum(price of item, missing skipped, if empty 0)
{tree}
"
    )
}

fn coverage(tree: &str, subject: &str) -> Vec<String> {
    column(&policy(tree), &[ITEMS], subject, "paid_coverage")
}

#[test]
fn values_that_are_all_missing_cover_nothing() {
    let direct = "tree paid of customer = sum(price of item, missing skipped, if empty 0)";
    assert_eq!(coverage(direct, "customer"), ["0.0000", "1.0000"]);
    let through = "tree paid of customer { 1 a_tenth = spent / 10 }";
    assert_eq!(coverage(through, "customer"), ["0.0000", "1.0000"]);
    let listed = "tree paid of item = mean(a, b, missing skipped, if empty 0)";
    assert_eq!(coverage(listed, "item"), ["1.0000", "0.0000", "1.0000", "0.0000"]);
}

#[test]
fn no_rows_are_no_missing_values() {
    let none = "tree paid of customer = sum(price of item where (price > 99) default no, missing skipped, if empty 0)";
    assert_eq!(coverage(none, "customer"), ["1.0000", "1.0000"]);
}

#[test]
fn what_weighs_nothing_is_neither_there_nor_missing() {
    let idle = "tree paid of item by weighted sum { missing counts as 0; 0 x = a; 0 y = b }";
    assert_eq!(coverage(idle, "item"), [""; 4]);
    let whole = "tree paid of item { missing counts as 0; 80 x = a
      20 z by weighted sum { missing counts as 0; 0 y = b } }";
    assert_eq!(coverage(whole, "item"), ["1.0000", "0.0000", "1.0000", "0.0000"]);
}

#[test]
fn what_counts_for_values_that_are_all_missing_covers_nothing() {
    let listed = "tree paid of item = sum(a, b, missing counts as 0)";
    assert_eq!(coverage(listed, "item"), ["1.0000", "0.0000", "1.0000", "0.0000"]);
    let rows = "tree paid of customer = sum(price of item, missing counts as 0, if empty missing)";
    assert_eq!(coverage(rows, "customer"), ["0.0000", "1.0000"]);
    let of_answers = "let known of item = mean(a, b, missing skipped, if empty 0)
      tree paid of item = max(known, b, missing skipped, if empty missing)";
    assert_eq!(coverage(of_answers, "item"), ["1.0000", "0.0000", "1.0000", "0.0000"]);
    let whole = "let known of item = mean(a, b, missing skipped, if empty 0)
      tree paid of item = max(known, 0)";
    assert_eq!(coverage(whole, "item"), ["1.0000", "0.0000", "1.0000", "0.0000"]);
}

#[test]
fn a_picked_value_covers_what_it_is_made_of() {
    let known = "let known of item = mean(a, b, missing skipped, if empty 0)\n";
    for picked in [
        "first { known when price is missing otherwise 1 }",
        "lookup (price default 0) {\n0 : known * 2\notherwise : 1\n}",
        "(known / price) default known",
        "first { 1 when price > 99, known when price is missing otherwise 1 }",
    ] {
        let all = coverage(&format!("{known}tree paid of item = {picked}"), "item");
        assert_eq!(all, ["1.0000", "0.0000", "1.0000", "0.0000"], "{picked}");
    }
    // If `price` is unknown, it is not known which of the two values is taken. The second and the fourth are 0 either
    // way.
    let unknown = format!("{known}tree paid of item = first {{ known when price > 99 otherwise 0 }}");
    assert_eq!(coverage(&unknown, "item"), ["0.0000", "0.0000", "1.0000", "0.0000"]);
    let answered = "tree paid of item = a default 0";
    assert_eq!(coverage(answered, "item"), ["1.0000"; 4]);
}

#[test]
fn another_value_that_counts_for_all_covers_nothing() {
    let listed = "let usual of item = price default 2
      tree paid of item = sum(a, b, missing counts as usual)";
    assert_eq!(coverage(listed, "item"), ["1.0000", "0.0000", "1.0000", "0.0000"]);
    let rows = "let usual of item = 2 + a default 0
      tree paid of customer = sum(price of item, missing counts as usual, if empty missing)";
    assert_eq!(coverage(rows, "customer"), ["0.0000", "1.0000"]);
    let by_hand = "let usual of item = 2 + a default 0
      tree paid of customer = sum(price default usual of item, if empty missing)";
    assert_eq!(coverage(by_hand, "customer"), ["1.0000", "1.0000"]);
}

#[test]
fn a_value_of_another_subject_covers_what_it_is_made_of_there() {
    let page = |paid: &str| {
        format!(
            "policy shop
table buyer {{ key id : text }}
table item {{
  key id : text
  customer -> buyer
  price : number 0..100 with 2 decimals or missing
  a, b : count 0..9 or missing
}}
let spent of buyer = sum(price of item, missing skipped, if empty 0)
tree paid of item = {paid}
"
        )
    };
    let buyers = "id\nx\ny\nz\n";
    for paid in ["spent", "customer.spent / 2", "buyer.spent at (id: customer.id)"] {
        let covered = column_of(&page(paid), &[&[buyers], &[ITEMS]], "item", "paid_coverage");
        assert_eq!(covered, ["0.0000", "0.0000", "1.0000", "1.0000"], "{paid}");
    }
    // The second buyer, and a buyer that does not exist.
    let at = "first { (buyer.spent at (id: \"y\")) when id is \"1\" otherwise (buyer.spent at (id: \"nobody\")) }";
    let covered = column_of(&page(at), &[&[buyers], &[ITEMS]], "item", "paid_coverage");
    assert_eq!(covered, ["1.0000", "0.0000", "0.0000", "0.0000"]);
}
