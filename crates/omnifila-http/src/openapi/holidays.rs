//! Holidays and proposed windows.

use super::schema::{date, flag, list, must, nullable, object, page, reference, text, words};
use serde_json::Value;

pub(super) fn schemas() -> Vec<(String, Value)> {
    let kinds = words(
        &["national", "state", "optional", "imported"],
        "Whose day it is; optional days are no holidays, though much rests",
    );
    let holiday = object(
        "A day on which somebody rests",
        vec![
            must("date", date("Local date")),
            must("name", text("What it is")),
            must("kind", kinds),
            must(
                "law",
                nullable(text("The law and its year; none of an imported day")),
            ),
            must("closed_from", nullable(text("HH:MM; a half day"))),
            must("closed_until", nullable(text("HH:MM, exclusive; a half day"))),
            must("bank_business_day", flag("Banks settle on it all the same")),
        ],
    );
    let preset = object(
        "A window proposed for a state's law: to be posted to /windows, changed or not",
        vec![
            must("key", text("What programs call it")),
            must("name", text("What people call it")),
            must("law", text("The law and its year")),
            must("as_of", date("When the law was read last")),
            must("weekly", list(reference("Opening"), "As a window has them")),
            must("holidays", reference("WindowHolidays")),
            must("notes", text("What to mind")),
        ],
    );
    [
        ("Holiday", holiday),
        ("HolidayPage", page("Holiday")),
        ("WindowPreset", preset),
        ("WindowPresetPage", page("WindowPreset")),
    ]
    .map(|(name, schema)| (name.to_owned(), schema))
    .into()
}
