//! What happens in the ERP meanwhile: `POST /sandbox/v1/ixc/{name}/changes`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::table::{Cell, Table};

/// One change. `at` is the local `YYYY-MM-DD HH:MM:SS` that `ultima_atualizacao` gets; without it that field stays as it
/// was, which real installations were seen to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case", deny_unknown_fields)]
pub enum IxcChange {
    /// A title is paid on the day `on` (`YYYY-MM-DD`).
    Pay {
        id: u64,
        on: String,
        #[serde(default)]
        at: Option<String>,
    },
    Cancel {
        id: u64,
        #[serde(default)]
        at: Option<String>,
    },
    Renegotiate {
        id: u64,
        #[serde(default)]
        at: Option<String>,
    },
    DueDate {
        id: u64,
        to: String,
        #[serde(default)]
        at: Option<String>,
    },
    /// Any fields of any row; a row that is not there is made.
    Set {
        resource: String,
        id: u64,
        fields: BTreeMap<String, String>,
        #[serde(default)]
        at: Option<String>,
    },
    /// The row is gone.
    Remove { resource: String, id: u64 },
}

impl IxcChange {
    pub(super) fn apply(&self, tables: &mut BTreeMap<String, Table>) -> Result<(), String> {
        let set = |fields: &[(&str, &str)]| -> Vec<(String, String)> {
            fields
                .iter()
                .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
                .collect()
        };
        let (resource, id, fields, at) = match self {
            Self::Pay { id, on, at } => {
                let fields = [
                    ("status", "R"),
                    ("valor_aberto", "0.00"),
                    ("baixa_data", on),
                    ("pagamento_data", on),
                ];
                ("fn_areceber", *id, set(&fields), at)
            }
            Self::Cancel { id, at } => (
                "fn_areceber",
                *id,
                set(&[("status", "C"), ("valor_aberto", "0.00")]),
                at,
            ),
            Self::Renegotiate { id, at } => ("fn_areceber", *id, set(&[("titulo_renegociado", "S")]), at),
            Self::DueDate { id, to, at } => ("fn_areceber", *id, set(&[("data_vencimento", to)]), at),
            Self::Set {
                resource,
                id,
                fields,
                at,
            } => {
                let fields = fields.iter().map(|(n, v)| (n.clone(), v.clone())).collect();
                (resource.as_str(), *id, fields, at)
            }
            Self::Remove { resource, id } => {
                let table = tables
                    .get_mut(resource)
                    .ok_or_else(|| format!("resource: no such: {resource}"))?;
                return match table.rows.remove(id) {
                    Some(_) => Ok(()),
                    None => Err(format!("id: no such row: {id}")),
                };
            }
        };
        let table = tables
            .get_mut(resource)
            .ok_or_else(|| format!("resource: no such: {resource}"))?;
        if !table.rows.contains_key(&id) && !matches!(self, Self::Set { .. }) {
            return Err(format!("id: no such row: {id}"));
        }
        let stamp = at.iter().map(|at| ("ultima_atualizacao".to_owned(), at.clone()));
        let fields = fields.into_iter().chain(stamp).map(|(n, v)| (n, Cell::Owned(v)));
        table
            .set(id, fields)
            .map_err(|name| format!("fields: {resource} has no {name}"))
    }
}
