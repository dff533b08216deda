//! Whose clock and whose holidays: messages to five places, around the edges of a window, on every kind of day.
//!
//! The days are this file's own table, typed from the laws, and so are the offsets: nothing is asked of the program.

use crate::support::{Api, Place, Setup, message, set_up_gateway};
use jiff::civil::{Date, DateTime, date};
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};
use omnifila_sandbox::{Sandbox, SandboxConfig};
use serde_json::{Value, json};

const BEGIN: &str = "2026-02-10T12:00:00Z";

/// Where somebody lives, and which whole days, half days and clocks that means in 2026.
struct Home {
    name: &'static str,
    customer: fn(&mut Value),
    /// Hours behind UTC: more than one where the place is not certain, then all must be open.
    behind: &'static [i8],
    closed: &'static [(i8, i8)],
    /// Month, day, and the hours closed on it.
    half: &'static [(i8, i8, i8, i8)],
}

/// Of the whole country, from the first day of the test on, with Carnaval and Corpus Christi as options.
const EVERYWHERE: [(i8, i8); 12] = [
    (2, 16),
    (2, 17),
    (4, 3),
    (4, 21),
    (5, 1),
    (6, 4),
    (9, 7),
    (10, 12),
    (11, 2),
    (11, 15),
    (11, 20),
    (12, 25),
];

const HOMES: [Home; 5] = [
    Home {
        name: "Manaus",
        customer: |c| c["city_ibge"] = "1302603".into(),
        behind: &[4],
        closed: &[(9, 5), (10, 24)],
        half: &[],
    },
    Home {
        name: "Noronha",
        customer: |c| {
            c["state"] = "PE".into();
            c["city_ibge"] = "2605459".into();
        },
        behind: &[2],
        closed: &[(3, 6), (8, 10)],
        half: &[],
    },
    Home {
        name: "Cruzeiro do Sul",
        customer: |c| c["city_ibge"] = "1200203".into(),
        behind: &[5],
        // The 17th of November, a Tuesday, is kept on the 20th.
        closed: &[(3, 8), (6, 15), (9, 5), (9, 28)],
        half: &[],
    },
    Home {
        name: "São Paulo",
        customer: |c| c["city_ibge"] = "3550308".into(),
        behind: &[3],
        closed: &[(7, 9)],
        half: &[(12, 24, 12, 24)],
    },
    Home {
        name: "somewhere of area code 97",
        customer: |c| c["phone"] = c["phone"].as_str().unwrap().replace("+5549", "+5597").into(),
        behind: &[4, 5],
        closed: &[(9, 5)],
        half: &[],
    },
];

/// One of each kind: Carnaval, half a day, of a state, of the nation, Corpus Christi, of a municipality, moved, eve.
const DAYS: [(i8, i8); 14] = [
    (2, 17),
    (2, 18),
    (3, 6),
    (4, 3),
    (6, 4),
    (6, 15),
    (7, 9),
    (8, 10),
    (9, 5),
    (9, 28),
    (10, 24),
    (11, 17),
    (11, 20),
    (12, 24),
];

impl Home {
    fn local(&self, at: Timestamp) -> impl Iterator<Item = DateTime> {
        self.behind
            .iter()
            .map(move |hours| Offset::constant(-hours).to_datetime(at))
    }

    /// 08:00 to 18:00 of a day on which nothing rests.
    fn is_open(&self, at: Timestamp) -> bool {
        self.local(at).all(|local| {
            let day = (local.month(), local.day());
            let ash_wednesday = (2, 18, 0, 14);
            let rests = EVERYWHERE.iter().chain(self.closed).any(|closed| *closed == day);
            let half = self
                .half
                .iter()
                .chain([&ash_wednesday])
                .any(|(month, of, from, to)| (*month, *of) == day && (*from..*to).contains(&local.hour()));
            (8..18).contains(&local.hour()) && !rests && !half
        })
    }

