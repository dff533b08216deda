//! What the schema says of itself: its tables with their columns, keys and indexes, in the order in which they can be filled. Read
//! from an empty database in memory to which every migration was applied, so that no list has to be kept beside them.

use super::schema::MIGRATIONS;
use crate::StoreError;
use rusqlite::{Connection, Result};

/// One table of both engines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<Column>,
    /// The columns of the primary key, by their place.
    pub(crate) key: Vec<usize>,
    /// The column whose values the engine gives, where nobody else does.
    pub(crate) numbered: Option<usize>,
    /// Numbers are not given again when their rows are gone.
    pub(crate) remembers: bool,
    pub(crate) parents: Vec<Parent>,
    pub(crate) indexes: Vec<String>,
    pub(crate) triggers: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Integer,
    Text,
    /// A text in the program's hands, whatever it is in the file.
    Any,
    Blob,
}

/// A row of another table to which a row refers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parent {
    pub(crate) column: String,
    pub(crate) table: String,
    pub(crate) key: String,
}

impl Table {
    /// The columns in quotes, with commas between.
    pub(crate) fn columns(&self) -> String {
        let names: Vec<String> = self.columns.iter().map(|c| quoted(&c.name)).collect();
        names.join(", ")
    }

    /// The columns of the key, the same.
    pub(crate) fn key(&self) -> String {
        let names: Vec<String> = self
            .key
            .iter()
            .filter_map(|at| self.columns.get(*at))
            .map(|c| quoted(&c.name))
            .collect();
        names.join(", ")
    }
}

pub(crate) fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

/// All tables of this program's schema; what a row refers to comes before it.
pub(crate) fn tables() -> std::result::Result<Vec<Table>, StoreError> {
    Ok(read()?)
}

fn read() -> Result<Vec<Table>> {
    let conn = Connection::open_in_memory()?;
    for sql in MIGRATIONS {
        conn.execute_batch(sql)?;
    }
    let mut select = conn.prepare(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid",
    )?;
    let found = select.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    found
        .map(|found| {
            let (name, sql) = found?;
            table(&conn, name, &sql)
        })
        .collect()
}

fn table(conn: &Connection, name: String, sql: &str) -> Result<Table> {
    let mut info = conn.prepare("SELECT name, type, pk FROM pragma_table_info(?1) ORDER BY cid")?;
    let found = info.query_map([&name], |row| {
        Ok((
            row.get::<_, String>(0)?,
            row.get::<_, String>(1)?,
            row.get::<_, i64>(2)?,
        ))
    })?;
    let (mut columns, mut key, mut numbered) = (Vec::new(), Vec::new(), None);
    for (at, found) in found.enumerate() {
        let (column, kind, place) = found?;
        let kind = match kind.as_str() {
            "INTEGER" => Kind::Integer,
            "BLOB" => Kind::Blob,
            "ANY" => Kind::Any,
            _ => Kind::Text,
        };
        if place > 0 {
            key.push((place, at));
        }
        columns.push(Column { name: column, kind });
    }
    key.sort_unstable();
    let key: Vec<usize> = key.into_iter().map(|(_, at)| at).collect();
    if let [only] = key[..]
        && columns[only].kind == Kind::Integer
        && !sql.contains("WITHOUT ROWID")
    {
        numbered = Some(only);
    }
    let mut parents =
        conn.prepare("SELECT \"from\", \"table\", \"to\" FROM pragma_foreign_key_list(?1) ORDER BY id, seq")?;
    let parents = parents.query_map([&name], |row| {
        Ok(Parent {
            column: row.get(0)?,
            table: row.get(1)?,
            key: row.get(2)?,
        })
    })?;
    let named = |kind: &str| -> Result<Vec<String>> {
        let mut select = conn.prepare(
            "SELECT name FROM sqlite_schema WHERE type = ?1 AND tbl_name = ?2 AND sql IS NOT NULL ORDER BY name",
        )?;
        select.query_map([kind, &name], |row| row.get(0))?.collect()
    };
    Ok(Table {
        columns,
        key,
        numbered,
        remembers: sql.contains("AUTOINCREMENT"),
        parents: parents.collect::<Result<_>>()?,
        indexes: named("index")?,
        triggers: named("trigger")?,
        name,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_has_a_key_and_comes_after_what_it_refers_to() {
        let tables = tables().unwrap();
        let mut before: Vec<&str> = Vec::new();
        for table in &tables {
            assert!(!table.key.is_empty(), "{} has no key", table.name);
            for parent in &table.parents {
                assert!(
                    before.contains(&parent.table.as_str()),
                    "{} comes before {}",
                    table.name,
                    parent.table
                );
            }
            before.push(&table.name);
        }
        let find = |name: &str| tables.iter().find(|t| t.name == name).unwrap();
        assert_eq!(find("attempt").key(), "\"message_id\", \"number\"");
        assert_eq!(find("attempt").numbered, None);
        assert!(find("customer").remembers && find("customer").numbered == Some(0));
        assert_eq!(find("setting").columns[1].kind, Kind::Any);
        assert!(find("state").indexes.contains(&"state_queue".to_owned()));
        // Its rows are counted by a trigger while those of the other arrive, and then replaced.
        let place = |name: &str| tables.iter().position(|t| t.name == name).unwrap();
        assert!(place("portfolio_recipient") < place("portfolio"));
    }
}
