//! Results that the tests of several writers share.

use crate::results::{Cells, ResultColumn, ResultTable};

/// Three subjects with a column of each type, a missing cell in each, and texts that need quoting.
pub(super) fn mixed() -> ResultTable {
    let texts = ["甲", "a,b", "say \"hi\""].map(|t| Some(t.to_owned()));
    ResultTable {
        subject: "school".into(),
        columns: vec![
            column("學校", true, Cells::Text(texts.to_vec())),
            column("score", false, Cells::Decimal { scale: 2, units: vec![Some(1050), None, Some(-5)] }),
            column("joined", false, Cells::Date(vec![Some(0), Some(19_782), None])),
            column("passed", false, Cells::YesNo(vec![None, Some(true), Some(false)])),
        ],
    }
}

/// A result of one whole-number column.
pub(super) fn numbers(count: i128) -> ResultTable {
    let units = (1..=count).map(Some).collect();
    ResultTable { subject: "n".into(), columns: vec![column("n", true, Cells::Decimal { scale: 0, units })] }
}

fn column(name: &str, is_key: bool, cells: Cells) -> ResultColumn {
    ResultColumn { name: name.into(), is_key, restricted: false, most: None, cells }
}