    /// The moment itself, or the first whole minute after it that is open.
    fn leaves(&self, due: Timestamp) -> Timestamp {
        if self.is_open(due) {
            return due;
        }
        let mut at = due.as_second().div_euclid(60) * 60;
        loop {
            at += 60;
            let moment = Timestamp::from_second(at).unwrap();
            if self.is_open(moment) {
                return moment;
            }
        }
    }

    /// Just before and at the opening, just before and at the closing, by the first of its clocks.
    fn edges(&self, day: Date) -> [Timestamp; 4] {
        let at = |h, m, s| {
            let offset = Offset::constant(-self.behind[0]);
            offset.to_timestamp(day.at(h, m, s, 0)).unwrap()
        };
        [at(7, 59, 59), at(8, 0, 0), at(17, 59, 59), at(18, 0, 0)]
    }
}

async fn set_up(api: &Api, place: &Place, sandbox: &Sandbox) -> Setup {
    let csv = place.file("manaus.csv", "data;nome\n24/10/2026;Aniversário de Manaus\n");
    let ics = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20200928\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:Aniversário de\r\n  Cruzeiro do Sul\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let ics = place.file("cruzeiro.ics", ics);
    for (file, name, city) in [(csv, "Manaus", "1302603"), (ics, "Cruzeiro do Sul", "1200203")] {
        let words = [
            "import",
            "calendar",
            file.to_str().unwrap(),
            "--name",
            name,
            "--city-ibge",
            city,
        ];
        place.run_well(&words).await;
    }
    let days = |day: Value| json!([day]);
    let noronha = days(json!({"date": "2026-08-10", "name": "Aniversário de Noronha"}));
    let calendar = json!({"name": "Noronha", "city_ibge": "2605459", "state": "PE", "days": noronha});
    api.post("/calendars", &calendar).await;
    let eve = days(json!({"date": "2026-12-24", "name": "Véspera", "closed_from": "12:00"}));
    api.post(
        "/calendars",
        &json!({"name": "São Paulo", "city_ibge": "3550308", "days": eve}),
    )
    .await;

    let week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let window = json!({
        "name": "Horário do cliente", "weekly": [{"days": week, "from": "08:00", "to": "18:00"}], "zone": "recipient",
        "holidays": {"national": true, "state": true, "city_ibge": true, "carnival": true, "corpus_christi": true,
            "ash_wednesday": true},
    });
    let window = api.post("/windows", &window).await;
    let gateway = json!({"queue_mode": "continuous", "window_id": window["id"], "max_in_flight": 64,
        "rate": {"per_second": 100_000.0, "burst": 10_000}});
    set_up_gateway(api, sandbox, gateway).await
}

#[tokio::test]
async fn everybody_is_written_to_by_their_own_clock_and_holidays() {
    let place = Place::new();
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let node = place.serve().args(&["--simulated-time", BEGIN]).ready().await;
    let api = &node.api;
    let setup = set_up(api, &place, &sandbox).await;

    let mut messages = Vec::new();
    let mut wanted = Vec::new();
    for (month, day) in DAYS {
        let day = date(2026, month, day);
        for home in &HOMES {
            for due in home.edges(day) {
                let mut one = message(setup, messages.len());
                (home.customer)(&mut one["customer"]);
                one["due_at"] = due.to_string().into();
                messages.push(one);
                wanted.push((day, home, due, home.leaves(due)));
            }
        }
    }
    let answer = api.post("/messages/batch", &json!({"messages": messages})).await;
    assert_eq!(
        answer["accepted"].as_u64(),
        Some(messages.len() as u64),
        "{answer}"
    );

    let (mut held, mut looked_at) = (0, None);
    for (item, (day, home, due, leaves)) in answer["items"].as_array().unwrap().iter().zip(wanted) {
        // What has left long ago is forgotten, so each day is looked at before the year goes on.
        if looked_at != Some(day) {
            looked_at = Some(day);
            let to = Offset::UTC
                .to_timestamp((day + 5.days()).at(12, 0, 0, 0))
                .unwrap();
            api.post("/clock/advance", &json!({"to": to.to_string()})).await;
        }
        let shown = api.message(item["id"].as_i64().unwrap()).await;
        let began = shown["attempts"][0]["started_at"].as_str();
        let began: Timestamp = began
            .unwrap_or_else(|| panic!("{}: {shown}", home.name))
            .parse()
            .unwrap();
        assert_eq!(began, leaves, "{}, due {due}", home.name);
        assert!(home.is_open(began), "{}: left at {began}", home.name);
        held += i32::from(leaves > due.checked_add(2.hours()).unwrap());
    }
    assert!(held > 80, "only {held} were held by a night or a holiday");
    node.stop().await;
    sandbox.shutdown().await;
}

