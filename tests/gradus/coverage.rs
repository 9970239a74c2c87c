//! How much of the weight below a tree was there, as results show it; by every evaluator.

use crate::both::column;

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
let spent of customer = sum(price of item, missing skipped, none 0)
{tree}
"
    )
}

fn coverage(tree: &str, subject: &str) -> Vec<String> {
    column(&policy(tree), &[ITEMS], subject, "paid_coverage")
}

#[test]
fn values_that_are_all_missing_cover_nothing() {
    let direct = "tree paid of customer = sum(price of item, missing skipped, none 0)";
    assert_eq!(coverage(direct, "customer"), ["0.0000", "1.0000"]);
    let through = "tree paid of customer { 1 a_tenth = spent / 10 }";
    assert_eq!(coverage(through, "customer"), ["0.0000", "1.0000"]);
    let listed = "tree paid of item = mean(a, b, missing skipped, none 0)";
    assert_eq!(coverage(listed, "item"), ["1.0000", "0.0000", "1.0000", "0.0000"]);
}

#[test]
fn no_rows_are_no_missing_values() {
    let none = "tree paid of customer = sum(price of item where (price > 99) default no, missing skipped, none 0)";
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
