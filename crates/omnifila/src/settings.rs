//! Settings: the file, then `OMNIFILA_*` variables, then flags; the only place that reads the environment.
//!
//! Every setting is a text with one name in all three places. An unknown key of the file is refused by name, for a
//! misspelt limit that is silently ignored is worse than none. An unknown variable is only mentioned: other programs
//! may share the prefix.

use crate::cli::Shared;
use crate::terminal::usage;
use anyhow::{Context, Result};
use jiff::tz::TimeZone;
use omnifila_core::time::Time;
use omnifila_store::place::Place;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

/// Name of the settings file, looked for where the program runs, then in the data folder.
pub(crate) const FILE: &str = "omnifila.toml";
const PREFIX: &str = "OMNIFILA_";

/// Every setting, with what it is.
pub(crate) const KEYS: &[(&str, &str)] = &[
    ("listen", "address and port the service listens on"),
    (
        "data_dir",
        "folder of the database, the master key and the local socket",
    ),
    (
        "database_url",
        "the database; an SQLite file in the data folder if not given",
    ),
    (
        "master_key",
        "64 hex digits that seal secrets; else the file master.key in the data folder",
    ),
    (
        "bootstrap_token",
        "16 to 256 printable characters that become an admin token, once",
    ),
    (
        "trust_proxy",
        "true where a proxy stands in front and sets X-Forwarded-For, -Proto and -Host; else false",
    ),
    ("simulated_time", "the moment at which time stands still"),
    ("log", "what to log"),
    ("log_format", "text or json"),
    ("time_zone", "zone in which commands show times"),
    ("server", "the omnifila that commands speak to"),
    ("token", "the token they speak with"),
];

/// Variables that belong to the project's own chores, not to a running program.
const NOT_OURS: &[&str] = &["CONFIG", "BIN", "ADVISORY_DB"];

/// A text that no log and no error may show.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(pub(crate) String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogFormat {
    Text,
    Json,
}

/// The settings of this run.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) listen: String,
    pub(crate) data_dir: PathBuf,
    /// Nobody named a data folder.
    pub(crate) data_dir_is_default: bool,
    /// The SQLite file.
    pub(crate) database: PathBuf,
    /// The URL of a PostgreSQL database, which takes the place of the file.
    pub(crate) postgres: Option<Secret>,
    pub(crate) master_key: Option<[u8; 32]>,
    pub(crate) bootstrap_token: Option<Secret>,
    /// What a proxy in front says of the client is true.
    pub(crate) trust_proxy: bool,
    pub(crate) simulated_time: Option<Time>,
    pub(crate) log: String,
    pub(crate) log_format: LogFormat,
    pub(crate) time_zone: TimeZone,
    pub(crate) server: Option<String>,
    pub(crate) token: Option<Secret>,
    /// Variables with the prefix that mean nothing.
    pub(crate) ignored: Vec<String>,
}

/// Flags beyond those that every command takes.
#[derive(Debug, Default)]
pub(crate) struct Flags {
    pub(crate) listen: Option<String>,
    pub(crate) simulated_time: Option<String>,
    /// What to log when nobody says.
    pub(crate) log_default: &'static str,
}

/// Reads the file, the environment and the flags.
///
/// # Errors
/// What is wrong, where, and what was expected; secrets are never repeated.
pub(crate) fn read(shared: &Shared, flags: Flags) -> Result<Settings> {
    let variables: BTreeMap<OsString, OsString> = environment().collect();
    layered(shared, flags, &variables)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the settings are the one reader of the environment"
)]
fn environment() -> impl Iterator<Item = (OsString, OsString)> {
    std::env::vars_os()
}

