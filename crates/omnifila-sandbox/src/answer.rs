//! What goes back on the wire: whole bodies, bodies that break, bodies without end.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use http::{Response, StatusCode};
use hyper::body::{Body, Frame, SizeHint};
use serde_json::{Value, json};
use tokio::time::Sleep;

/// A broken body lets what it has reach the wire before the connection falls.
const BREAK_AFTER: Duration = Duration::from_millis(20);
/// Bytes of one frame of a flood.
const FLOOD_FRAME: usize = 64 * 1024;

/// The stand-in ends the connection without a (whole) answer.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the stand-in cut the connection on purpose")]
pub(crate) struct Cut;

pub(crate) type Answer = Response<AnswerBody>;

pub(crate) enum AnswerBody {
    Whole(Option<Bytes>),
    Broken {
        half: Option<Bytes>,
        pause: Option<Pin<Box<Sleep>>>,
    },
    Flood {
        head: Option<Bytes>,
        left: u64,
    },
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = Cut;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        match &mut *self {
            Self::Whole(bytes) => Poll::Ready(bytes.take().map(|b| Ok(Frame::data(b)))),
            Self::Broken { half, pause } => {
                if let Some(half) = half.take() {
                    return Poll::Ready(Some(Ok(Frame::data(half))));
                }
                let pause = pause.get_or_insert_with(|| Box::pin(tokio::time::sleep(BREAK_AFTER)));
                pause.as_mut().poll(cx).map(|()| Some(Err(Cut)))
            }
            Self::Flood { head, left } => {
                if let Some(head) = head.take() {
                    return Poll::Ready(Some(Ok(Frame::data(head))));
                }
                if *left == 0 {
                    return Poll::Ready(None);
                }
                static FRAME: [u8; FLOOD_FRAME] = [b'a'; FLOOD_FRAME];
                let n = FLOOD_FRAME.min(usize::try_from(*left).unwrap_or(FLOOD_FRAME));
                *left -= n as u64;
                Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(&FRAME[..n])))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Self::Whole(None))
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, |b| b.len() as u64)),
            _ => SizeHint::default(),
        }
    }
}

/// A whole body of the given type.
pub(crate) fn whole(status: u16, content_type: &'static str, body: impl Into<Bytes>) -> Answer {
    let body: Bytes = body.into();
    let mut answer = Response::new(AnswerBody::Whole((!body.is_empty()).then_some(body)));
    *answer.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    answer
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    answer
}

pub(crate) fn json_answer(status: u16, body: &Value) -> Answer {
    whole(status, "application/json", body.to_string())
}

/// Half of `body` under the length of the whole, then the end of the connection.
pub(crate) fn half(body: &Value) -> Answer {
    let text = body.to_string();
    let half = Bytes::copy_from_slice(&text.as_bytes()[..text.len() / 2]);
    let mut answer = Response::new(AnswerBody::Broken {
        half: Some(half),
        pause: None,
    });
    answer
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer
        .headers_mut()
        .insert(CONTENT_LENGTH, HeaderValue::from(text.len()));
    answer
}

/// A body of `bytes` bytes without a stated length, beginning as a success would.
pub(crate) fn flood(bytes: u64) -> Answer {
    const HEAD: &[u8] = br#"{"status":"success","code":200,"data":{"message":""#;
    let mut answer = Response::new(AnswerBody::Flood {
        head: Some(Bytes::from_static(HEAD)),
        left: bytes.saturating_sub(HEAD.len() as u64),
    });
    answer
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer
}

/// Opa!'s envelope of a success.
pub(crate) fn success(data: Value) -> Value {
    json!({"status": "success", "code": 200, "data": data})
}

/// Opa!'s envelope of a failure, as clients report it.
pub(crate) fn failure(code: u16, description: &str) -> Value {
    json!({"status": "error", "code": code, "description": description})
}

/// Opa!'s other shape of a failure, seen in production for 404.
pub(crate) fn not_found(message: &str) -> Value {
    json!({"error": "NOT_FOUND_ERROR", "message": message})
}
