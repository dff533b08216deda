//! The planner against plainly written rules: nothing starts outside a window, over a limit, or twice to one address.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use omnifila_core::brazil::locality::Locality;
use omnifila_core::catalogue::{
    Book, CalendarSpec, GatewaySpec, Holidays, LocalDay, Opening, Stored, TemplateSpec, Weekday,
};
use omnifila_core::catalogue::{WindowSpec, ZoneChoice};
use omnifila_core::id::{CalendarId, CustomerId, GatewayId, MessageId, TemplateId, WindowId};
use omnifila_core::message::{LastLook, Late, Priority, Purpose, QueueKey, Readiness, Waiting};
use omnifila_core::outcome::Outcome;
use omnifila_core::plan::{BlockerCode, Board, GatewayState, Planner, Surroundings, Verdict, forecast, plan};
use omnifila_core::policy::quota::{Asked, DailyLimit, Quota};
use omnifila_core::policy::rate::{Day, RateState};
use omnifila_core::policy::window::Hours;
use omnifila_core::time::{DAY, HOUR, MINUTE, Time};
use proptest::prelude::*;
use serde_json::json;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

#[derive(Debug, Clone, Copy)]
struct Alone;

impl Surroundings for Alone {
    fn address_in_flight(&self, _: i64) -> bool {
        false
    }
    fn earlier(&self, _: &Waiting) -> Option<MessageId> {
        None
    }
    fn address_rate(&self, _: i64) -> RateState {
        RateState::default()
    }
}

fn stored<S>(id: i64, spec: S) -> Arc<Stored<S>> {
    Arc::new(Stored {
        id,
        created_at: Time(0),
        updated_at: Time(0),
        version: 1,
        spec,
    })
}

fn gateway(more: serde_json::Value) -> GatewaySpec {
    let mut spec =
        json!({"name": "g", "kind": "opa_suite", "queue_mode": "continuous", "max_in_flight": 1000});
    spec.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    serde_json::from_value(spec).unwrap()
}

fn book(windows: Vec<WindowSpec>, calendar: Option<CalendarSpec>, gateway: GatewaySpec) -> Book {
    let mut book = Book::default();
    let template: TemplateSpec = serde_json::from_value(json!({
        "name": "t", "purpose": "collection", "body": "x", "window_id": windows.get(1).map(|_| 2),
    }))
    .unwrap();
    book.templates.insert(TemplateId(1), stored(1, template));
    if let Some(calendar) = calendar {
        book.calendars.insert(CalendarId(1), stored(1, calendar));
    }
    for (i, window) in windows.into_iter().enumerate() {
        let id = i as i64 + 1;
        book.windows.insert(WindowId(id), stored(id, window));
    }
    let all = book.windows.iter().map(|(id, w)| (*id, &w.spec));
    book.hours = Arc::new(Hours::compile(all, &book.calendars).unwrap());
    book.gateways.insert(GatewayId(1), stored(1, gateway));
    book
}

fn message(id: i64, at: Time, state: Option<[u8; 2]>) -> Waiting {
    Waiting {
        key: QueueKey {
            priority: Priority::Normal,
            position: at.ms(),
            rank: id << 20,
            id: MessageId(id),
        },
        gateway_id: GatewayId(1),
        template_id: TemplateId(1),
        customer_id: CustomerId(id),
        branch_id: None,
        invoice_id: None,
        run_id: None,
        purpose: Purpose::Collection,
        accepted_at: at,
        due_at: None,
        expires_at: at.plus(400 * DAY),
        next_attempt_at: None,
        release_at: at,
        released: false,
        late: Late::Send,
        late_at: None,
        address_key: id,
        locality: state.map(Locality::State),
        weight: 1,
        attempts: 0,
        counted: 0,
        deferrals: 0,
        tags: Vec::new(),
        settles_at: None,
        look: LastLook::NotNeeded,
        window_id: None,
        ready: Readiness::Ready,
    }
}

fn board(book: &Book, slots: usize) -> Board<'_> {
    let gateway = book.gateway(GatewayId(1)).unwrap();
    Board {
        book,
        gateway,
        state: GatewayState::default(),
        circuit_until: None,
        healthy: true,
        slots,
    }
}

/// Minutes east of UTC of a federal unit's zones in 2026 (no daylight saving since 2019); all of them when unknown.
fn offsets(state: Option<[u8; 2]>) -> &'static [i64] {
    match state.as_ref().map(|s| s.as_slice()) {
        Some(b"SC" | b"SP") => &[-180],
        Some(b"RO" | b"MT") => &[-240],
        Some(b"AC") => &[-300],
        Some(b"AM") => &[-240, -300],
        Some(b"PE") => &[-180, -120],
        _ => &[-120, -180, -240, -300],
    }
}

