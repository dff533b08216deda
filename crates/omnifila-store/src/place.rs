//! Where an installation's database is, for what works on one from outside of a service.

use crate::postgres::address::Address;
use std::fmt;
use std::path::PathBuf;
use tokio_postgres::config::Host;

/// A database by its address.
#[derive(Clone, PartialEq, Eq)]
pub enum Place {
    File(PathBuf),
    /// The URL, which may hold a password.
    Postgres(String),
}

impl Place {
    pub fn is_file(&self) -> bool {
        matches!(self, Place::File(_))
    }
}

/// Without the password.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::File(path) => {
                let path = std::path::absolute(path).unwrap_or_else(|_| path.clone());
                write!(f, "{}", path.display())
            }
            Place::Postgres(url) => {
                let Ok(address) = Address::read(url) else {
                    return write!(f, "PostgreSQL");
                };
                let config = address.config();
                let hosts: Vec<String> = config
                    .get_hosts()
                    .iter()
                    .map(|host| match host {
                        Host::Tcp(name) => name.clone(),
                        Host::Unix(path) => path.display().to_string(),
                    })
                    .collect();
                let database = config.get_dbname().or(config.get_user()).unwrap_or_default();
                write!(f, "PostgreSQL {}/{database}", hosts.join(","))?;
                match config.get_options() {
                    Some(options) => write!(f, " ({options})"),
                    None => Ok(()),
                }
            }
        }
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_named_without_its_password() {
        let url = "postgres://omnifila:hidden-value@db.internal/fila?options=-c%20search_path%3Dfilial";
        let named = Place::Postgres(url.into()).to_string();
        assert_eq!(named, "PostgreSQL db.internal/fila (-c search_path=filial)");
        assert_eq!(Place::File("/srv/fila.db".into()).to_string(), "/srv/fila.db");
    }
}