fn layered(shared: &Shared, flags: Flags, variables: &BTreeMap<OsString, OsString>) -> Result<Settings> {
    let (from_variables, ignored) = of_variables(variables)?;
    let from_flags = of_flags(shared, &flags);
    let data_dir = from_flags
        .get("data_dir")
        .or(from_variables.get("data_dir"))
        .map(PathBuf::from);
    let named = shared.config.clone().or_else(|| {
        variables
            .get(&OsString::from("OMNIFILA_CONFIG"))
            .map(PathBuf::from)
    });
    let mut values = of_file(named, data_dir)?;
    values.extend(from_variables);
    values.extend(from_flags);
    let rust_log = || Some(variables.get(&OsString::from("RUST_LOG"))?.to_str()?.to_owned());
    if !values.contains_key("log") {
        let log = rust_log()
            .filter(|l| !l.is_empty())
            .unwrap_or_else(|| flags.log_default.to_owned());
        values.insert("log".into(), log);
    }
    typed(&values, ignored)
}

type Values = BTreeMap<String, String>;

fn of_flags(shared: &Shared, flags: &Flags) -> Values {
    let given = [
        ("data_dir", &shared.data_dir),
        ("database_url", &shared.database_url),
        ("server", &shared.server),
        ("log", &shared.log),
        ("log_format", &shared.log_format),
        ("time_zone", &shared.time_zone),
        ("listen", &flags.listen),
        ("simulated_time", &flags.simulated_time),
    ];
    given
        .into_iter()
        .filter_map(|(key, value)| Some((key.to_owned(), value.clone()?)))
        .collect()
}

fn of_variables(variables: &BTreeMap<OsString, OsString>) -> Result<(Values, Vec<String>)> {
    let mut values = Values::new();
    let mut ignored = Vec::new();
    for (name, value) in variables {
        let Some(rest) = name.to_str().and_then(|n| n.strip_prefix(PREFIX)) else {
            continue;
        };
        let key = rest.to_ascii_lowercase();
        if KEYS.iter().any(|(known, _)| *known == key) {
            let text = value
                .to_str()
                .ok_or_else(|| usage(format!("{PREFIX}{rest}: expected UTF-8 text")))?;
            // A variable set to nothing is how a unit file or compose file unsets one.
            if !text.is_empty() {
                values.insert(key, text.to_owned());
            }
        } else if !NOT_OURS.contains(&rest) {
            ignored.push(format!("{PREFIX}{rest}"));
        }
    }
    Ok((values, ignored))
}

