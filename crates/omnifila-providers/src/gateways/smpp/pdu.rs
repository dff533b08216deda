//! SMPP 3.4 on the wire: the few operations that a sender of messages needs.
//!
//! Model: a PDU is its header (length, command, status, sequence) and a body; bodies are read field by field, and what is missing is an
//! error, never a panic. Failures: a length that cannot be ends the connection. Left out: every operation not in [`Command`].

use bytes::{Buf, BufMut, Bytes, BytesMut};

/// A longer PDU is none: the longest message has 64 KiB.
pub(super) const LONGEST: usize = 70_000;
const HEADER: usize = 16;

pub(super) const GENERIC_NACK: u32 = 0x8000_0000;
pub(super) const SUBMIT_SM: u32 = 0x0000_0004;
pub(super) const DELIVER_SM: u32 = 0x0000_0005;
pub(super) const UNBIND: u32 = 0x0000_0006;
pub(super) const BIND_TRANSCEIVER: u32 = 0x0000_0009;
pub(super) const ENQUIRE_LINK: u32 = 0x0000_0015;
/// Set in the command of an answer.
pub(super) const ANSWER: u32 = 0x8000_0000;

const TAG_RECEIPTED_MESSAGE_ID: u16 = 0x001e;
const TAG_MESSAGE_STATE: u16 = 0x0427;
const TAG_MESSAGE_PAYLOAD: u16 = 0x0424;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pdu {
    pub(super) command: u32,
    pub(super) status: u32,
    pub(super) sequence: u32,
    pub(super) body: Bytes,
}

impl Pdu {
    pub(super) fn new(command: u32, status: u32, sequence: u32, body: impl Into<Bytes>) -> Pdu {
        Pdu {
            command,
            status,
            sequence,
            body: body.into(),
        }
    }

    /// The empty answer to a PDU; `deliver_sm_resp` has an empty name in it.
    pub(super) fn answer(&self) -> Pdu {
        let body: &'static [u8] = if self.command == DELIVER_SM { &[0] } else { &[] };
        Pdu::new(self.command | ANSWER, 0, self.sequence, body)
    }

    pub(super) fn write(&self, out: &mut BytesMut) {
        out.put_u32((HEADER + self.body.len()) as u32);
        out.put_u32(self.command);
        out.put_u32(self.status);
        out.put_u32(self.sequence);
        out.extend_from_slice(&self.body);
    }

    /// The next whole PDU of what has been read; `Err` for a length that cannot be.
    pub(super) fn read(from: &mut BytesMut) -> Result<Option<Pdu>, ()> {
        let Some(length) = from.first_chunk::<4>() else {
            return Ok(None);
        };
        let length = u32::from_be_bytes(*length) as usize;
        if !(HEADER..=LONGEST).contains(&length) {
            return Err(());
        }
        if from.len() < length {
            return Ok(None);
        }
        let mut whole = from.split_to(length).freeze();
        whole.advance(4);
        Ok(Some(Pdu {
            command: whole.get_u32(),
            status: whole.get_u32(),
            sequence: whole.get_u32(),
            body: whole,
        }))
    }
}

/// Text up to its zero.
fn c_string(from: &mut Bytes, most: usize) -> Option<String> {
    let end = from.iter().take(most + 1).position(|b| *b == 0)?;
    let text = from.split_to(end);
    from.advance(1);
    Some(String::from_utf8_lossy(&text).into_owned())
}

fn put_text(out: &mut BytesMut, text: &str) {
    out.extend_from_slice(text.as_bytes());
    out.put_u8(0);
}

pub(super) fn bind(system_id: &str, password: &str, system_type: &str) -> Bytes {
    let mut body = BytesMut::new();
    put_text(&mut body, system_id);
    put_text(&mut body, password);
    put_text(&mut body, system_type);
    // Version 3.4; no range of addresses of our own.
    body.extend_from_slice(&[0x34, 0, 0, 0]);
    body.freeze()
}

/// An address with its type of number and plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) ton: u8,
    pub(super) npi: u8,
    pub(super) text: String,
}

impl Address {
    /// A sender: a name, a short code, or a number with plus.
    pub(super) fn sender(text: &str) -> Address {
        let (ton, npi, text) = match text.strip_prefix('+') {
            Some(digits) => (1, 1, digits),
            None if text.bytes().all(|b| b.is_ascii_digit()) => (3, 0, text),
            None => (5, 0, text),
        };
        Address {
            ton,
            npi,
            text: text.to_owned(),
        }
    }

    /// A phone in E.164.
    pub(super) fn phone(e164: &str) -> Address {
        Address {
            ton: 1,
            npi: 1,
            text: e164.trim_start_matches('+').to_owned(),
        }
    }
}

/// One `submit_sm`.
#[derive(Debug, Clone)]
pub(super) struct Submit<'a> {
    pub(super) from: &'a Address,
    pub(super) to: &'a Address,
    /// With a header of its own in the message (0x40), or not.
    pub(super) has_header: bool,
    pub(super) data_coding: u8,
    pub(super) wants_receipt: bool,
    pub(super) message: &'a [u8],
    /// The message as one field of any length, in place of the one of 254 bytes.
    pub(super) as_payload: bool,
}

