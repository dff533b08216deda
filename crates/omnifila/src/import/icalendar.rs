//! iCalendar files (RFC 5545) as days: what calendar programs and city halls publish of holidays.
//!
//! Read are whole days, times of one local day (a half day), several days in a row, and yearly repetition. What would be
//! misread is refused, because a holiday that is lost is a message on a holiday: other repetitions, times in UTC.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};
use std::ops::RangeInclusive;

/// Days of one event at most: a longer one is no holiday.
const LONGEST: usize = 62;

/// A closed day, or the closed part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) date: Date,
    pub(super) name: String,
    /// `HH:MM`.
    pub(super) from: Option<String>,
    /// `HH:MM`, exclusive.
    pub(super) until: Option<String>,
}

/// A fault with the line on which the event begins, from 1.
pub(super) type Fault = (usize, &'static str);

#[derive(Debug, Default)]
struct Event {
    line: usize,
    start: Option<Moment>,
    end: Option<Moment>,
    name: String,
    yearly: bool,
    until: Option<Date>,
    count: Option<usize>,
    skipped: bool,
    fault: Option<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moment {
    Day(Date),
    Local(DateTime),
}

/// Every day of the file; what repeats is written out for `years`.
pub(super) fn read(text: &str, years: RangeInclusive<i16>) -> Result<Vec<Day>, Vec<Fault>> {
    let (mut days, mut faults) = (Vec::new(), Vec::new());
    let mut event: Option<Event> = None;
    for (line, content) in unfolded(text) {
        let (name, value) = property(&content);
        match (name.as_str(), value.as_str(), &mut event) {
            ("BEGIN", "VEVENT", _) => {
                event = Some(Event {
                    line,
                    ..Event::default()
                });
            }
            ("END", "VEVENT", Some(done)) => {
                match done.days(&years) {
                    Ok(found) => days.extend(found),
                    Err(fault) => faults.push((done.line, fault)),
                }
                event = None;
            }
            (_, _, Some(event)) => event.take(&name, &value),
            _ => {}
        }
    }
    if let Some(open) = event {
        faults.push((open.line, "END:VEVENT after BEGIN:VEVENT"));
    }
    if faults.is_empty() { Ok(days) } else { Err(faults) }
}

/// Content lines, continued ones joined (RFC 5545 §3.1), with the line each begins on.
fn unfolded(text: &str) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some((_, last))) => last.push_str(rest),
            _ => lines.push((index + 1, line.to_owned())),
        }
    }
    lines
}

/// Name without parameters, and value.
fn property(line: &str) -> (String, String) {
    let mut quoted = false;
    let colon = line.find(|c| {
        quoted ^= c == '"';
        c == ':' && !quoted
    });
    let (head, value) = colon.map_or((line, ""), |at| (&line[..at], &line[at + 1..]));
    let name = head.split(';').next().unwrap_or_default();
    (name.trim().to_ascii_uppercase(), value.trim().to_owned())
}

impl Event {
    fn take(&mut self, name: &str, value: &str) {
        match name {
            "DTSTART" => match moment(value) {
                Ok(moment) => self.start = Some(moment),
                Err(fault) => self.fault = Some(fault),
            },
            "DTEND" => match moment(value) {
                Ok(moment) => self.end = Some(moment),
                Err(fault) => self.fault = Some(fault),
            },
            "SUMMARY" => self.name = unescaped(value),
            "STATUS" => self.skipped = value.eq_ignore_ascii_case("CANCELLED"),
            "RRULE" => self.repeat(value),
            "RDATE" | "EXDATE" => self.fault = Some("no RDATE or EXDATE: write the days out"),
            "DURATION" if value != "P1D" => self.fault = Some("DTEND instead of DURATION"),
            _ => {}
        }
    }

    fn repeat(&mut self, rule: &str) {
        for part in rule.split(';') {
            match part.split_once('=') {
                Some(("FREQ", "YEARLY")) => self.yearly = true,
                Some(("INTERVAL", "1") | ("WKST" | "BYMONTH" | "BYMONTHDAY", _)) => {}
                Some(("COUNT", n)) => self.count = n.parse().ok(),
                Some(("UNTIL", day)) => self.until = day.get(..8).and_then(compact),
                _ => self.fault = Some("no repetition, or FREQ=YEARLY on the day itself"),
            }
        }
    }

    fn days(&self, years: &RangeInclusive<i16>) -> Result<Vec<Day>, &'static str> {
        if self.skipped {
            return Ok(Vec::new());
        }
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        let once = self.once()?;
        let Some(first) = once.first().filter(|_| self.yearly).map(|day| day.date) else {
            return Ok(once);
        };
        let mut days = Vec::new();
        for (index, year) in (first.year()..=*years.end()).enumerate() {
            let shift = i64::from(year - first.year());
            let date = first.saturating_add(shift.years());
            // The 29th of February repeats in leap years only.
            let kept = date.day() == first.day()
                && years.contains(&year)
                && self.count.is_none_or(|n| index < n)
                && self.until.is_none_or(|until| date <= until);
            if kept {
                days.extend(once.iter().map(|day| Day {
                    date: day.date.saturating_add(shift.years()),
                    ..day.clone()
                }));
            }
        }
        Ok(days)
    }

    /// The days of the event as it first takes place.
    fn once(&self) -> Result<Vec<Day>, &'static str> {
        let name = if self.name.is_empty() {
            "Feriado"
        } else {
            &self.name
        };
        let day = |date: Date, from: Option<Time>, until: Option<Time>| {
            let clock = |time: Time| format!("{:02}:{:02}", time.hour(), time.minute());
            Day {
                date,
                name: name.chars().take(200).collect(),
                from: from.map(clock),
                until: until.map(clock),
            }
        };
        match (self.start.ok_or("a DTSTART")?, self.end) {
            (Moment::Day(first), None) => Ok(vec![day(first, None, None)]),
            (Moment::Day(first), Some(Moment::Day(end))) => {
                let end = end.max(first.saturating_add(1.day()));
                let days = first.series(1.day()).take_while(|date| *date < end);
                let days: Vec<Day> = days.take(LONGEST + 1).map(|date| day(date, None, None)).collect();
                if days.len() > LONGEST {
                    Err("an event of at most 62 days")
                } else {
                    Ok(days)
                }
            }
            (Moment::Local(from), Some(Moment::Local(to))) => {
                let midnight = from.date().saturating_add(1.day()).at(0, 0, 0, 0);
                let begins = (from.time() != Time::midnight()).then(|| from.time());
                if to == midnight {
                    Ok(vec![day(from.date(), begins, None)])
                } else if to.date() == from.date() && to > from {
                    Ok(vec![day(from.date(), begins, Some(to.time()))])
                } else {
                    Err("times that begin and end on one day")
                }
            }
            _ => Err("DTSTART and DTEND of one kind"),
        }
    }
}

