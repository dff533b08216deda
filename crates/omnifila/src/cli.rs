//! The command line, as people type it. What a command does is in [`crate::commands`].

use crate::bench;
use crate::commands::notice::NoticeCommand;
use crate::commands::outbox::OutboxCommand;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// The queue between a billing system and its customers' phones.
#[derive(Debug, Parser)]
#[command(
    name = "omnifila",
    version,
    max_term_width = 110,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "Settings come from omnifila.toml, then OMNIFILA_* variables, then flags. \
        Commands speak to the omnifila running on --data-dir, or to --server URL with OMNIFILA_TOKEN."
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) shared: Shared,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Flags that every command takes.
#[derive(Debug, Args)]
pub(crate) struct Shared {
    /// Settings file (default: omnifila.toml here, else in the data folder)
    #[arg(long, global = true, value_name = "FILE", help_heading = "Settings")]
    pub(crate) config: Option<PathBuf>,
    /// Folder of the database, the master key and the local socket (default: ./data)
    #[arg(long, global = true, value_name = "DIR", help_heading = "Settings")]
    pub(crate) data_dir: Option<String>,
    /// Database (default: an SQLite file in the data folder)
    #[arg(long, global = true, value_name = "URL", help_heading = "Settings")]
    pub(crate) database_url: Option<String>,
    /// Address of a running omnifila, such as http://127.0.0.1:8080, spoken to with OMNIFILA_TOKEN
    #[arg(long, global = true, value_name = "URL", help_heading = "Settings")]
    pub(crate) server: Option<String>,
    /// What to log, such as info or omnifila_engine=debug
    #[arg(long, global = true, value_name = "FILTER", help_heading = "Settings")]
    pub(crate) log: Option<String>,
    /// How to log: text or json
    #[arg(long, global = true, value_name = "FORMAT", help_heading = "Settings")]
    pub(crate) log_format: Option<String>,
    /// Time zone in which times are shown (default: America/Sao_Paulo)
    #[arg(long, global = true, value_name = "ZONE", help_heading = "Settings")]
    pub(crate) time_zone: Option<String>,
    /// Print JSON, as the API answers it
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the service: API, dispatcher and tasks
    Serve(ServeArgs),
    /// Run the service on a scratch folder with a made-up provider beside it; messages leave within 10 seconds
    Demo(DemoArgs),
    /// Run stand-ins for the providers, with a phone to look at and faults to switch on
    Sandbox(SandboxArgs),
    /// Bring in customers, invoices, messages or holidays from a file
    #[command(subcommand)]
    Import(ImportCommand),
    /// See, order and stop messages
    #[command(subcommand)]
    Queue(QueueCommand),
    /// Tasks, which release queues
    #[command(subcommand)]
    Task(TaskCommand),
    /// Gateways, and Opa!'s own API spoken in front of them
    #[command(subcommand)]
    Gateway(GatewayCommand),
    /// Executions of tasks
    #[command(subcommand)]
    Runs(RunsCommand),
    /// Dunning ladders, which make messages of invoices
    #[command(subcommand)]
    Ladder(LadderCommand),
    /// Programs that are told what became of messages
    #[command(subcommand)]
    Outbox(OutboxCommand),
    /// Notices (comunicados): one template to many customers
    #[command(subcommand)]
    Notice(NoticeCommand),
    /// What bulk actions did, and undoing them
    #[command(subcommand)]
    Operations(OperationsCommand),
    /// When what waits will have left
    Forecast(ForecastArgs),
    /// Stop sending, of everything or of one gateway; nothing is lost
    Pause(PauseArgs),
    /// Lift a pause
    Resume(ResumeArgs),
    /// API tokens
    #[command(subcommand)]
    Token(TokenCommand),
    /// People who may sign in
    #[command(subcommand)]
    User(UserCommand),
    /// Bring the database to this version's schema
    Migrate,
    /// Look for what is wrong with the installation
    Doctor,
    /// Look for what is wrong with customers' records (diagnóstico do cadastro)
    Diagnose(DiagnoseArgs),
    /// Copy the database into a new file, also while the service runs; SQLite or PostgreSQL
    Backup(BackupArgs),
    /// Put a backup in the place of the database, with the service stopped; everything starts paused
    Restore(RestoreArgs),
    /// Move a stopped installation from SQLite to PostgreSQL or back, and prove that all of it arrived
    Transfer(TransferArgs),
    /// Prove that the database is sound and agrees with itself; nothing is changed
    Verify,
    /// What was set up, as one JSON document without secrets
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Measure this machine
    Bench(bench::BenchArgs),
    #[command(hide = true, subcommand)]
    BenchPart(bench::Part),
    /// Print the OpenAPI document
    #[command(hide = true)]
    Openapi,
    /// Print the moves a message can make, as Markdown
    #[command(hide = true)]
    States,
}

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Address to listen on; port 0 takes a free one (default: 127.0.0.1:8080)
    #[arg(long, value_name = "ADDR")]
    pub(crate) listen: Option<String>,
    /// Let time stand still at this moment until POST /api/v1/clock/advance; only loopback gateways
    #[arg(long, value_name = "TIME")]
    pub(crate) simulated_time: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// Address to listen on; port 0 takes a free one (default: 127.0.0.1:8080)
    #[arg(long, value_name = "ADDR")]
    pub(crate) listen: Option<String>,
    /// Address of the sandbox
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    pub(crate) sandbox_listen: std::net::SocketAddr,
    /// Made-up customers
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u32).range(1..=99_999))]
    pub(crate) customers: u32,
}

