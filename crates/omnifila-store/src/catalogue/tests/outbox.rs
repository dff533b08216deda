//! Streams of outboxes: where they begin, and what a turn makes of them.

use super::{Kept, NOW};
use crate::StoreError;
use crate::catalogue::{Fate, NewDelivery, Progress, Span};
use omnifila_core::id::{EventId, MessageId, OutboxId};
use omnifila_core::time::Time;

/// Events 1, 2, 3 … one second apart, the first at [`NOW`].
async fn feed(kept: &Kept, n: i64) {
    let job = kept.catalogue.db().write(move |tx| {
        for i in 1..=n {
            let at = NOW.plus((i - 1) * 1_000).ms();
            tx.conn().execute(
                "INSERT INTO event (id, message_id, \"from\", \"to\", reason, at) VALUES (?1, 9, 0, 2, 2, ?2)",
                [i, at],
            )?;
        }
        Ok(())
    });
    job.await.unwrap();
}

fn tried(event: i64, fate: Fate) -> NewDelivery {
    NewDelivery {
        event_id: EventId(event),
        message_id: MessageId(9),
        attempt: 1,
        at: NOW,
        duration_ms: 3,
        fate,
        status: Some(200),
        code: None,
    }
}

#[tokio::test]
async fn a_live_stream_begins_where_the_feed_was_when_its_outbox_was_made() {
    let kept = Kept::new();
    feed(&kept, 5).await;
    let catalogue = &kept.catalogue;
    // Looked at late, as after a crash between making and beginning: what came meanwhile is not lost.
    for (outbox, made, cursor) in [(1, NOW, 0), (2, NOW.plus(2_500), 3), (3, Time::FAR, 5)] {
        let streams = catalogue
            .outbox_streams(OutboxId(outbox), made, Time::FAR)
            .await
            .unwrap();
        assert_eq!(streams.len(), 1);
        assert_eq!((streams[0].cursor, streams[0].until), (EventId(cursor), None));
        let again = catalogue
            .outbox_streams(OutboxId(outbox), Time::FAR, Time::FAR)
            .await
            .unwrap();
        assert_eq!(again, streams, "begun once");
    }
}

#[tokio::test]
async fn progress_and_its_log_are_kept_together_over_a_restart() {
    let kept = Kept::new();
    feed(&kept, 5).await;
    let id = OutboxId(1);
    let stream = kept
        .catalogue
        .outbox_streams(id, NOW, NOW)
        .await
        .unwrap()
        .remove(0);
    let progress = Progress {
        cursor: EventId(2),
        failures: 1,
        next_at: Some(NOW.plus(5_000)),
        failing_since: Some(NOW),
        last_code: Some("http_5xx".into()),
        log: vec![
            tried(1, Fate::Delivered),
            tried(2, Fate::PassedOver),
            tried(3, Fate::Retry),
        ],
        finished: false,
    };
    kept.catalogue
        .outbox_progress(&stream, progress, NOW)
        .await
        .unwrap();
    let kept = kept.again([7; 32]);
    let catalogue = &kept.catalogue;
    let found = catalogue.outbox_streams(id, NOW, NOW).await.unwrap().remove(0);
    assert_eq!(
        (found.cursor, found.failures, found.next_at),
        (EventId(2), 1, Some(NOW.plus(5_000)))
    );
    assert_eq!((found.delivered, found.passed_over), (1, 1));
    let log = catalogue.outbox_deliveries(id, None, 10).await.unwrap();
    let log: Vec<_> = log.iter().map(|d| (d.event_id.0, d.fate)).collect();
    assert_eq!(
        log,
        [(3, Fate::Retry), (2, Fate::PassedOver), (1, Fate::Delivered)]
    );
    catalogue.outbox_wake(id).await.unwrap();
    let found = catalogue.outbox_streams(id, NOW, NOW).await.unwrap().remove(0);
    assert_eq!((found.failures, found.next_at), (0, None));
    catalogue.forget_outbox(id).await.unwrap();
    assert!(
        catalogue
            .outbox_deliveries(id, None, 10)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn replays_span_what_was_asked_for_and_are_bounded_in_number() {
    let kept = Kept::new();
    feed(&kept, 5).await;
    let catalogue = &kept.catalogue;
    let id = OutboxId(1);
    let since = Span::Since(NOW.plus(1_000));
    let span = |stream: &crate::catalogue::Stream| (stream.cursor.0, stream.until.map(|id| id.0));
    let all = catalogue.outbox_replay(id, since, None, NOW).await.unwrap();
    assert_eq!(span(&all), (1, Some(5)));
    let beyond = catalogue
        .outbox_replay(id, Span::After(EventId(90)), Some(EventId(99)), NOW)
        .await
        .unwrap();
    assert_eq!(span(&beyond), (5, Some(5)));
    for _ in 0..8 {
        catalogue
            .outbox_replay(id, since, Some(EventId(2)), NOW)
            .await
            .unwrap();
    }
    let refused = catalogue.outbox_replay(id, since, None, NOW).await;
    assert!(matches!(
        refused,
        Err(StoreError::Refused {
            code: "too_many_replays"
        })
    ));
    let ended = Progress {
        cursor: EventId(5),
        finished: true,
        ..Progress::default()
    };
    catalogue.outbox_progress(&all, ended, NOW).await.unwrap();
    catalogue.outbox_replay(id, since, None, NOW).await.unwrap();
    let open = catalogue.outbox_streams(id, NOW, NOW).await.unwrap();
    assert_eq!(open.len(), 11, "the live one first, then ten");
    assert_eq!(open[0].until, None);
}