pub(super) fn submit(what: &Submit<'_>) -> Bytes {
    let mut body = BytesMut::with_capacity(what.message.len() + 64);
    body.put_u8(0);
    for address in [what.from, what.to] {
        body.extend_from_slice(&[address.ton, address.npi]);
        put_text(&mut body, &address.text);
    }
    body.extend_from_slice(&[if what.has_header { 0x40 } else { 0 }, 0, 0, 0, 0]);
    body.extend_from_slice(&[u8::from(what.wants_receipt), 0, what.data_coding, 0]);
    if what.as_payload {
        body.put_u8(0);
        body.put_u16(TAG_MESSAGE_PAYLOAD);
        body.put_u16(what.message.len() as u16);
    } else {
        body.put_u8(what.message.len() as u8);
    }
    body.extend_from_slice(what.message);
    body.freeze()
}

/// The name in a `submit_sm_resp`.
pub(super) fn message_id(mut body: Bytes) -> Option<String> {
    c_string(&mut body, 65).filter(|id| !id.is_empty())
}

/// A `deliver_sm`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Delivered {
    pub(super) from: String,
    pub(super) is_receipt: bool,
    /// Of a step on the way: nothing is decided yet.
    pub(super) is_intermediate: bool,
    pub(super) data_coding: u8,
    pub(super) message: Bytes,
    pub(super) receipted_message_id: Option<String>,
    pub(super) message_state: Option<u8>,
}

pub(super) fn delivered(mut body: Bytes) -> Option<Delivered> {
    fn byte(from: &mut Bytes) -> Option<u8> {
        from.has_remaining().then(|| from.get_u8())
    }
    c_string(&mut body, 6)?;
    let mut address = || {
        let body = &mut body;
        byte(body)?;
        byte(body)?;
        c_string(body, 65)
    };
    let from = address()?;
    address()?;
    let esm_class = byte(&mut body)?;
    byte(&mut body)?;
    byte(&mut body)?;
    c_string(&mut body, 17)?;
    c_string(&mut body, 17)?;
    byte(&mut body)?;
    byte(&mut body)?;
    let data_coding = byte(&mut body)?;
    byte(&mut body)?;
    let length = usize::from(byte(&mut body)?);
    if body.len() < length {
        return None;
    }
    let kind = esm_class & 0x3c;
    let mut read = Delivered {
        from,
        is_receipt: kind == 0x04,
        is_intermediate: kind == 0x20,
        data_coding,
        message: body.split_to(length),
        receipted_message_id: None,
        message_state: None,
    };
    // A message of several parts carries a header of its own.
    if esm_class & 0x40 != 0 && !read.message.is_empty() {
        let header = usize::from(read.message[0]) + 1;
        read.message.advance(header.min(read.message.len()));
    }
    while body.len() >= 4 {
        let (tag, length) = (body.get_u16(), usize::from(body.get_u16()));
        if body.len() < length {
            break;
        }
        let mut value = body.split_to(length);
        match tag {
            TAG_RECEIPTED_MESSAGE_ID => {
                let text = String::from_utf8_lossy(&value);
                read.receipted_message_id = Some(text.trim_end_matches('\0').to_owned());
            }
            TAG_MESSAGE_STATE => read.message_state = byte(&mut value),
            TAG_MESSAGE_PAYLOAD if read.message.is_empty() => read.message = value,
            _ => {}
        }
    }
    Some(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pdus_come_apart_as_they_were_put_together() {
        let mut wire = BytesMut::new();
        let first = Pdu::new(SUBMIT_SM, 0, 7, &b"abc"[..]);
        first.write(&mut wire);
        Pdu::new(ENQUIRE_LINK, 0, 8, Bytes::new()).write(&mut wire);
        let whole = wire.clone();
        for cut in 0..19 {
            let mut part = BytesMut::from(&whole[..cut]);
            assert_eq!(Pdu::read(&mut part), Ok(None), "{cut}");
        }
        assert_eq!(Pdu::read(&mut wire), Ok(Some(first)));
        assert_eq!(
            Pdu::read(&mut wire).map(|p| p.map(|p| p.command)),
            Ok(Some(ENQUIRE_LINK))
        );
        for length in [0_u32, 15, 100_000, u32::MAX] {
            assert_eq!(
                Pdu::read(&mut BytesMut::from(&length.to_be_bytes()[..])),
                Err(()),
                "{length}"
            );
        }
    }

    #[test]
    fn broken_bodies_are_none() {
        let mut good = BytesMut::new();
        good.extend_from_slice(b"\0\x01\x015549900000001\0\x03\x0027000\0\x04\0\0\0\0\0\0\0\0\x02hi");
        good.extend_from_slice(&[0x00, 0x1e, 0, 3, b'a', b'1', 0, 0x04, 0x27, 0, 1, 2]);
        let good = good.freeze();
        let read = delivered(good.clone()).unwrap();
        assert!(read.is_receipt && !read.is_intermediate);
        assert_eq!(
            (read.from.as_str(), &read.message[..]),
            ("5549900000001", &b"hi"[..])
        );
        assert_eq!(
            (read.receipted_message_id.as_deref(), read.message_state),
            (Some("a1"), Some(2))
        );
        let tlvs = good.len() - 12;
        for cut in 0..tlvs {
            assert_eq!(delivered(good.slice(..cut)), None, "{cut}");
        }
        for cut in tlvs..good.len() {
            assert!(delivered(good.slice(..cut)).is_some(), "{cut}");
        }
    }

    #[test]
    fn senders_are_told_apart() {
        for (text, ton, npi, bare) in [
            ("+5549900000001", 1, 1, "5549900000001"),
            ("27000", 3, 0, "27000"),
            ("PROVEDOR", 5, 0, "PROVEDOR"),
        ] {
            let address = Address::sender(text);
            assert_eq!(
                (address.ton, address.npi, address.text.as_str()),
                (ton, npi, bare)
            );
        }
    }
}
