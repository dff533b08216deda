//! The one connection of an account: bound, kept alive, and made anew when it falls.
//!
//! Model: a task owns the connection. Who sends hands it a PDU and waits for the answer; what the network tells is put aside until it
//! has been recorded, and only then answered, so that a receipt that was not kept comes again. At most a window of answers is awaited.
//!
//! Failures: when the connection falls, every answer that is awaited is lost for good (what became of those messages is not known),
//! and the next is made after a rest that doubles. A bind that was refused says why until the next try. An answer that comes after
//! its sender gave up is told like a report, if the order had a name: it settles what was unknown.

use super::pdu::{self, BIND_TRANSCEIVER, DELIVER_SM, ENQUIRE_LINK, Pdu, UNBIND};
use crate::guard::Guard;
use crate::wire::socket;
use bytes::{Bytes, BytesMut};
use omnifila_core::id::MessageId;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{Notify, mpsc, oneshot, watch};
use tokio::time::{Instant, timeout};

/// How long connecting and binding may take.
const BIND_LIMIT: Duration = Duration::from_secs(10);
const FIRST_REST: Duration = Duration::from_millis(500);
const LONGEST_REST: Duration = Duration::from_secs(30);
/// Without an answer to a question of life, the connection is dead.
const ANSWER_LIMIT: Duration = Duration::from_secs(10);
/// Reports that wait to be recorded; beyond them the network waits.
const MOST_REPORTS: usize = 1_000;

/// How to reach an account.
pub(super) struct Access {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) system_id: String,
    pub(super) password: String,
    pub(super) system_type: String,
    /// A question of life after so much silence.
    pub(super) enquire: Duration,
    pub(super) guard: Guard,
}

