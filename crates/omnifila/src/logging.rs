//! Where log lines go: standard error, as text or as JSON.

use crate::settings::{LogFormat, Settings};
use crate::terminal;
use tracing_subscriber::EnvFilter;

/// Sets logging up for the process.
///
/// # Errors
/// A filter that cannot be read.
pub(crate) fn start(settings: &Settings) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&settings.log);
    let filter = filter.map_err(|e| {
        terminal::usage(format!(
            "log: {e}; expected such as info or omnifila_engine=debug"
        ))
    })?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(terminal::watched());
    // Already set up only when a test runs two commands in one process; the first one's lines will do.
    drop(match settings.log_format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    });
    Ok(())
}