const DAYS: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

/// Openings as minutes of the day, for the oracle.
type Plain = Vec<(Vec<usize>, i64, i64)>;

fn open_at(plain: &Plain, closed: &[i64], now: Time, offset: i64) -> bool {
    let minute = now.ms().div_euclid(MINUTE) + offset;
    let (day, at) = (minute.div_euclid(1440), minute.rem_euclid(1440));
    // 1970-01-01 was a Thursday: index 3 of a week that begins on Monday.
    let weekday = |day: i64| (day + 3).rem_euclid(7) as usize;
    if closed.contains(&day) {
        return false;
    }
    plain.iter().any(|(days, from, to)| {
        let overnight = to <= from;
        let today = days.contains(&weekday(day)) && at >= *from && (overnight || at < *to);
        let tail = overnight && days.contains(&weekday(day - 1)) && !closed.contains(&(day - 1)) && at < *to;
        today || tail
    })
}

fn clock(minute: i64) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn window(plain: &Plain, zone: ZoneChoice, calendar: bool, purposes: Vec<Purpose>) -> WindowSpec {
    let weekly = plain.iter().map(|(days, from, to)| Opening {
        days: days.iter().map(|d| DAYS[*d]).collect(),
        from: clock(*from),
        to: clock(*to),
    });
    let calendar_id = calendar.then_some(CalendarId(1));
    let holidays = Holidays {
        calendar_id,
        ..Holidays::default()
    };
    WindowSpec {
        key: None,
        name: "w".into(),
        weekly: weekly.collect(),
        holidays,
        zone,
        purposes,
    }
}

fn openings() -> impl Strategy<Value = Plain> {
    let one = (
        proptest::sample::subsequence((0..7).collect::<Vec<usize>>(), 1..=7),
        0_i64..1440,
        1_i64..=1440,
    );
    proptest::collection::vec(one, 1..4)
}

const JANUARY_2026: i64 = 1_767_225_600_000;

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Sixty-four rules, a thousand minutes of the year each: whatever starts is inside both windows, in every zone the
    /// recipient may be in, on no holiday.
    #[test]
    fn nothing_starts_outside_a_window(
        own in openings(),
        of_template in openings(),
        holidays in proptest::collection::vec(0_i64..365, 0..12),
        minutes in proptest::collection::vec(0_i64..525_600, 1_000),
        state in proptest::option::of(proptest::sample::select(vec![*b"SC", *b"RO", *b"AC", *b"AM", *b"PE"])),
    ) {
        let first_day = JANUARY_2026 / DAY;
        let closed: Vec<i64> = holidays.iter().map(|d| first_day + d).collect();
        let date = |day: i64| Time(day * DAY).to_string()[..10].to_owned();
        let mut days: Vec<LocalDay> = closed.iter().map(|d| LocalDay { date: date(*d), name: "f".into(), ..LocalDay::default() }).collect();
        days.sort_by(|a, b| a.date.cmp(&b.date));
        days.dedup_by(|a, b| a.date == b.date);
        let calendar = CalendarSpec { name: "c".into(), days, ..CalendarSpec::default() };
        let windows = vec![
            window(&own, ZoneChoice::Recipient, true, vec![Purpose::Collection]),
            window(&of_template, ZoneChoice::Fixed("America/Sao_Paulo".into()), false, vec![]),
        ];
        let book = book(windows, Some(calendar), gateway(json!({})));
        for minute in minutes {
            let now = Time(JANUARY_2026 + minute * MINUTE);
            let mut planner = Planner::new(board(&book, 10), Alone, now);
            let verdict = planner.consider(&message(1, Time(JANUARY_2026 - DAY), state));
            let recipient = offsets(state).iter().all(|o| open_at(&own, &closed, now, *o));
            let open = recipient && open_at(&of_template, &[], now, -180);
            match verdict {
                Verdict::Start { valid_until } => {
                    prop_assert!(open, "started outside at {now}");
                    prop_assert!(valid_until > now);
                }
                Verdict::Wait(wait) => {
                    prop_assert!(!open, "{:?} while open at {now}", wait);
                    prop_assert!(wait.until.is_none_or(|t| t > now));
                }
            }
        }
    }

    /// A page never starts more than the slots, nor two messages to one address, nor out of order.
    #[test]
    fn a_page_respects_slots_addresses_and_order(
        addresses in proptest::collection::vec(0_i64..20, 1..200),
        slots in 0_usize..40,
    ) {
        let book = book(vec![], None, gateway(json!({})));
        let at = Time(JANUARY_2026);
        let page: Vec<Waiting> = addresses.iter().enumerate().map(|(i, address)| {
            Waiting { address_key: *address, ..message(i as i64 + 1, at, None) }
        }).collect();
        let plan = plan(&page, board(&book, slots), Alone, at.plus(MINUTE));
        prop_assert!(plan.starts.len() <= slots);
        let started: Vec<i64> = plan.starts.iter().map(|(id, _)| id.0).collect();
        prop_assert!(started.is_sorted());
        let distinct: HashSet<i64> = started.iter().map(|id| addresses[*id as usize - 1]).collect();
        prop_assert_eq!(distinct.len(), started.len());
        // Each started message is the first of its address.
        for id in &started {
            let address = addresses[*id as usize - 1];
            prop_assert_eq!(addresses.iter().position(|a| *a == address).unwrap() as i64 + 1, *id);
        }
        let expected = addresses.iter().collect::<HashSet<_>>().len().min(slots);
        prop_assert_eq!(started.len(), expected);
    }
}

