//! Named periods.

use super::Checker;
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::types::schema as say;
use crate::types::period::Period;

impl Checker<'_, '_> {
    /// Checks named periods: their two days are in order, and their name is not the name of a calendar period.
    pub(crate) fn periods(&mut self) {
        self.model.period = self.context.period.cloned();
        for period in &self.names.catalogue.periods {
            let days = [&period.first, &period.last].map(|day| self.date(&day.value, day.span));
            let span = period.first.span.to(period.last.span);
            if let [Some(first), Some(last)] = days
                && first > last
            {
                let message = say::ends_before_it_begins(self.sources.text(span));
                let finding = Diagnostic::error(Code::BadPeriod, span, message);
                self.report(finding.help(say::write_first_day_first()));
            }
            if Period::parse(&period.name.value).is_some() {
                let message = say::name_of_calendar_period(&period.name.value);
                let help = say::rename_period(&period.name.value);
                self.report(Diagnostic::error(Code::DeclaredTwice, period.name.span, message).help(help));
            }
        }
    }
}