fn moment(value: &str) -> Result<Moment, &'static str> {
    const EXPECTED: &str = "a day such as 20261224, or a local time such as 20261224T120000";
    let date = value.get(..8).and_then(compact).ok_or(EXPECTED)?;
    match value.get(8..).unwrap_or_default() {
        "" => Ok(Moment::Day(date)),
        rest if rest.ends_with('Z') => Err("a local time: one in UTC has no day of its own"),
        rest => {
            let digits = rest.strip_prefix('T').filter(|t| t.len() == 6).ok_or(EXPECTED)?;
            let number = |range| {
                digits
                    .get(range)
                    .and_then(|t: &str| t.parse::<i8>().ok())
                    .ok_or(EXPECTED)
            };
            let time = Time::new(number(0..2)?, number(2..4)?, number(4..6)?, 0).map_err(|_| EXPECTED)?;
            Ok(Moment::Local(date.to_datetime(time)))
        }
    }
}

/// `20261224`.
fn compact(text: &str) -> Option<Date> {
    if text.len() != 8 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Date::new(
        text[..4].parse().ok()?,
        text[4..6].parse().ok()?,
        text[6..].parse().ok()?,
    )
    .ok()
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => out.push(' '),
                Some(other) => out.push(other),
                None => {}
            },
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn event(lines: &str) -> Result<Vec<Day>, Vec<Fault>> {
        let text = format!(
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
            lines.replace('\n', "\r\n")
        );
        read(&text, 2026..=2028)
    }

    fn dates(lines: &str) -> Vec<Date> {
        event(lines).unwrap().into_iter().map(|day| day.date).collect()
    }

    #[test]
    fn reads_days_rows_of_days_and_repetition() {
        let one =
            event("DTSTART;VALUE=DATE:20260825\nSUMMARY;LANGUAGE=pt-BR:Aniversário\\, cidade de\n  Chapecó")
                .unwrap();
        assert_eq!(one.len(), 1);
        assert_eq!(
            (one[0].date, one[0].name.as_str()),
            (date(2026, 8, 25), "Aniversário, cidade de Chapecó")
        );
        assert_eq!(
            dates("DTSTART;VALUE=DATE:20260216\nDTEND;VALUE=DATE:20260218"),
            [date(2026, 2, 16), date(2026, 2, 17)]
        );
        let yearly = "DTSTART;VALUE=DATE:20200928\nRRULE:FREQ=YEARLY;INTERVAL=1";
        assert_eq!(
            dates(yearly),
            [date(2026, 9, 28), date(2027, 9, 28), date(2028, 9, 28)]
        );
        assert_eq!(
            dates(&format!("{yearly};UNTIL=20271231")),
            [date(2026, 9, 28), date(2027, 9, 28)]
        );
        assert_eq!(dates(&format!("{yearly};COUNT=7")), [date(2026, 9, 28)]);
        assert_eq!(dates("DTSTART:20240229\nRRULE:FREQ=YEARLY"), [date(2028, 2, 29)]);
        assert_eq!(dates("DTSTART:20260101\nSTATUS:CANCELLED"), []);
    }

    #[test]
    fn reads_half_days() {
        let half = |lines: &str| {
            let day = event(lines).unwrap().remove(0);
            (day.from, day.until)
        };
        let text = |t: &str| Some(t.to_owned());
        assert_eq!(
            half(
                "DTSTART;TZID=America/Sao_Paulo:20261224T120000\nDTEND;TZID=America/Sao_Paulo:20261225T000000"
            ),
            (text("12:00"), None)
        );
        assert_eq!(
            half("DTSTART:20260218T000000\nDTEND:20260218T140000"),
            (None, text("14:00"))
        );
    }

    #[test]
    fn refuses_what_it_would_misread() {
        for lines in [
            "SUMMARY:sem dia",
            "DTSTART:20261301",
            "DTSTART:20261224T150000Z\nDTEND:20261225T030000Z",
            "DTSTART:20260101\nRRULE:FREQ=WEEKLY",
            "DTSTART:20260101\nRRULE:FREQ=YEARLY;BYDAY=2MO",
            "DTSTART:20260101\nEXDATE:20270101",
            "DTSTART:20260101\nDURATION:P3D",
            "DTSTART:20260101\nDTEND:20270101",
            "DTSTART:20261224T120000\nDTEND:20261226T120000",
        ] {
            assert_eq!(event(lines).unwrap_err()[0].0, 2, "{lines}");
        }
        assert_eq!(
            read("BEGIN:VEVENT\nDTSTART:20260101\n", 2026..=2028).unwrap_err()[0].0,
            1
        );
    }
}
