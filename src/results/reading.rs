//! Results as people read them on a terminal: numbers with few decimals. Files keep all decimals.

use super::{Cells, ResultColumn, ResultTable};
use crate::number::reading_decimals;

impl ResultTable {
    /// Returns the results with numbers rounded half even for reading, and whether any number was rounded. A column
    /// keeps as many decimals as the smallest number of its first `limit` rows needs.
    pub fn for_reading(&self, limit: Option<usize>) -> (ResultTable, bool) {
        let mut rounded = false;
        let columns = self.columns.iter().map(|column| {
            let cells = match &column.cells {
                Cells::Decimal { scale, units } => {
                    let shown = limit.unwrap_or(units.len()).min(units.len());
                    let seen = units.iter().take(shown).flatten().filter(|units| **units != 0);
                    let needed = seen.map(|units| reading_decimals(units.unsigned_abs().to_string().len(), *scale));
                    let decimals = needed.max().unwrap_or_else(|| reading_decimals(usize::MAX, *scale));
                    let unit = 10i128.checked_pow(scale.saturating_sub(decimals)).unwrap_or(1);
                    let read = |units: &Option<i128>| {
                        let brief = units.map(|units| half_even(units, unit));
                        rounded |= units.is_some_and(|units| units % unit != 0);
                        brief
                    };
                    let scale = if unit == 1 { *scale } else { decimals };
                    Cells::Decimal { scale, units: units.iter().map(read).collect() }
                }
                cells => cells.clone(),
            };
            ResultColumn {
                name: column.name.clone(),
                is_key: column.is_key,
                restricted: column.restricted,
                cells,
                most: None,
            }
        });
        let columns = columns.collect();
        (ResultTable { subject: self.subject.clone(), columns }, rounded)
    }
}

/// Divides a number of units by a power of ten, rounded half even.
fn half_even(units: i128, unit: i128) -> i128 {
    if unit == 1 {
        return units;
    }
    let (whole, rest) = (units.div_euclid(unit), units.rem_euclid(unit));
    let half = unit / 2;
    let up = rest > half || (rest == half && whole % 2 != 0);
    whole + i128::from(up)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::write::cell_text;

    fn read(scale: u32, units: &[i128]) -> (Vec<String>, bool) {
        let cells = Cells::Decimal { scale, units: units.iter().copied().map(Some).collect() };
        let column = ResultColumn { name: "x".into(), is_key: false, restricted: false, cells, most: None };
        let (table, rounded) = ResultTable { subject: "t".into(), columns: vec![column] }.for_reading(None);
        let texts = (0..units.len()).map(|row| cell_text(&table.columns[0].cells, row).unwrap().into_owned());
        (texts.collect(), rounded)
    }

    #[test]
    fn numbers_are_read_with_six_decimals_or_six_digits() {
        assert_eq!(
            read(12, &[69_718_973_214_286, -2_500_000_000_000]),
            (vec!["69.718973".into(), "-2.500000".into()], true)
        );
        assert_eq!(read(2, &[1234, -5]), (vec!["12.34".into(), "-0.05".into()], false));
        assert_eq!(read(12, &[1_234_567]).0, ["0.00000123457"]);
        assert_eq!(read(12, &[2_500_000, 3_500_000]).0, ["0.00000250000", "0.00000350000"]);
        assert_eq!(read(7, &[11_234_565, 11_234_575]).0, ["1.123456", "1.123458"]);
        assert_eq!(read(12, &[1_000_000_000_000, 0]), (vec!["1.000000".into(), "0.000000".into()], false));
    }
}
