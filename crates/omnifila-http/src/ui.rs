//! The interface: the files that the build put into the program, and one page for every path that is a place in it.
//!
//! What lies under `/assets/` has a fingerprint in its name and never changes; everything else is asked for again and
//! answered `304` when it is the same. The page may load, connect to and be framed by nothing but itself.

use crate::problem::{Answer, Problem};
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::Response;

/// One file of the interface, with its compressed twins if the build made them.
#[derive(Debug)]
struct File {
    /// From the root, with its slash.
    path: &'static str,
    /// An entity tag, weak because all three forms share it.
    tag: &'static str,
    plain: &'static [u8],
    br: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/ui.rs"));

const INDEX: &str = "/index.html";
/// Names in it carry a fingerprint of their content.
const ASSETS: &str = "/assets/";
/// What belongs to programs: a wrong path there is an error, not a place in the interface.
const NOT_OURS: [&str; 7] = ["/api", "/hooks", "/healthz", "/readyz", "/metrics", "/opa", "/u"];

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; \
    connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'";

/// What stands at a path that no endpoint has.
///
/// # Errors
/// `not_found` for what is no file and no place; `method_not_allowed` where there is one, for all but GET and HEAD.
pub(crate) fn answer(method: &Method, uri: &Uri, headers: &HeaderMap) -> Answer<Response> {
    let Some(file) = find(uri.path(), wants_page(headers)) else {
        let detail = "there is nothing at this path; /api/openapi.json lists what there is";
        return Err(Problem::new("not_found", detail));
    };
    if !matches!(*method, Method::GET | Method::HEAD) {
        let problem = Problem::new("method_not_allowed", "this path knows GET");
        return Err(problem.header(header::ALLOW, HeaderValue::from_static("GET")));
    }
    Ok(written(file, headers))
}

fn find(path: &str, page: bool) -> Option<&'static File> {
    let ours = NOT_OURS.iter().all(|prefix| {
        let rest = path.strip_prefix(prefix);
        rest.is_none_or(|rest| !rest.is_empty() && !rest.starts_with('/'))
    });
    if !ours {
        return None;
    }
    let file = |path: &str| FILES.iter().find(|file| file.path == path);
    match path {
        "/" => file(INDEX),
        _ => file(path).or_else(|| {
            let place = page && !path.starts_with(ASSETS);
            file(INDEX).filter(|_| place)
        }),
    }
}

/// Whether a person's browser asks for a page, rather than a page for one of its parts.
fn wants_page(headers: &HeaderMap) -> bool {
    said(headers, header::ACCEPT).is_some_and(|accept| accept.contains("text/html"))
}

fn said(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

fn written(file: &'static File, headers: &HeaderMap) -> Response {
    let (encoding, bytes) = form(file, said(headers, header::ACCEPT_ENCODING).unwrap_or_default());
    let same = said(headers, header::IF_NONE_MATCH)
        .is_some_and(|tags| tags.split(',').any(|tag| tag.trim() == file.tag));
    let mut response = if same {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response
    } else {
        Response::new(Body::from(Bytes::from_static(bytes)))
    };
    let caching = if file.path.starts_with(ASSETS) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let fixed = [
        (header::CACHE_CONTROL, caching),
        (header::ETAG, file.tag),
        (header::VARY, "accept-encoding"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "same-origin"),
    ];
    let to = response.headers_mut();
    for (name, value) in fixed {
        to.insert(name, HeaderValue::from_static(value));
    }
    if !same {
        to.insert(header::CONTENT_TYPE, HeaderValue::from_static(media(file.path)));
        if let Some(encoding) = encoding {
            to.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
    }
    response
}

/// The smallest form that the caller takes.
fn form(file: &'static File, accepted: &str) -> (Option<&'static str>, &'static [u8]) {
    let takes = |coding: &str| {
        accepted.split(',').any(|item| {
            let (name, weight) = item.split_once(';').unwrap_or((item, ""));
            let refused = weight
                .trim()
                .strip_prefix("q=")
                .is_some_and(|q| q.trim().parse() == Ok(0.0_f32));
            name.trim().eq_ignore_ascii_case(coding) && !refused
        })
    };
    match (file.br, file.gzip) {
        (Some(bytes), _) if takes("br") => (Some("br"), bytes),
        (_, Some(bytes)) if takes("gzip") => (Some("gzip"), bytes),
        _ => (None, file.plain),
    }
}

fn media(path: &str) -> &'static str {
    let end = path.rsplit('.').next().unwrap_or_default();
    match end {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static SCRIPT: File = File {
        path: "/assets/index-abc123.js",
        tag: "W/\"01\"",
        plain: b"plain",
        br: Some(b"br"),
        gzip: Some(b"gz"),
    };

    fn headers(pairs: &[(HeaderName, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.clone(), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn the_smallest_form_that_is_taken_is_given() {
        let coding = |accepted: &str| form(&SCRIPT, accepted).0;
        assert_eq!(coding("gzip, deflate, br"), Some("br"));
        assert_eq!(coding("gzip;q=1.0, br;q=0"), Some("gzip"));
        assert_eq!(coding("GZIP"), Some("gzip"));
        assert_eq!(coding("identity"), None);
        assert_eq!(coding(""), None);
    }

    #[test]
    fn what_has_a_fingerprint_is_kept_for_good_and_the_rest_is_asked_for_again() {
        let response = written(&SCRIPT, &headers(&[(header::ACCEPT_ENCODING, "br")]));
        let header = |name: HeaderName| response.headers()[name].to_str().unwrap();
        assert_eq!(
            header(header::CACHE_CONTROL),
            "public, max-age=31536000, immutable"
        );
        assert_eq!(header(header::CONTENT_TYPE), "text/javascript; charset=utf-8");
        assert_eq!(header(header::CONTENT_ENCODING), "br");
        assert!(header(header::CONTENT_SECURITY_POLICY).contains("require-trusted-types-for 'script'"));
        let index = find("/", false).unwrap();
        let again = written(index, &headers(&[(header::IF_NONE_MATCH, index.tag)]));
        assert_eq!(again.status(), 304);
        assert_eq!(again.headers()[header::CACHE_CONTROL], "no-cache");
        let other = written(index, &headers(&[(header::IF_NONE_MATCH, "W/\"00\"")]));
        assert_eq!(other.status(), 200);
    }

    #[test]
    fn places_are_the_page_and_parts_are_only_themselves() {
        for place in ["/fila", "/mensagens/7", "/apis", "/opacity", "/index.html", "/"] {
            assert_eq!(find(place, true).map(|file| file.path), Some(INDEX), "{place}");
        }
        for part in ["/fila", "/assets/gone.js"] {
            assert!(find(part, false).is_none(), "{part}");
        }
        for program in [
            "/assets/gone.js",
            "/api",
            "/api/v2/x",
            "/hooks/",
            "/opa/k/api/v1/x",
            "/metrics/x",
        ] {
            assert!(find(program, true).is_none(), "{program}");
        }
    }

    #[test]
    fn every_file_has_a_type() {
        for file in FILES {
            assert_ne!(media(file.path), "application/octet-stream", "{}", file.path);
            assert!(!file.plain.is_empty(), "{}", file.path);
        }
    }
}
