//! Imports: a file is kept and recognised, looked at, taken in by a loop, stopped, taken back.
//!
//! An upload keeps the file and guesses its columns; a preview judges every row and writes none; from the start on
//! [`working`] reads the rows, takes them in page by page, and goes on where it was after a crash. The command line reads the
//! same files ([`file`], [`columns`]) and brings them through the batch endpoints.
//!
//! Failures: a file that cannot be read is refused when it comes; a row that cannot be taken refuses itself, with its reason.
//! Left out: what rows mean to the queue and to billing.

pub mod columns;
pub mod file;
mod guess;
mod judging;
mod working;

pub(crate) use working::run;

use crate::Engine;
use crate::intake::IntakeError;
use crate::live::Live;
use crate::setup::sized;
use file::Table;
use judging::{Judge, needed};
use omnifila_core::catalogue::{ImportKind, ImportSpec, ImportStatus};
use omnifila_core::id::{GatewayId, ImportId, TemplateId};
use omnifila_core::input::InputError;
use omnifila_store::StoreError;
use omnifila_store::catalogue::{ImportFile, NewImport, RefusedRow, StoredImport};
use omnifila_store::verbs::By;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

type Result<T> = std::result::Result<T, IntakeError>;

/// Rows of one file at most.
const MOST_ROWS: usize = 1_000_000;
/// Rows that are shown before anything is taken in.
const SAMPLE: usize = 10;
/// Kinds of trouble that a preview shows, and examples of refused rows.
const MOST_PROBLEMS: usize = 50;
const MAX_NAME: usize = 200;

/// A file as it comes.
#[derive(Debug, Clone)]
pub struct Upload {
    pub kind: ImportKind,
    pub name: String,
    pub source: String,
    pub gateway_id: Option<GatewayId>,
    pub template_id: Option<TemplateId>,
    pub bytes: Vec<u8>,
}

