//! Business days.

use jiff::civil::{Date, Weekday};

use super::Deadlines;

impl Deadlines {
    /// The last day of a period of `days` business days that begins on `start`; `start` counts if it is one.
    ///
    /// `None` for no days, or beyond the calendar's end.
    pub fn last_business_day(&self, start: Date, days: u16) -> Option<Date> {
        let mut left = days.checked_sub(1)?;
        let mut day = start;
        loop {
            if self.is_business_day(day) {
                match left.checked_sub(1) {
                    Some(fewer) => left = fewer,
                    None => return Some(day),
                }
            }
            day = day.tomorrow().ok()?;
        }
    }

    /// The last day on which a line existing at the start can be registered; `opened` is when the register opened.
    pub fn existing_lines_until(&self, opened: Date) -> Option<Date> {
        let start = self.existing_lines_from.unwrap_or(opened);
        self.last_business_day(start, self.existing_lines_business_days?)
    }

    /// Whether work is done on a day.
    pub fn is_business_day(&self, day: Date) -> bool {
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !self.holidays.contains(&day)
    }
}