fn accepted() -> Outcome {
    Outcome::Accepted {
        provider_id: "x".into(),
    }
}

fn run(book: &Book, messages: Vec<Waiting>, now: Time, until: Time) -> Vec<(i64, Time)> {
    let gateway = book.gateway(GatewayId(1)).unwrap();
    let mut answer = |_: &Waiting, _: u32, _: Time| accepted();
    let out = forecast(
        book,
        gateway,
        GatewayState::default(),
        messages,
        vec![],
        (now, until),
        &mut answer,
    );
    out.starts.iter().map(|s| (s.id.0, s.at)).collect()
}

#[test]
fn the_forecast_keeps_the_rate_and_the_window() {
    let plain: Plain = vec![(vec![0, 1, 2, 3, 4], 8 * 60, 9 * 60)];
    let windows = vec![window(
        &plain,
        ZoneChoice::Fixed("America/Sao_Paulo".into()),
        false,
        vec![Purpose::Collection],
    )];
    let book = book(windows, None, gateway(json!({"rate": {"per_minute": 1.0}})));
    // Friday 2026-01-02, 07:00 in São Paulo.
    let now = Time(JANUARY_2026 + DAY + 10 * HOUR);
    let messages = (1..=70).map(|id| message(id, now, Some(*b"SC"))).collect();
    let starts = run(&book, messages, now, now.plus(10 * DAY));
    assert_eq!(starts.len(), 70);
    assert!(starts.iter().map(|(id, _)| *id).eq(1..=70));
    assert_eq!(starts[0].1, now.plus(HOUR));
    assert_eq!(starts[59].1, now.plus(HOUR + 59 * MINUTE));
    // The rest on Monday, when it opens again.
    assert_eq!(starts[60].1, now.plus(HOUR + 3 * DAY));
    assert_eq!(starts[69].1, now.plus(HOUR + 3 * DAY + 9 * MINUTE));
}

#[test]
fn ten_thousand_to_one_address_delay_nobody_and_all_leave() {
    let book = book(vec![], None, gateway(json!({})));
    let now = Time(JANUARY_2026);
    let crowd = (1..=10_000).map(|id| Waiting {
        address_key: 7,
        ..message(id, now, None)
    });
    let other = std::iter::once(message(10_001, now, None));
    let starts = run(&book, crowd.chain(other).collect(), now, now.plus(DAY));
    assert_eq!(starts.len(), 10_001);
    let place = starts.iter().position(|(id, _)| *id == 10_001).unwrap();
    assert!(place <= 1, "the other customer's message left as number {place}");
    let crowd: Vec<i64> = starts
        .iter()
        .map(|(id, _)| *id)
        .filter(|id| *id != 10_001)
        .collect();
    assert!(crowd.is_sorted());
}

#[test]
fn a_retry_keeps_later_ones_of_its_address_back() {
    let book = book(vec![], None, gateway(json!({})));
    let now = Time(JANUARY_2026);
    let messages: Vec<Waiting> = (1..=3)
        .map(|id| Waiting {
            address_key: 7,
            ..message(id, now, None)
        })
        .collect();
    let gateway = book.gateway(GatewayId(1)).unwrap();
    let mut answer = |w: &Waiting, attempt: u32, _: Time| {
        if w.key.id == MessageId(1) && attempt == 1 {
            let rejection = omnifila_core::outcome::Rejection::Transient;
            return Outcome::Rejected {
                rejection,
                code: "busy".into(),
            };
        }
        accepted()
    };
    let window = (now, now.plus(DAY));
    let out = forecast(
        &book,
        gateway,
        GatewayState::default(),
        messages,
        vec![],
        window,
        &mut answer,
    );
    let order: Vec<(i64, u32)> = out.starts.iter().map(|s| (s.id.0, s.attempt)).collect();
    assert_eq!(order, [(1, 1), (1, 2), (2, 1), (3, 1)]);
    assert!(out.starts[1].at > now.plus(10 * 1_000));
    assert_eq!(out.drains_at, Some(out.starts[3].at));
    assert!(out.remaining.is_empty());
}