#[derive(Debug, Args)]
pub(crate) struct SandboxArgs {
    /// Address to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:9090")]
    pub(crate) listen: std::net::SocketAddr,
    /// Also write every call into this file, one JSON object per line
    #[arg(long, value_name = "FILE")]
    pub(crate) journal: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ImportCommand {
    /// Columns: external_id, name, phone, email, document, branch_key, state, city_ibge, tags, …
    Customers(ImportArgs),
    /// Columns: external_id, customer_external_id, status, due_date, amount_cents (or amount, as 99,90), …
    Invoices(ImportArgs),
    /// Columns: gateway_id, template_id, customer.external_id, customer.name, customer.phone, data.…, dedupe_key, …
    Messages(ImportArgs),
    /// Holidays from CSV (date, name, closed_from, closed_until; or data, nome …) or iCalendar (.ics)
    Calendar(CalendarArgs),
}

#[derive(Debug, Args)]
pub(crate) struct CalendarArgs {
    /// CSV or iCalendar; one broken row refuses the file, for a lost holiday is a message on a holiday
    pub(crate) file: PathBuf,
    /// What people call the calendar
    #[arg(long)]
    pub(crate) name: String,
    /// What programs call it; by default made from the place or the name, so that importing again changes the same one
    #[arg(long)]
    pub(crate) key: Option<String>,
    /// The municipality whose holidays they are, by its seven digits
    #[arg(long, value_name = "CODE")]
    pub(crate) city_ibge: Option<String>,
    /// The state whose holidays they are, in two letters
    #[arg(long, value_name = "UF")]
    pub(crate) state: Option<String>,
    /// Only read and check the file
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Args)]
pub(crate) struct DiagnoseArgs {
    /// Write every customer with a problem into a file, one line per problem; it must not be there yet
    #[arg(long, value_name = "FILE")]
    pub(crate) csv: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// CSV (`;` or `,`, with a header row; UTF-8 or Latin-1), XLSX (first sheet) or NDJSON (.ndjson, .jsonl)
    pub(crate) file: PathBuf,
    /// The system the rows come from; part of the identity of customers and invoices
    #[arg(long, default_value = "import")]
    pub(crate) source: String,
    /// Only read and check the file; the server is not asked
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Where the refused rows go (default: FILE.recusadas.csv)
    #[arg(long, value_name = "FILE")]
    pub(crate) refused: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum QueueCommand {
    /// Messages, newest first, or in the order of sending with --order queue
    List(ListArgs),
    /// One message with its history, and why it waits
    Show { id: i64 },
    /// Cancel one message, everything that waits in a gateway, or everything that waits
    Cancel(CancelArgs),
    /// Change a message's place in its gateway's queue
    Move(MoveArgs),
    /// Give a message another time, not before which it leaves
    Reschedule {
        id: i64,
        /// RFC 3339 with its offset, such as 2026-12-10T08:00:00-03:00
        #[arg(long, value_name = "TIME")]
        due_at: String,
    },
    /// Change a message's priority
    Priority { id: i64, level: PriorityWord },
    /// Send a message again that failed, expired or is uncertain
    Resend {
        id: i64,
        #[arg(long)]
        reason: String,
    },
    /// Say what became of an uncertain message
    Resolve {
        id: i64,
        #[arg(long = "as")]
        verdict: Verdict,
        #[arg(long)]
        reason: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// waiting, sending, sent, delivered, read, failed, uncertain, cancelled or expired; may be repeated
    #[arg(long)]
    pub(crate) status: Vec<String>,
    /// Id of a gateway
    #[arg(long, value_name = "ID")]
    pub(crate) gateway: Option<i64>,
    /// Beginning of a customer's name, a phone or an id
    #[arg(long, value_name = "TEXT")]
    pub(crate) q: Option<String>,
    #[arg(long, default_value = "id")]
    pub(crate) order: OrderWord,
    /// Rows, 1 to 1000
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(crate) limit: u16,
    /// Where the next page begins, as the page before said
    #[arg(long)]
    pub(crate) cursor: Option<String>,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("which").required(true))]
pub(crate) struct CancelArgs {
    #[arg(group = "which")]
    pub(crate) id: Option<i64>,
    /// Everything that waits in this gateway
    #[arg(long, value_name = "ID", group = "which")]
    pub(crate) gateway: Option<i64>,
    /// Everything that waits
    #[arg(long, group = "which")]
    pub(crate) all: bool,
    /// Everything that waits of this batch_ref: of an imported file, or of a ladder's run
    #[arg(long, value_name = "REF", group = "which")]
    pub(crate) batch: Option<String>,
    /// Why; kept on record
    #[arg(long)]
    pub(crate) reason: String,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("place").required(true))]