/// Where the connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Connecting,
    Bound,
    /// Proven that nothing can leave; an attempt's code.
    Down(&'static str),
    /// The network refused the account.
    Refused(&'static str),
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unanswered {
    /// Not a byte was written.
    Unwritten,
    /// It may have been taken.
    Lost(&'static str),
}

/// The attempt that a PDU is the whole of.
pub(super) type Name = (MessageId, u32);

/// What the network told.
#[derive(Debug, Clone)]
pub(super) enum Told {
    Delivered(Pdu),
    /// An answer that nobody awaits any more.
    Late(Name, Pdu),
}

struct Awaited {
    name: Option<Name>,
    answer: oneshot::Sender<Result<Pdu, Unanswered>>,
}

struct Order {
    command: u32,
    body: Bytes,
    awaited: Awaited,
}

/// The end that others hold. Dropped, the connection is taken leave of and closed.
pub(super) struct Link {
    orders: mpsc::Sender<Order>,
    state: watch::Receiver<State>,
    reports: Arc<Reports>,
}

/// What the network told and nobody has recorded yet.
#[derive(Default)]
struct Reports {
    waiting: Mutex<VecDeque<(u64, Told)>>,
    /// Numbers of reports that have been recorded.
    recorded: Mutex<Vec<u64>>,
    /// The number of the last report; goes on over connections, so that none is taken for another.
    last: Mutex<u64>,
    came: Notify,
    done: Notify,
}

impl Reports {
    fn add(&self, told: Told) -> u64 {
        let number = {
            let mut last = held(&self.last);
            *last += 1;
            *last
        };
        held(&self.waiting).push_back((number, told));
        self.came.notify_waiters();
        number
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Link {
    pub(super) fn open(access: Access, window: usize) -> Link {
        let (orders, taken) = mpsc::channel(window.max(1));
        let (tell, state) = watch::channel(State::Connecting);
        let reports = Arc::new(Reports::default());
        let own = reports.clone();
        #[expect(clippy::disallowed_methods, reason = "ends when the link is dropped")]
        tokio::spawn(async move { keep(access, taken, tell, own).await });
        Link {
            orders,
            state,
            reports,
        }
    }

    /// Where it stands, once that is known: a connection that is being made is waited for.
    pub(super) async fn settled(&self, limit: Duration) -> State {
        let mut state = self.state.clone();
        let known = state.wait_for(|s| *s != State::Connecting);
        match timeout(limit, known).await {
            Ok(Ok(state)) => *state,
            _ => State::Down("connect_timeout"),
        }
    }

    /// One PDU and its answer. With a name, an answer after `limit` is told like a report.
    pub(super) async fn ask(
        &self,
        command: u32,
        body: Bytes,
        name: Option<Name>,
        limit: Duration,
    ) -> Result<Pdu, Unanswered> {
        let (answer, answered) = oneshot::channel();
        let order = Order {
            command,
            body,
            awaited: Awaited { name, answer },
        };
        if self.orders.send(order).await.is_err() {
            return Err(Unanswered::Unwritten);
        }
        match timeout(limit, answered).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(Unanswered::Lost("connection_reset")),
            Err(_) => Err(Unanswered::Lost("timeout")),
        }
    }

    /// The next report that nobody has been given, or was given and not recorded before it was asked for again.
    pub(super) async fn report(&self, after: u64) -> (u64, Told) {
        loop {
            let came = self.reports.came.notified();
            let next = held(&self.reports.waiting)
                .iter()
                .find(|(n, _)| *n > after)
                .cloned();
            match next {
                Some(report) => return report,
                None => came.await,
            }
        }
    }

    /// It is kept: the network may forget it.
    pub(super) fn recorded(&self, number: u64) {
        held(&self.reports.recorded).push(number);
        self.reports.done.notify_one();
    }
}

/// Makes connections, one after the other, for ever.
async fn keep(
    access: Access,
    mut orders: mpsc::Receiver<Order>,
    state: watch::Sender<State>,
    reports: Arc<Reports>,
) {
    let mut rest = FIRST_REST;
    loop {
        state.send_replace(State::Connecting);
        let down = match connect(&access).await {
            Ok(stream) => match timeout(BIND_LIMIT, Session::bind(stream, &access)).await {
                Ok(Ok(session)) => {
                    state.send_replace(State::Bound);
                    let began = Instant::now();
                    session.run(&access, &mut orders, &reports).await;
                    if began.elapsed() > LONGEST_REST {
                        rest = FIRST_REST;
                    }
                    State::Down("connection_reset")
                }
                Ok(Err(down)) => down,
                Err(_) => State::Down("connect_timeout"),
            },
            Err(code) => State::Down(code),
        };
        state.send_replace(down);
        // What is ordered meanwhile never leaves.
        let until = Instant::now() + rest;
        loop {
            tokio::select! {
                order = orders.recv() => match order {
                    Some(order) => drop(order.awaited.answer.send(Err(Unanswered::Unwritten))),
                    None => return,
                },
                () = tokio::time::sleep_until(until) => break,
            }
        }
        rest = (rest * 2).min(LONGEST_REST);
    }
}

async fn connect(access: &Access) -> Result<TcpStream, &'static str> {
    let connected = socket::connect(&access.host, access.port, access.guard);
    timeout(BIND_LIMIT, connected)
        .await
        .unwrap_or(Err("connect_timeout"))
}

struct Session {
    stream: TcpStream,
    read: BytesMut,
    sequence: u32,
    awaited: HashMap<u32, Awaited>,
    /// Reports by the number under which they wait, for their answers.
    told: HashMap<u64, Pdu>,
}

impl Session {
    async fn bind(stream: TcpStream, access: &Access) -> Result<Session, State> {
        let mut session = Session {
            stream,
            read: BytesMut::with_capacity(8 * 1024),
            sequence: 1,
            awaited: HashMap::new(),
            told: HashMap::new(),
        };
        let body = pdu::bind(&access.system_id, &access.password, &access.system_type);
        let bind = Pdu::new(BIND_TRANSCEIVER, 0, 1, body);
        session
            .write(&bind)
            .await
            .map_err(|()| State::Down("connection_reset"))?;
        let answer = session
            .next()
            .await
            .map_err(|()| State::Down("connection_reset"))?;
        match (answer.command, answer.status) {
            (command, 0) if command == BIND_TRANSCEIVER | pdu::ANSWER => Ok(session),
            (_, 0x05) => Err(State::Down("already_bound")),
            (_, 0x0d..=0x0f) => Err(State::Refused("unauthorized")),
            (_, 0) => Err(State::Down("bad_answer")),
            _ => Err(State::Refused("bind_refused")),
        }
    }

    async fn write(&mut self, pdu: &Pdu) -> Result<(), ()> {
        let mut out = BytesMut::with_capacity(pdu.body.len() + 16);
        pdu.write(&mut out);
        self.stream.write_all(&out).await.map_err(|_| ())
    }

    /// The next PDU; safe to be dropped half way.
    async fn next(&mut self) -> Result<Pdu, ()> {
        loop {
            if let Some(pdu) = Pdu::read(&mut self.read)? {
                return Ok(pdu);
            }
            match self.stream.read_buf(&mut self.read).await {
                Ok(n) if n > 0 => {}
                _ => return Err(()),
            }
        }
    }

    /// Until the connection falls; then every awaited answer is lost.
    async fn run(mut self, access: &Access, orders: &mut mpsc::Receiver<Order>, reports: &Arc<Reports>) {
        // What was not recorded was not answered either: the network tells it again. Its answers it does not.
        held(&reports.waiting).retain(|(_, told)| matches!(told, Told::Late(..)));
        held(&reports.recorded).clear();
        let _ = self.serve(access, orders, reports).await;
        for (_, awaited) in self.awaited.drain() {
            let _ = awaited.answer.send(Err(Unanswered::Lost("connection_reset")));
        }
    }

    async fn serve(
        &mut self,
        access: &Access,
        orders: &mut mpsc::Receiver<Order>,
        reports: &Arc<Reports>,
    ) -> Result<(), ()> {
        // Of the network's silence alone: what we write proves nothing about the other end.
        let mut quiet_until = Instant::now() + access.enquire;
        let mut asked = false;
        loop {
            let full = held(&reports.waiting).len() >= MOST_REPORTS;
            tokio::select! {
                order = orders.recv() => match order {
                    Some(order) => self.submit(order).await?,
                    None => {
                        let unbind = Pdu::new(UNBIND, 0, self.number(), Bytes::new());
                        return self.write(&unbind).await;
                    }
                },
                pdu = self.next(), if !full => {
                    asked = false;
                    quiet_until = Instant::now() + access.enquire;
                    self.take(pdu?, reports).await?;
                }
                () = reports.done.notified() => self.acknowledge(reports).await?,
                () = tokio::time::sleep_until(quiet_until), if !full => {
                    if asked {
                        return Err(());
                    }
                    asked = true;
                    quiet_until = Instant::now() + ANSWER_LIMIT.min(access.enquire);
                    let enquire = Pdu::new(ENQUIRE_LINK, 0, self.number(), Bytes::new());
                    self.write(&enquire).await?;
                }
            }
        }
    }

    fn number(&mut self) -> u32 {
        self.sequence = if self.sequence >= 0x7fff_fffe {
            1
        } else {
            self.sequence + 1
        };
        self.sequence
    }

    async fn submit(&mut self, order: Order) -> Result<(), ()> {
        if order.awaited.answer.is_closed() {
            return Ok(());
        }
        let sequence = self.number();
        // Before the write: one that breaks half way is lost with the others, not unwritten.
        self.awaited.insert(sequence, order.awaited);
        self.write(&Pdu::new(order.command, 0, sequence, order.body))
            .await
    }

    async fn take(&mut self, pdu: Pdu, reports: &Arc<Reports>) -> Result<(), ()> {
        if pdu.command & pdu::ANSWER != 0 {
            if let Some(awaited) = self.awaited.remove(&pdu.sequence)
                && let Err(Ok(pdu)) = awaited.answer.send(Ok(pdu))
                && let Some(name) = awaited.name
            {
                reports.add(Told::Late(name, pdu));
            }
            return Ok(());
        }
        match pdu.command {
            DELIVER_SM => {
                let number = reports.add(Told::Delivered(pdu.clone()));
                self.told.insert(number, pdu);
                Ok(())
            }
            ENQUIRE_LINK => self.write(&pdu.answer()).await,
            UNBIND => {
                let _ = self.write(&pdu.answer()).await;
                Err(())
            }
            _ => {
                // "Invalid command id".
                let nack = Pdu::new(pdu::GENERIC_NACK, 0x03, pdu.sequence, Bytes::new());
                self.write(&nack).await
            }
        }
    }

    /// Answers the reports that have been recorded.
    async fn acknowledge(&mut self, reports: &Arc<Reports>) -> Result<(), ()> {
        let recorded = std::mem::take(&mut *held(&reports.recorded));
        for number in recorded {
            held(&reports.waiting).retain(|(n, _)| *n != number);
            if let Some(pdu) = self.told.remove(&number) {
                self.write(&pdu.answer()).await?;
            }
        }
        Ok(())
    }
}