#[test]
fn what_needs_a_change_stays_and_says_why() {
    let book = book(vec![], None, gateway(json!({"queue_mode": "queue"})));
    let now = Time(JANUARY_2026);
    let gateway = book.gateway(GatewayId(1)).unwrap();
    let messages = vec![message(1, now, None)];
    let mut answer = |_: &Waiting, _: u32, _: Time| accepted();
    let window = (now, now.plus(DAY));
    let out = forecast(
        &book,
        gateway,
        GatewayState::default(),
        messages,
        vec![],
        window,
        &mut answer,
    );
    assert_eq!(out.remaining, [MessageId(1)]);
    assert_eq!(out.waits, BTreeMap::from([(BlockerCode::NoTask, 1)]));
    assert_eq!(out.drains_at, None);
}

/// What a provider lets through a day is one reason beside the gateway's own, is explained, and the forecast keeps to it.
#[test]
fn a_providers_allowance_is_explained_and_forecast() {
    let now = Time(JANUARY_2026).plus(15 * HOUR);
    let book = book(
        Vec::new(),
        None,
        gateway(json!({"rate": {"per_day": 3, "burst": 9, "per_second": 1000}})),
    );
    let today = Day::at(now, "America/Sao_Paulo");
    let told = Some(DailyLimit {
        limit: 2,
        available: 1,
    });
    let state = GatewayState {
        quota: Quota::default().told(told, Asked::default(), 0, today, now),
        ..GatewayState::default()
    };
    let messages: Vec<Waiting> = (1..=6).map(|id| message(id, now, None)).collect();
    let board = Board {
        state,
        ..board(&book, 99)
    };
    let decided = plan(&messages, board.clone(), Alone, now);
    assert_eq!(decided.starts.iter().map(|(id, _)| id.0).collect::<Vec<_>>(), [1]);
    let (_, wait) = decided.waits[0];
    assert_eq!(
        (wait.code, wait.until, wait.whole_gateway),
        (BlockerCode::DailyLimit, Some(today.ends), true)
    );

    let mut planner = Planner::new(board, Alone, now);
    assert!(matches!(planner.consider(&messages[0]), Verdict::Start { .. }));
    let reasons = planner.explain(&messages[1], 0);
    assert_eq!(reasons.len(), 1, "{reasons:?}");
    assert_eq!(
        (reasons[0].code, reasons[0].n),
        (BlockerCode::DailyLimit, Some(2))
    );

    let gateway = book.gateway(GatewayId(1)).unwrap();
    let mut accept = |_: &Waiting, _: u32, _: Time| Outcome::Accepted {
        provider_id: String::new(),
    };
    let span = (now, now.plus(30 * DAY));
    let seen = forecast(&book, gateway, state, messages, Vec::new(), span, &mut accept);
    let mut by_day: BTreeMap<i64, usize> = BTreeMap::new();
    for start in &seen.starts {
        *by_day
            .entry(Day::at(start.at, "America/Sao_Paulo").index)
            .or_default() += 1;
    }
    assert_eq!(by_day.into_values().collect::<Vec<_>>(), [1, 2, 2, 1]);
}

/// Put back from a backup at an hour: what was due by then may have left before, and waits for a person's word.
#[test]
fn what_was_due_when_a_backup_was_put_back_waits_for_a_person() {
    let mut book = book(Vec::new(), None, gateway(json!({})));
    let (now, restored) = (Time(100 * HOUR), Time(50 * HOUR));
    book.restored_at = Some(restored);
    let at = |id: i64, accepted: Time, release: Time| Waiting {
        release_at: release,
        ..message(id, accepted, None)
    };
    let page = [
        at(1, Time(10 * HOUR), Time(10 * HOUR)),
        at(2, Time(10 * HOUR), restored),
        // Due later; put off by a person; accepted later, for a time that is over.
        at(3, Time(10 * HOUR), Time(60 * HOUR)),
        at(4, Time(10 * HOUR), restored.plus(1)),
        at(5, Time(70 * HOUR), Time(40 * HOUR)),
    ];
    let planned = plan(&page, board(&book, 10), Alone, now);
    let started: Vec<i64> = planned.starts.iter().map(|(id, _)| id.0).collect();
    assert_eq!(started, [3, 4, 5]);
    for (_, wait) in &planned.waits {
        assert_eq!((wait.code, wait.until), (BlockerCode::Restored, None));
    }
    assert_eq!(planned.waits.len(), 2);
}