#[tokio::test]
async fn a_file_of_holidays_is_imported_whole_or_not_at_all() {
    let place = Place::new();
    let node = place.serve().ready().await;
    let import = async |text: &str, name: &str| {
        let file = place.file(name, text);
        let words = [
            "import",
            "calendar",
            file.to_str().unwrap(),
            "--name",
            "Chapecó",
            "--city-ibge",
            "4204202",
        ];
        place.run(&words).await
    };
    let broken = import("data;nome\n25/08/2026;Aniversário\n31/02/2026;Engano\n", "a.csv").await;
    assert_eq!(broken.code, Some(2), "{} {}", broken.out, broken.err);
    assert!(
        broken.err.contains("line 3") && broken.err.contains("nothing was imported"),
        "{}",
        broken.err
    );
    assert_eq!(node.api.get("/calendars").await["items"], json!([]));

    // Next year's file adds to this year's; the same year again replaces it.
    for (text, name, days) in [
        ("data;nome\n25/08/2026;Aniversário\n", "b.csv", 1),
        (
            "data;nome\n25/08/2027;Aniversário\n08/12/2027;Padroeira\n",
            "c.csv",
            3,
        ),
        ("date,name,closed_from\n2026-12-24,Véspera,12:00\n", "d.csv", 3),
    ] {
        let done = import(text, name).await;
        assert_eq!(done.code, Some(0), "{} {}", done.out, done.err);
        let calendars = node.api.get("/calendars").await["items"].clone();
        assert_eq!(calendars.as_array().unwrap().len(), 1, "{calendars}");
        assert_eq!(
            calendars[0]["days"].as_array().unwrap().len(),
            days,
            "{calendars}"
        );
    }
    let kept = node.api.get("/calendars").await["items"][0].clone();
    assert_eq!(
        (&kept["city_ibge"], &kept["days"][0]["closed_from"]),
        (&json!("4204202"), &json!("12:00"))
    );
    node.stop().await;
}

#[tokio::test]
async fn records_are_diagnosed_into_a_file() {
    let place = Place::new();
    let node = place.serve().ready().await;
    let customers = json!([
        {"external_id": "boa", "name": "Ana Boa", "phone": "49 90000-0100", "state": "SC"},
        {"external_id": "=ruim;1", "name": "Bia Ruim", "phone": "(49) 8451-0882", "document": "11144477734"},
    ]);
    node.api
        .post(
            "/customers/batch",
            &json!({"source": "erp", "customers": customers}),
        )
        .await;
    let file = place.path().join("diagnostico.csv");
    let words = ["diagnose", "--csv", file.to_str().unwrap()];
    let told = place.run_well(&words).await;
    assert!(told.contains("1 of 2 customers have a problem"), "{told}");
    let text = std::fs::read_to_string(&file).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 4, "{text}");
    assert_eq!(
        lines[1],
        "2;erp;\"'=ruim;1\";missing_ninth_digit;Celular sem o nono dígito"
    );
    assert!(!text.contains("Bia") && !text.contains("8451"), "{text}");
    // A file that is there is not written over.
    assert_eq!(place.run(&words).await.code, Some(2));
    node.stop().await;
}