/// What an import would do, as far as its rows alone can tell.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ImportPreview {
    pub rows: usize,
    pub good: usize,
    pub refused: usize,
    /// By reason and column, the most frequent first.
    pub problems: Vec<ImportProblem>,
    /// The first good rows, as the batch endpoint would take them.
    pub samples: Vec<ImportSample>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ImportProblem {
    pub code: String,
    pub place: String,
    pub expected: String,
    pub rows: usize,
    /// The first line that has it.
    pub line: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ImportSample {
    pub line: u64,
    pub item: Value,
}

impl Engine {
    /// Keeps a file and says what it is taken for; nothing of it is in yet.
    ///
    /// # Errors
    /// `unreadable_file`, `too_many_rows`, `no_rows`.
    pub async fn upload_import(&self, upload: Upload, by: By) -> Result<StoredImport> {
        sized("/name", &upload.name, MAX_NAME)?;
        sized("/source", &upload.source, MAX_NAME)?;
        let digest = Sha256::digest(&upload.bytes).into();
        let (table, bytes) = read_with(upload.bytes).await?;
        if table.records.is_empty() {
            return Err(InputError::new("no_rows", "", "a head and at least one row").into());
        }
        if table.records.len() > MOST_ROWS {
            let expected = format!("at most {MOST_ROWS} rows; split the file");
            return Err(InputError::new("too_many_rows", "", expected).into());
        }
        let last = self
            .catalogue()
            .import_mapping(upload.kind, upload.source.clone());
        let mapping = guess::guess(upload.kind, &table.head, &last.await?);
        let cells = table.records.iter().filter_map(|r| r.cells.as_ref().ok());
        let new = NewImport {
            kind: upload.kind,
            spec: ImportSpec {
                name: upload.name,
                source: upload.source,
                mapping,
                gateway_id: upload.gateway_id,
                template_id: upload.template_id,
            },
            sample: cells.take(SAMPLE).cloned().collect(),
            rows: table.records.len() as i64,
            file: ImportFile {
                format: table.format.to_owned(),
                encoding: table.encoding.map(str::to_owned),
                separator: table.separator,
                head: table.head,
            },
            digest,
            bytes,
        };
        let kept = self.catalogue().keep_import(new, by, self.now()).await?;
        self.live(Live::Import { id: kept.id });
        Ok(kept)
    }

    /// Changes what is said of a draft. Another source, whose files were taken in before, brings their columns along unless
    /// columns are said too.
    pub async fn change_import(
        &self,
        id: ImportId,
        make: impl Fn(ImportSpec) -> std::result::Result<ImportSpec, InputError>,
        by: By,
    ) -> Result<StoredImport> {
        loop {
            let old = self.import(id).await?;
            if let Some(kept) = self.change_as_of(old, &make, by.clone()).await? {
                self.live(Live::Import { id });
                return Ok(kept);
            }
            // Somebody else was quicker: what they said stays, as far as this says nothing of it.
        }
    }

    /// Changes a draft as it was read; nothing when it is another meanwhile.
    async fn change_as_of(
        &self,
        old: StoredImport,
        make: &impl Fn(ImportSpec) -> std::result::Result<ImportSpec, InputError>,
        by: By,
    ) -> Result<Option<StoredImport>> {
        let was = old.spec.clone();
        let mut spec = make(was.clone())?;
        sized("/name", &spec.name, MAX_NAME)?;
        sized("/source", &spec.source, MAX_NAME)?;
        if spec.source != old.spec.source && spec.mapping == old.spec.mapping {
            let last = self
                .catalogue()
                .import_mapping(old.kind, spec.source.clone())
                .await?;
            if !last.is_empty() {
                spec.mapping = guess::guess(old.kind, &old.file.head, &last);
            }
        }
        let changed = StoredImport { spec, ..old };
        Judge::new(&changed)?;
        let (id, spec) = (changed.id, changed.spec);
        Ok(self
            .catalogue()
            .change_import(id, was, spec, by, self.now())
            .await?)
    }

    /// Judges every row of a draft and writes none. What only the store can tell (a customer that is not there) is not in it.
    ///
    /// # Errors
    /// `missing_column`, `missing_field`, and as [`columns::Columns::mapped`].
    pub async fn preview_import(&self, id: ImportId) -> Result<ImportPreview> {
        let import = self.import(id).await?;
        if import.status != ImportStatus::Draft {
            return Err(StoreError::Refused {
                code: "import_not_draft",
            }
            .into());
        }
        check(&import)?;
        let bytes = self.catalogue().import_bytes(id).await?;
        let preview = tokio::task::spawn_blocking(move || previewed(&import, bytes)).await;
        Ok(preview.map_err(|e| StoreError::Internal(e.to_string()))??)
    }

    /// Begins to take it in, or goes on where it was stopped.
    ///
    /// # Errors
    /// `missing_column`, `missing_field`, `import_undone`, `import_forgotten`.
    pub async fn start_import(&self, id: ImportId, by: By) -> Result<StoredImport> {
        let import = self.import(id).await?;
        if import.status == ImportStatus::Draft {
            check(&import)?;
        }
        let begun = self.catalogue().begin_import(id, by, self.now()).await?;
        self.0.imports.raise();
        self.live(Live::Import { id });
        Ok(begun)
    }

    /// Takes nothing more of it in; what is in stays.
    pub async fn stop_import(&self, id: ImportId, by: By) -> Result<StoredImport> {
        let _page = self.0.import_page.lock().await;
        let stopped = self.catalogue().stop_import(id, by, self.now()).await?;
        self.live(Live::Import { id });
        Ok(stopped)
    }

    /// Begins to take back what it made; the loop does it.
    pub async fn undo_import(&self, id: ImportId, by: By) -> Result<StoredImport> {
        let _page = self.0.import_page.lock().await;
        let begun = self.catalogue().undo_import(id, by, self.now()).await?;
        self.0.imports.raise();
        self.live(Live::Import { id });
        Ok(begun)
    }

    pub async fn remove_import(&self, id: ImportId, by: By) -> Result<()> {
        self.catalogue().remove_import(id, by, self.now()).await?;
        self.live(Live::Import { id });
        Ok(())
    }

    pub async fn import(&self, id: ImportId) -> Result<StoredImport> {
        let found = self.catalogue().import(id).await?;
        Ok(found.ok_or(StoreError::NotFound { noun: "import" })?)
    }

    /// All refused rows so far, with what to mend.
    pub async fn refused_rows(&self, id: ImportId) -> Result<(StoredImport, Vec<RefusedRow>)> {
        const PAGE: usize = 10_000;
        let import = self.import(id).await?;
        if import.forgotten {
            return Err(StoreError::Refused {
                code: "import_forgotten",
            }
            .into());
        }
        let mut rows: Vec<RefusedRow> = Vec::new();
        loop {
            let after = rows.last().map_or(0, |last| last.row);
            let page = self.catalogue().import_refused(id, after, PAGE).await?;
            let full = page.len() == PAGE;
            rows.extend(page);
            if !full {
                return Ok((import, rows));
            }
        }
    }
}

/// Reads a file away from the threads that answer, and gives its bytes back.
async fn read_with(bytes: Vec<u8>) -> Result<(Table, Vec<u8>)> {
    let job = tokio::task::spawn_blocking(move || (file::read(bytes.clone()), bytes));
    let (table, bytes) = job.await.map_err(|e| StoreError::Internal(e.to_string()))?;
    let unreadable = |words: String| {
        let expected = format!("a CSV or XLSX with a head ({words})");
        InputError::new("unreadable_file", "", expected)
    };
    Ok((table.map_err(unreadable)?, bytes))
}

/// That enough is said to take it in.
fn check(import: &StoredImport) -> std::result::Result<(), InputError> {
    let mapped = |field: &&str| import.spec.mapping.contains_key(*field);
    if let Some(missing) = needed(import.kind).iter().find(|any| !any.iter().any(mapped)) {
        let expected = format!("a column for {}", missing.join(" or "));
        return Err(InputError::new(
            "missing_column",
            format!("/mapping/{}", missing[0]),
            expected,
        ));
    }
    if import.kind == ImportKind::Messages {
        let of = |fields: [&str; 2]| fields.iter().any(mapped);
        let gateway = import.spec.gateway_id.is_some() || of(["gateway_id", "gateway_key"]);
        let template = import.spec.template_id.is_some() || of(["template_id", "template_key"]);
        for (there, pointer) in [(gateway, "/gateway_id"), (template, "/template_id")] {
            if !there {
                return Err(InputError::new(
                    "missing_field",
                    pointer,
                    "an id, or a column of ids",
                ));
            }
        }
    }
    Judge::new(import).map(|_| ())
}

fn previewed(import: &StoredImport, bytes: Vec<u8>) -> std::result::Result<ImportPreview, InputError> {
    let unreadable = |words: String| InputError::new("unreadable_file", "", words);
    let table = file::read(bytes).map_err(unreadable)?;
    let judge = Judge::new(import)?;
    let mut preview = ImportPreview {
        rows: table.records.len(),
        ..ImportPreview::default()
    };
    let mut problems: BTreeMap<(String, String, String), (usize, u64)> = BTreeMap::new();
    for record in table.records {
        let row = judge.row(record);
        match row.item {
            Ok(item) => {
                preview.good += 1;
                if preview.samples.len() < SAMPLE {
                    let item = serde_json::from_str(&item).unwrap_or_default();
                    preview.samples.push(ImportSample { line: row.line, item });
                }
            }
            Err(why) => {
                preview.refused += 1;
                let key = (why.code, why.place, why.expected);
                problems.entry(key).or_insert((0, row.line)).0 += 1;
            }
        }
    }
    let told = problems.into_iter();
    preview.problems = told
        .map(|((code, place, expected), (rows, line))| ImportProblem {
            code,
            place,
            expected,
            rows,
            line,
        })
        .collect();
    preview
        .problems
        .sort_by_key(|problem| std::cmp::Reverse(problem.rows));
    preview.problems.truncate(MOST_PROBLEMS);
    Ok(preview)
}
