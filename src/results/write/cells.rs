//! One cell as the text that it has in every written format.

use crate::results::{Cells, ClauseCell};
use jiff::SignedDuration;
use jiff::civil::Date;
use std::borrow::Cow;

/// Returns the text of a cell; `None` if it is missing or there is no such row.
pub fn cell_text(cells: &Cells, row: usize) -> Option<Cow<'_, str>> {
    match cells {
        Cells::Decimal { scale, units } => {
            let units = *units.get(row)?.as_ref()?;
            Some(decimal_text(units, *scale).into())
        }
        Cells::Text(texts) => texts.get(row)?.as_deref().map(Cow::from),
        Cells::Date(days) => days.get(row)?.map(|days| date_text(days).into()),
        Cells::Clauses(clauses) => {
            let texts: Vec<String> = clauses.get(row)?.iter().map(ClauseCell::text).collect();
            (!texts.is_empty()).then(|| texts.join("; ").into())
        }
        Cells::YesNo(answers) => answers.get(row)?.map(|yes| if yes { "yes" } else { "no" }.into()),
    }
}

/// Writes `units` × 10^-`scale` with exactly `scale` decimals: `-1234` at scale 2 is `-12.34`.
pub(crate) fn decimal_text(units: i128, scale: u32) -> String {
    let sign = if units < 0 { "-" } else { "" };
    let scale = scale as usize;
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = scale + 1);
    let (whole, decimals) = digits.split_at(digits.len() - scale);
    let point = if scale > 0 { "." } else { "" };
    format!("{sign}{whole}{point}{decimals}")
}

/// Returns the date this many days after 1970-01-01, as year-month-day.
///
/// No file that is read holds a date outside the years -9999 to 9999; such a date is written as the nearest one inside.
pub(crate) fn date_text(days: i32) -> String {
    let since = SignedDuration::from_hours(24 * i64::from(days));
    Date::constant(1970, 1, 1).saturating_add(since).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_written_with_their_scale() {
        assert_eq!(decimal_text(0, 0), "0");
        assert_eq!(decimal_text(0, 2), "0.00");
        assert_eq!(decimal_text(5, 2), "0.05");
        assert_eq!(decimal_text(-5, 2), "-0.05");
        assert_eq!(decimal_text(-1234, 2), "-12.34");
        assert_eq!(decimal_text(1200, 2), "12.00");
        assert_eq!(decimal_text(7, 0), "7");
        assert_eq!(decimal_text(i128::MIN, 38), "-1.70141183460469231731687303715884105728");
    }

    #[test]
    fn dates_are_written_year_month_day() {
        assert_eq!(date_text(0), "1970-01-01");
        assert_eq!(date_text(-1), "1969-12-31");
        assert_eq!(date_text(19_782), "2024-02-29");
        assert_eq!(date_text(i32::MAX), "9999-12-31");
    }

    #[test]
    fn a_missing_cell_has_no_text() {
        assert_eq!(cell_text(&Cells::YesNo(vec![None, Some(true)]), 0), None);
        assert_eq!(cell_text(&Cells::YesNo(vec![None, Some(true)]), 1).as_deref(), Some("yes"));
        assert_eq!(cell_text(&Cells::Text(Vec::new()), 0), None);
    }
}
