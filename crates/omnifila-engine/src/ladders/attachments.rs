//! What is fetched for a message when it leaves: the Pix code and its picture, the boleto's line, its PDF.
//!
//! A source that is asked gives them as they are at that moment; what it pushed or imported stands in where it has none. What
//! a provider has to load (a picture, a PDF) is kept here and served from an address that expires.

use super::super::Engine;
use omnifila_core::brazil::qr::Qr;
use omnifila_core::catalogue::Attachment;
use omnifila_core::id::{MessageId, SourceId};
use omnifila_core::source::ixc;
use omnifila_core::time::{DAY, HOUR, MINUTE, Time};
use omnifila_providers::sources::{Ixc, SourceFault, Trouble};
use omnifila_store::StoreError;
use omnifila_store::catalogue::{DueInvoice, NewFile};
use serde_json::Value;

/// How long what was fetched may be said: a Pix code expires, and what it costs may be another tomorrow.
const HOLDS: i64 = 15 * MINUTE;
/// How long a provider may take to load a file.
const SERVED: i64 = 7 * DAY;

/// What was fetched for a message.
#[derive(Debug, Default)]
pub(super) struct Fetched {
    /// It holds until then; none if nothing had to be fetched.
    pub(super) until: Option<Time>,
    /// Addresses of ours that providers are to load.
    pub(super) served: Vec<String>,
}

/// Why something could not be fetched.
#[derive(Debug)]
pub(super) enum Unfetched {
    /// In the closed set of codes, and how long to leave it, in milliseconds; `None`: as often as it was tried before says.
    Trouble(&'static str, Option<i64>),
    Store(StoreError),
}

impl From<StoreError> for Unfetched {
    fn from(error: StoreError) -> Self {
        Unfetched::Store(error)
    }
}

impl From<SourceFault> for Unfetched {
    fn from(fault: SourceFault) -> Self {
        let rest = (fault.trouble == Trouble::Person).then_some(HOUR / 4);
        Unfetched::Trouble(fault.code, rest)
    }
}

/// Nothing that time mends soon.
fn none(code: &'static str) -> Unfetched {
    Unfetched::Trouble(code, Some(HOUR))
}

/// Fetches what a message is to carry, into the context of its template.
pub(super) async fn fetch(
    engine: &Engine,
    message: MessageId,
    invoice: &DueInvoice,
    attachments: &[Attachment],
    context: &mut Value,
) -> Result<Fetched, Unfetched> {
    if attachments.is_empty() {
        return Ok(Fetched::default());
    }
    let mut fetcher = Fetcher {
        engine,
        message,
        invoice,
        client: client(engine, invoice),
        pix: None,
        boleto: None,
        served: Vec::new(),
    };
    for attachment in attachments {
        let (name, value) = match attachment {
            Attachment::Pix => ("pix", fetcher.pix().await?),
            Attachment::PixQr => ("pix_qr_url", fetcher.qr().await?),
            Attachment::BoletoLine => ("boleto_line", fetcher.line().await?),
            Attachment::Pdf => ("pdf_url", fetcher.pdf().await?),
        };
        context[name] = value.into();
    }
    Ok(Fetched {
        until: Some(engine.now().plus(HOLDS)),
        served: fetcher.served,
    })
}

/// Who is asked about an invoice, if anybody is.
fn client(engine: &Engine, invoice: &DueInvoice) -> Option<Ixc> {
    let book = engine.book();
    let (id, _) = book
        .sources
        .iter()
        .find(|(id, s)| s.spec.askable() && s.spec.is_called(id.0, &invoice.source))?;
    let id: SourceId = *id;
    engine.client(id).ok().map(|(_, client)| client)
}

struct Fetcher<'a> {
    engine: &'a Engine,
    message: MessageId,
    invoice: &'a DueInvoice,
    client: Option<Ixc>,
    pix: Option<String>,
    boleto: Option<Vec<u8>>,
    served: Vec<String>,
}

impl Fetcher<'_> {
    async fn pix(&mut self) -> Result<String, Unfetched> {
        if let Some(code) = &self.pix {
            return Ok(code.clone());
        }
        let asked = match &self.client {
            Some(client) => client.pix(&self.invoice.external_id).await?,
            None => None,
        };
        let code = asked
            .or_else(|| self.invoice.pix.clone())
            .ok_or_else(|| none("no_pix"))?;
        self.pix = Some(code.clone());
        Ok(code)
    }

    async fn qr(&mut self) -> Result<String, Unfetched> {
        let code = self.pix().await?;
        let qr = Qr::of(&code).map_err(|_| none("bad_pix"))?;
        self.serve("image/png", "pix.png", qr.png()).await
    }

    async fn boleto(&mut self) -> Result<Option<Vec<u8>>, Unfetched> {
        if self.boleto.is_none()
            && let Some(client) = &self.client
        {
            self.boleto = Some(client.boleto(&self.invoice.external_id).await?);
        }
        Ok(self.boleto.clone())
    }

    /// A line that is not there yet comes with the boleto, which the source registers when it prints it.
    async fn line(&mut self) -> Result<String, Unfetched> {
        if let Some(line) = &self.invoice.boleto_line {
            return Ok(line.clone());
        }
        self.boleto().await?;
        let Some(client) = &self.client else {
            return Err(none("no_boleto_line"));
        };
        let ids = [self.invoice.external_id.clone()];
        let rows = client.by_ids("fn_areceber", &ids).await?;
        let told = rows
            .first()
            .and_then(|row| ixc::invoice(row, &self.invoice.source).ok());
        let line = told.and_then(|told| told.input.boleto_line.as_set().cloned());
        line.ok_or_else(|| none("no_boleto_line"))
    }

    async fn pdf(&mut self) -> Result<String, Unfetched> {
        match self.boleto().await? {
            Some(body) => {
                let name = format!("boleto-{}.pdf", self.invoice.external_id);
                self.serve("application/pdf", &name, body).await
            }
            None => self.invoice.pdf_url.clone().ok_or_else(|| none("no_pdf")),
        }
    }

    async fn serve(&mut self, media: &'static str, name: &str, body: Vec<u8>) -> Result<String, Unfetched> {
        let catalogue = self.engine.catalogue();
        let base = catalogue.company().await?.public_url;
        if base.is_empty() {
            return Err(none("no_public_url"));
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        let name: String = name.chars().map(|c| if plain(c) { c } else { '-' }).collect();
        let file = NewFile {
            message_id: Some(self.message),
            media,
            name: name.clone(),
            body,
            expires_at: self.engine.now().plus(SERVED),
        };
        let token = catalogue.keep_file(file).await?;
        let url = format!("{base}/files/{token}/{name}");
        self.served.push(url.clone());
        Ok(url)
    }
}