pub(crate) struct MoveArgs {
    pub(crate) id: i64,
    #[arg(long, group = "place")]
    pub(crate) front: bool,
    #[arg(long, group = "place")]
    pub(crate) back: bool,
    #[arg(long, value_name = "ID", group = "place")]
    pub(crate) before: Option<i64>,
    #[arg(long, value_name = "ID", group = "place")]
    pub(crate) after: Option<i64>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum OrderWord {
    Id,
    Queue,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum PriorityWord {
    Urgent,
    High,
    Normal,
    Low,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum Verdict {
    Sent,
    NotSent,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TaskCommand {
    List,
    /// Release the task's gateways now
    Run {
        id: i64,
        /// Wait until the run has ended
        #[arg(long)]
        wait: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum GatewayCommand {
    List,
    /// What programs such as IXC sent to this gateway's own Opa! address, newest first
    Calls {
        id: i64,
        #[arg(long, default_value_t = 50)]
        limit: u16,
        #[arg(long, hide = true)]
        cursor: Option<String>,
    },
    /// Take such calls: off, record (pass everything on and keep it), or queue
    Compat {
        id: i64,
        mode: CompatMode,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum CompatMode {
    Off,
    Record,
    Queue,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RunsCommand {
    List,
    Show {
        id: i64,
    },
    /// What has not started stays waiting
    Stop {
        id: i64,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum LadderCommand {
    List,
    /// Make today's messages; running it again adds nothing
    Run {
        id: i64,
        /// Only count
        #[arg(long)]
        dry_run: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum OperationsCommand {
    Show {
        id: i64,
    },
    Stop {
        id: i64,
    },
    /// Put back what a cancel took out, up to 10 minutes later
    Undo {
        id: i64,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ForecastArgs {
    /// Id of a gateway
    #[arg(long, value_name = "ID")]
    pub(crate) gateway: Option<i64>,
    /// Count what will have left by this time (RFC 3339)
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("what").required(true))]
pub(crate) struct PauseArgs {
    #[arg(long, group = "what")]
    pub(crate) all: bool,
    #[arg(long, value_name = "ID", group = "what")]
    pub(crate) gateway: Option<i64>,
    /// Why; shown to whoever asks why messages wait
    #[arg(long)]
    pub(crate) reason: String,
    /// When it ends by itself (RFC 3339)
    #[arg(long, value_name = "TIME")]
    pub(crate) until: Option<String>,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("what").required(true))]
pub(crate) struct ResumeArgs {
    /// Lift the pause of everything; paused gateways stay so
    #[arg(long, group = "what")]
    pub(crate) all: bool,
    #[arg(long, value_name = "ID", group = "what")]
    pub(crate) gateway: Option<i64>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    /// Make a token; it is shown once
    Create {
        #[arg(long)]
        name: String,
        /// May be repeated
        #[arg(long, required = true)]
        scope: Vec<ScopeWord>,
        /// When it stops working (RFC 3339)
        #[arg(long, value_name = "TIME")]
        expires_at: Option<String>,
    },
    List,
    Revoke {
        id: i64,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Add a person; without --password-stdin a password for one use is made and shown once
    Create {
        #[arg(long)]
        name: String,
        /// What they sign in with
        #[arg(long)]
        email: String,
        #[arg(long)]
        role: RoleWord,
        /// Read the password from standard input
        #[arg(long)]
        password_stdin: bool,
    },
    List,
    /// Give a person another password and sign them out everywhere
    ResetPassword {
        email: String,
        /// Read the password from standard input
        #[arg(long)]
        password_stdin: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RoleWord {
    /// Looks
    Viewer,
    /// Works with the queue
    Operator,
    /// Works with the queue, templates, ladders and windows
    Billing,
    /// Everything
    Admin,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScopeWord {
    Read,
    Enqueue,
    Operate,
    Admin,
}

#[derive(Debug, Args)]
pub(crate) struct BackupArgs {
    /// The new file; an existing one is not overwritten
    pub(crate) file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct TransferArgs {
    /// The database that is left: sqlite:FILE or postgres://…; nothing may be running on it
    #[arg(
        long,
        value_name = "URL",
        required_unless_present = "take_back",
        requires = "to"
    )]
    pub(crate) from: Option<String>,
    /// The database that takes its place; it must be empty, or not be there yet
    #[arg(long, value_name = "URL", requires = "from")]
    pub(crate) to: Option<String>,
    /// Use a database again that was moved away; first stop the other one for good
    #[arg(long, value_name = "URL", conflicts_with_all = ["from", "to"])]
    pub(crate) take_back: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    /// A file made by backup, of either kind of database
    pub(crate) file: PathBuf,
    /// Keep the present SQLite file beside the new one, under a name of its own, and replace it
    #[arg(long)]
    pub(crate) replace: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Print branches, calendars, windows, gateways, templates, routes, sources, ladders and tasks
    Export,
    /// Create what is not there yet and change what is, matched by key, else by name
    Import { file: PathBuf },
}

/// The word of a choice, as the API spells it.
pub(crate) fn word(choice: impl ValueEnum) -> String {
    choice
        .to_possible_value()
        .map(|value| value.get_name().to_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn words_are_those_of_the_api() {
        assert_eq!(word(Verdict::NotSent), "not_sent");
        assert_eq!(word(PriorityWord::Urgent), "urgent");
        assert_eq!(word(OrderWord::Queue), "queue");
    }

    #[test]
    fn a_cancel_says_which() {
        assert!(Cli::try_parse_from(["omnifila", "queue", "cancel", "--reason", "x"]).is_err());
        assert!(Cli::try_parse_from(["omnifila", "queue", "cancel", "7", "--all", "--reason", "x"]).is_err());
        assert!(Cli::try_parse_from(["omnifila", "queue", "cancel", "7"]).is_err());
        assert!(Cli::try_parse_from(["omnifila", "queue", "cancel", "7", "--reason", "x"]).is_ok());
    }
}