fn of_file(named: Option<PathBuf>, data_dir: Option<PathBuf>) -> Result<Values> {
    if let Some(path) = named {
        let text = std::fs::read_to_string(&path);
        let text = text.map_err(|e| {
            usage(format!(
                "the settings file {} cannot be read: {e}",
                path.display()
            ))
        })?;
        return parse(&path, &text);
    }
    let beside = data_dir.unwrap_or_else(|| PathBuf::from("data")).join(FILE);
    for path in [PathBuf::from(FILE), beside] {
        match std::fs::read_to_string(&path) {
            Ok(text) => return parse(&path, &text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            // A data folder that is a file is told when it is opened.
            Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => {}
            Err(error) => return Err(error).with_context(|| format!("the settings file {}", path.display())),
        }
    }
    Ok(Values::new())
}

fn parse(path: &Path, text: &str) -> Result<Values> {
    let file = path.display();
    // Only the position: the words of the parser may quote a line with a secret in it.
    let table: toml::Table = toml::from_str(text).map_err(|error: toml::de::Error| {
        let line = error
            .span()
            .map(|span| text.get(..span.start).unwrap_or_default().lines().count().max(1));
        let place = line.map(|n| format!(" line {n}")).unwrap_or_default();
        usage(format!(
            "{file}{place}: not TOML; expected lines such as listen = \"127.0.0.1:8080\""
        ))
    })?;
    let mut values = Values::new();
    for (key, value) in table {
        if !KEYS.iter().any(|(known, _)| *known == key) {
            let known: Vec<&str> = KEYS.iter().map(|(known, _)| *known).collect();
            return Err(usage(format!(
                "{file}: unknown key {key:?}; known are {}",
                known.join(", ")
            )));
        }
        let toml::Value::String(text) = value else {
            return Err(usage(format!("{file}: {key}: expected a text in quotes")));
        };
        values.insert(key, text);
    }
    Ok(values)
}

fn typed(values: &Values, ignored: Vec<String>) -> Result<Settings> {
    let get = |key: &str| values.get(key).cloned();
    let data_dir = PathBuf::from(get("data_dir").unwrap_or_else(|| "data".into()));
    let zone = get("time_zone").unwrap_or_else(|| "America/Sao_Paulo".into());
    let simulated_time = get("simulated_time")
        .map(|text| Time::parse(&text).map_err(|e| usage(format!("simulated_time: {e}"))));
    Ok(Settings {
        listen: get("listen").unwrap_or_else(|| "127.0.0.1:8080".into()),
        database: database(
            get("database_url").filter(|url| !is_postgres(url)).as_deref(),
            &data_dir,
        )?,
        postgres: get("database_url").filter(|url| is_postgres(url)).map(Secret),
        data_dir_is_default: get("data_dir").is_none(),
        data_dir,
        master_key: get("master_key")
            .map(|text| key("master_key", &text))
            .transpose()?,
        bootstrap_token: get("bootstrap_token").map(bootstrap_token).transpose()?,
        trust_proxy: match get("trust_proxy").as_deref() {
            None | Some("false") => false,
            Some("true") => true,
            Some(_) => return Err(usage("trust_proxy: expected true or false")),
        },
        simulated_time: simulated_time.transpose()?,
        log: get("log").unwrap_or_else(|| "info".into()),
        log_format: match get("log_format").as_deref() {
            None | Some("text") => LogFormat::Text,
            Some("json") => LogFormat::Json,
            Some(_) => return Err(usage("log_format: expected text or json")),
        },
        time_zone: TimeZone::get(&zone).map_err(|_| {
            usage(format!(
                "time_zone: {zone:?} is no IANA time zone, such as America/Sao_Paulo"
            ))
        })?,
        server: get("server"),
        token: get("token").map(Secret),
        ignored,
    })
}

/// 32 bytes from 64 hex digits.
pub(crate) fn key(name: &str, text: &str) -> Result<[u8; 32]> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(text.trim(), &mut bytes)
        .map_err(|_| usage(format!("{name}: expected 64 hex digits")))?;
    Ok(bytes)
}

/// What travels in a header: visible ASCII.
fn bootstrap_token(text: String) -> Result<Secret> {
    if (16..=256).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic()) {
        return Ok(Secret(text));
    }
    Err(usage(
        "bootstrap_token: expected 16 to 256 printable characters without spaces",
    ))
}

fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

/// The database of a URL that names one by itself.
///
/// # Errors
/// Neither `sqlite:FILE` nor `postgres://…`.
pub(crate) fn place(flag: &str, url: &str) -> Result<Place> {
    if is_postgres(url) {
        return Ok(Place::Postgres(url.to_owned()));
    }
    // A name alone would be taken for a file, and a mistyped URL with it.
    if !url.starts_with("sqlite:") {
        return Err(usage(format!("{flag}: expected sqlite:FILE or postgres://…")));
    }
    database(Some(url), Path::new(""))
        .map(Place::File)
        .map_err(|_| usage(format!("{flag}: expected sqlite:FILE or postgres://…")))
}

impl Settings {
    /// The database of this installation.
    pub(crate) fn place(&self) -> Place {
        match &self.postgres {
            Some(url) => Place::Postgres(url.0.clone()),
            None => Place::File(self.database.clone()),
        }
    }
}

