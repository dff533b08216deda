//! Files that providers fetch by an address that expires: a boleto, a picture of a Pix code.
//!
//! Model: a random token in the address is the only key; what is kept is its hash, so that a copy of the data opens no file.

use super::{Catalogue, Result, secrets};
use crate::StoreError;
use crate::sql::{OptionalExtension, params};
use omnifila_core::id::MessageId;
use omnifila_core::time::Time;
use sha2::{Digest, Sha256};

/// A file to serve.
#[derive(Debug, Clone)]
pub struct NewFile {
    pub message_id: Option<MessageId>,
    /// Its media type.
    pub media: &'static str,
    pub name: String,
    pub body: Vec<u8>,
    pub expires_at: Time,
}

/// A file as it is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    pub media: String,
    pub name: String,
    pub body: Vec<u8>,
}

impl Catalogue {
    /// Keeps a file; its token.
    pub async fn keep_file(&self, file: NewFile) -> Result<String> {
        let random: [u8; 20] = secrets::random().map_err(|e| StoreError::Internal(e.to_string()))?;
        let token = hex::encode(random);
        let hash: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        let job = self.db.write(move |tx| {
            tx.conn()
                .prepare_cached(
                    "INSERT INTO file (hash, message_id, media, name, body, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute(params![
                    hash,
                    file.message_id.map(|id| id.0),
                    file.media,
                    file.name,
                    file.body,
                    file.expires_at.ms()
                ])?;
            Ok(())
        });
        job.await?;
        Ok(token)
    }

    /// The file of a token, unless it has expired.
    pub async fn file(&self, token: String, now: Time) -> Result<Option<StoredFile>> {
        let hash: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        let job = self.db.read(move |conn| {
            let mut select = conn
                .prepare_cached("SELECT media, name, body FROM file WHERE hash = ?1 AND expires_at > ?2")?;
            let found = select.query_row(params![hash, now.ms()], |r| {
                Ok(StoredFile {
                    media: r.get(0)?,
                    name: r.get(1)?,
                    body: r.get(2)?,
                })
            });
            Ok(found.optional()?)
        });
        job.await
    }

    /// Removes what has expired, at most `limit`; how many.
    pub async fn prune_files(&self, now: Time, limit: usize) -> Result<u64> {
        let job = self.db.write(move |tx| {
            let mut delete = tx.conn().prepare_cached(
                "DELETE FROM file WHERE hash IN (SELECT hash FROM file WHERE expires_at <= ?1 LIMIT ?2)",
            )?;
            Ok(delete.execute(params![now.ms(), limit as i64])? as u64)
        });
        job.await
    }
}
