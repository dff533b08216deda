//! Messages with a sequence of channels: which way one is at, when it goes on, and what ends that.

use super::World;
use super::record::Record;
use omnifila_core::id::{GatewayId, MessageId};
use omnifila_core::message::{Late, Status};
use omnifila_core::policy::position;
use omnifila_core::sequence::Way;
use omnifila_core::time::Time;
use omnifila_core::transition::Event;
use omnifila_store::verbs::{NewMessage, Result};

/// The ways of one message.
#[derive(Debug)]
pub(super) struct Channels {
    ways: Vec<Way>,
    at: usize,
    ended: bool,
    pub(super) goes_on_at: Option<Time>,
}

impl Channels {
    pub(super) fn of(new: &NewMessage) -> Option<Channels> {
        let sequence = new.sequence.as_ref()?;
        Some(Channels {
            ways: sequence.steps.clone(),
            at: sequence.begins_at()?,
            ended: false,
            goes_on_at: None,
        })
    }
}

impl Record {
    /// Past its expiry, or past its day with the policy to drop it then.
    fn over(&self, now: Time) -> bool {
        let dropped = self.new.late == Late::Drop && self.late_at.is_some_and(|t| now >= t);
        dropped || now >= self.life.expires_at
    }
}

impl World {
    /// The next way that can be gone.
    fn next_way(&self, id: MessageId) -> Result<Option<usize>> {
        let record = self.record(id)?;
        let Some(channels) = record.channels.as_ref().filter(|c| !c.ended) else {
            return Ok(None);
        };
        let can_be_gone = |way: &Way| {
            let open = |address: &str| !self.desk.suppressed(address, record.new.purpose);
            let reaches = way.says.as_ref().is_ok_and(|said| open(&said.address));
            reaches && self.desk.book.gateway(way.gateway_id).is_some()
        };
        let mut later = channels.ways.iter().enumerate().skip(channels.at + 1);
        Ok(later.find(|(_, way)| can_be_gone(way)).map(|(place, _)| place))
    }

    pub(super) fn goes_on(&self, id: MessageId, now: Time) -> Result<bool> {
        Ok(!self.record(id)?.over(now) && self.next_way(id)?.is_some())
    }

    /// Takes a message to its next way; answers the gateway of that.
    pub(super) fn go_on(&mut self, id: MessageId, now: Time) -> Result<Option<GatewayId>> {
        let Some(place) = self.next_way(id)? else {
            return Ok(None);
        };
        self.demand(id, Event::GoOn, now, None)?;
        let gateway = self.say(id, place)?;
        self.clear_release(id, gateway)?;
        let record = self.record_mut(id)?;
        (record.key.position, record.key.rank) = position::initial(None, now, id);
        record.moved = false;
        Ok(Some(gateway))
    }

    /// The message says what this way says, at its gateway.
    fn say(&mut self, id: MessageId, place: usize) -> Result<GatewayId> {
        let record = self.record_mut(id)?;
        if let Some(channels) = &mut record.channels {
            channels.at = place;
            let way = &channels.ways[place];
            record.gateway_id = way.gateway_id;
            record.new.template_id = way.template_id;
            if let Ok(said) = &way.says {
                record.new.template_version = said.template_version;
                record.new.address.clone_from(&said.address);
                record.new.preview.clone_from(&said.preview);
                record.new.contents.clone_from(&said.contents);
                record.new.weight = said.weight;
            }
        }
        Ok(record.gateway_id)
    }

    /// An attempt of an earlier way arrived after all.
    pub(super) fn go_back(&mut self, id: MessageId, attempt: u32) -> Result<()> {
        let record = self.record(id)?;
        let went = record.attempts.iter().find(|a| a.row.number == attempt);
        let (Some(channels), Some(went)) = (&record.channels, went) else {
            return Ok(());
        };
        let gateway = went.row.gateway_id;
        let mut earlier = channels.ways[..channels.at].iter();
        let place = earlier.rposition(|w| w.gateway_id == gateway && w.says.is_ok());
        match place {
            Some(place) => self.say(id, place).map(drop),
            None => Ok(()),
        }
    }

    /// After a move: from `sent` on the way's patience runs, and no longer.
    pub(super) fn patience(&mut self, id: MessageId, before: Status, now: Time) -> Result<()> {
        let next = self.next_way(id)?;
        let record = self.record_mut(id)?;
        let (is, was) = (record.is(Status::Sent), before == Status::Sent);
        let Some(channels) = record.channels.as_mut().filter(|_| is != was) else {
            return Ok(());
        };
        let way = &channels.ways[channels.at];
        let patience = way.patience_ms.filter(|_| way.gateway_id == record.gateway_id);
        let at = patience
            .map(|ms| now.plus(ms))
            .filter(|at| *at < record.life.expires_at);
        channels.goes_on_at = at.filter(|_| is && next.is_some());
        Ok(())
    }

    /// A cancel that came too late for what was or may have been sent, but not for the ways after it.
    pub(super) fn end_sequence(&mut self, id: MessageId) -> Result<()> {
        let record = self.record_mut(id)?;
        if matches!(
            record.life.status,
            Status::Sending | Status::Sent | Status::Uncertain
        ) && let Some(channels) = &mut record.channels
        {
            (channels.ended, channels.goes_on_at) = (true, None);
        }
        Ok(())
    }

    /// What was sent and not delivered in time goes on, unless it must not be sent any more; how many did.
    pub(super) fn deliveries_overdue(&mut self, now: Time, limit: usize) -> Result<(u64, bool)> {
        let timers = self
            .records
            .values()
            .filter_map(|r| Some((r.goes_on_at()?, r.id)));
        let mut due: Vec<(Time, MessageId)> = timers.filter(|(at, _)| *at <= now).collect();
        due.sort_unstable();
        let more = due.len() > limit;
        let mut changed = 0;
        for (_, id) in due.into_iter().take(limit) {
            if let Some(channels) = &mut self.record_mut(id)?.channels {
                channels.goes_on_at = None;
            }
            let record = self.record(id)?;
            let stopped = self.desk.stopped(&record.new, record.customer_id, now);
            if !record.over(now) && !stopped {
                changed += u64::from(self.go_on(id, now)?.is_some());
            }
        }
        Ok((changed, more))
    }
}