fn database(url: Option<&str>, data_dir: &Path) -> Result<PathBuf> {
    let Some(url) = url else {
        return Ok(data_dir.join("omnifila.db"));
    };
    let path = url
        .strip_prefix("sqlite://")
        .or_else(|| url.strip_prefix("sqlite:"))
        .unwrap_or(url);
    if path.is_empty() || path.contains("://") || path == ":memory:" {
        return Err(usage("database_url: expected sqlite:FILE or postgres://…"));
    }
    Ok(PathBuf::from(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(data_dir: &Path) -> Shared {
        Shared {
            config: None,
            data_dir: Some(data_dir.to_str().unwrap().to_owned()),
            database_url: None,
            server: None,
            log: None,
            log_format: None,
            time_zone: None,
            json: false,
        }
    }

    fn variables(pairs: &[(&str, &str)]) -> BTreeMap<OsString, OsString> {
        pairs
            .iter()
            .map(|(k, v)| (OsString::from(k), OsString::from(v)))
            .collect()
    }

    #[test]
    fn flags_win_over_variables_and_variables_over_the_file() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(
            folder.path().join(FILE),
            "listen = \"127.0.0.1:1\"\ntime_zone = \"America/Manaus\"\nlog = \"warn\"\n",
        )
        .unwrap();
        let env = variables(&[
            ("OMNIFILA_LISTEN", "127.0.0.1:2"),
            ("OMNIFILA_LOG", "debug"),
            ("OMNIFILA_LISSTEN", "x"),
        ]);
        let flags = || Flags {
            listen: Some("127.0.0.1:3".into()),
            ..Flags::default()
        };
        let settings = layered(&shared(folder.path()), flags(), &env).unwrap();
        assert_eq!(settings.listen, "127.0.0.1:3");
        assert_eq!(settings.log, "debug");
        assert_eq!(settings.time_zone.iana_name(), Some("America/Manaus"));
        assert_eq!(settings.ignored, ["OMNIFILA_LISSTEN"]);
        let settings = layered(&shared(folder.path()), Flags::default(), &env).unwrap();
        assert_eq!(settings.listen, "127.0.0.1:2");
        assert_eq!(settings.database, folder.path().join("omnifila.db"));
    }

    #[test]
    fn an_unknown_key_is_refused_by_name_and_nothing_secret_is_repeated() {
        let error = parse(Path::new("omnifila.toml"), "listn = \"127.0.0.1:1\"")
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("\"listn\"") && error.contains("listen") && error.contains("data_dir"),
            "{error}"
        );
        let error = parse(Path::new("omnifila.toml"), "\ntoken = \"hidden-value")
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("line 2") && !error.contains("hidden-value"),
            "{error}"
        );
        let error = parse(Path::new("omnifila.toml"), "[listen]\nx = 1")
            .unwrap_err()
            .to_string();
        assert!(error.contains("listen: expected a text"), "{error}");
    }

    #[test]
    fn values_are_checked_without_being_repeated() {
        assert!(bootstrap_token("short".into()).is_err());
        assert!(bootstrap_token("x".repeat(257)).is_err());
        assert!(
            bootstrap_token("sixteen chars ok".into()).is_err(),
            "a space does not travel in a header"
        );
        let error = bootstrap_token("água-de-coco-0123456789".into())
            .unwrap_err()
            .to_string();
        assert!(!error.contains("coco"));
        assert!(bootstrap_token("0123456789abcdef".into()).is_ok());
        assert!(key("master_key", &"g".repeat(64)).is_err());
        assert_eq!(key("master_key", &"0f".repeat(32)).unwrap(), [15; 32]);
        let secret = Secret("hidden-value".into());
        assert_eq!(format!("{secret:?}"), "***");
    }

    #[test]
    fn the_database_is_a_file() {
        let folder = Path::new("data");
        assert_eq!(database(None, folder).unwrap(), Path::new("data/omnifila.db"));
        assert_eq!(
            database(Some("sqlite:///srv/fila.db"), folder).unwrap(),
            Path::new("/srv/fila.db")
        );
        assert_eq!(
            database(Some("sqlite:fila.db"), folder).unwrap(),
            Path::new("fila.db")
        );
        for bad in ["mysql://localhost/x", "sqlite:", ":memory:"] {
            assert!(database(Some(bad), folder).is_err(), "{bad}");
        }
    }
}
