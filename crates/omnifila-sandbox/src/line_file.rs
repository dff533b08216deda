//! The journal as JSON lines, written by a thread of its own so that no call waits for the disk.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::thread::JoinHandle;

use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::record::CallRecord;

/// Lines that may wait for the disk, about 400 bytes each; beyond it they are lost, and counted as lost.
const WAITING_LINES: usize = 262_144;

#[derive(Debug)]
pub(crate) struct LineFile {
    lines: Sender<String>,
    writer: JoinHandle<()>,
}

impl LineFile {
    pub(crate) fn open(file: File) -> Self {
        let (lines, mut waiting) = channel(WAITING_LINES);
        let writer = std::thread::spawn(move || {
            if let Err(error) = write_lines(file, &mut waiting) {
                tracing::error!(%error, "the journal file could not be written and ends here");
            }
        });
        Self { lines, writer }
    }

    /// False when the line is lost.
    pub(crate) fn write(&self, record: &CallRecord) -> bool {
        serde_json::to_string(record).is_ok_and(|text| self.lines.try_send(text).is_ok())
    }

    pub(crate) fn close(self) {
        drop(self.lines);
        // A panic of the writer has already been reported by its thread.
        let _ = self.writer.join();
    }
}

/// Flushes whenever nothing waits, so that a reader of the file is never long behind.
fn write_lines(file: File, waiting: &mut Receiver<String>) -> std::io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, file);
    while let Some(first) = waiting.blocking_recv() {
        writeln!(out, "{first}")?;
        while let Ok(next) = waiting.try_recv() {
            writeln!(out, "{next}")?;
        }
        out.flush()?;
    }
    out.flush()
}
