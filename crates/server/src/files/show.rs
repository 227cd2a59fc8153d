//! Gives a file out: to those who may see what it was filed on, as a download
//! whatever it is; pictures and PDF that were found harmless also inside a page.

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use object_store::{GetOptions, GetRange, ObjectStore as _};
use tongchou_project::{Actor, Aggregate, is_sm3};
use tongchou_store::Blob;

use super::object_path;
use crate::api::ApiFailure;
use crate::app::{App, Fault};
use crate::web::{Api, At, Failure, SignedIn, Web};

/// Nothing in a file may act, whatever a browser takes it for.
pub const DOWNLOAD: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";
/// The one exception: a PDF or a picture shown in a page of this server. The
/// browser's own reader of PDF does not work in a sandbox.
const PREVIEW: &str = "default-src 'none'; img-src 'self'; object-src 'self'; \
     style-src 'unsafe-inline'; frame-ancestors 'self'";

/// Events whose files only those may see who may see referrals.
const REFERRAL: &str = "lead_referred";

pub async fn download(
    State(web): State<Web>,
    user: SignedIn,
    At(sm3): At<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    give(&web, &user.actor, &sm3, &headers).await
}

/// The file as a download, for an actor who may see what it was filed on.
pub async fn give(
    web: &Web,
    actor: &Actor,
    sm3: &str,
    headers: &HeaderMap,
) -> Result<Response, Failure> {
    let (blob, name) = permitted(&web.app, actor, sm3).await?;
    let mut answer = body(web, &blob, headers).await?;
    let given = answer.headers_mut();
    set(given, header::CONTENT_SECURITY_POLICY, DOWNLOAD);
    set(given, header::CONTENT_TYPE, &blob.media_type);
    set(
        given,
        header::CONTENT_DISPOSITION,
        &disposition("attachment", &name),
    );
    Ok(answer)
}

/// `GET /api/v1/files/{sm3}`.
pub async fn download_for_program(
    State(web): State<Web>,
    Api(user): Api,
    headers: HeaderMap,
    At(sm3): At<String>,
) -> Result<Response, ApiFailure> {
    match download(State(web), user, At(sm3), headers).await {
        Ok(answer) => Ok(answer),
        Err(Failure::Fault(error)) => Err(error.into()),
        Err(_) => Err(ApiFailure::not_found()),
    }
}

pub async fn preview(
    State(web): State<Web>,
    user: SignedIn,
    At(sm3): At<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let (blob, name) = permitted(&web.app, &user.actor, &sm3).await?;
    if !blob.shows {
        return Err(Failure::NotFound);
    }
    let mut answer = body(&web, &blob, &headers).await?;
    let given = answer.headers_mut();
    set(given, header::CONTENT_SECURITY_POLICY, PREVIEW);
    set(given, header::X_FRAME_OPTIONS, "SAMEORIGIN");
    set(given, header::CONTENT_TYPE, &blob.media_type);
    set(
        given,
        header::CONTENT_DISPOSITION,
        &disposition("inline", &name),
    );
    Ok(answer)
}

/// The file and the name it goes by, for who may see it; not found for others.
async fn permitted(app: &App, actor: &Actor, sm3: &str) -> Result<(Blob, String), Failure> {
    if !is_sm3(sm3) {
        return Err(Failure::NotFound);
    }
    let blob = app.store().blob(sm3).await?.ok_or(Failure::NotFound)?;
    if let Some((upload, _)) = app.store().whole_upload(&actor.person, sm3).await? {
        return Ok((blob, upload.name));
    }
    for reference in app.store().blob_references(sm3).await?.iter().rev() {
        if reference.event_kind == REFERRAL {
            continue;
        }
        let stream = &reference.stream;
        let loaded = match app.load(actor, &stream.kind, stream.id).await {
            Ok(loaded) => loaded,
            Err(Fault::NotFound) => continue,
            Err(fault) => return Err(Failure::of(fault)),
        };
        let filings = loaded
            .aggregate
            .as_ref()
            .map_or(&[][..], Aggregate::filings);
        if let Some(file) = filings.iter().rev().find_map(|filing| filing.holds(sm3)) {
            return Ok((blob, file.name.clone()));
        }
    }
    Err(Failure::NotFound)
}

/// The bytes, or the range of them that was asked for.
async fn body(web: &Web, blob: &Blob, headers: &HeaderMap) -> Result<Response, Failure> {
    let range = headers
        .get(header::RANGE)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| ranged(text, blob.size));
    if let Some(Asked::Beyond) = range {
        let whole = format!("bytes */{}", blob.size);
        let mut answer = StatusCode::RANGE_NOT_SATISFIABLE.into_response();
        set(answer.headers_mut(), header::CONTENT_RANGE, &whole);
        return Ok(answer);
    }
    let files = web.files.as_ref().ok_or(Failure::NotFound)?;
    if !files.is_still_sound(&blob.sm3).await? {
        return Err(Failure::Conflict(ALTERED.to_owned()));
    }
    let mut options = GetOptions::default();
    let (mut status, mut length) = (StatusCode::OK, blob.size);
    let mut content_range = None;
    if let Some(Asked::Part(from, to)) = range {
        options.range = Some(GetRange::Bounded(from..to + 1));
        status = StatusCode::PARTIAL_CONTENT;
        length = to + 1 - from;
        content_range = Some(format!("bytes {from}-{to}/{}", blob.size));
    }
    let found = files
        .objects()
        .get_opts(&object_path(&blob.sm3), options)
        .await?;
    let mut answer = (status, Body::from_stream(found.into_stream())).into_response();
    let given = answer.headers_mut();
    set(given, header::CONTENT_LENGTH, &length.to_string());
    set(given, header::ACCEPT_RANGES, "bytes");
    set(given, header::ETAG, &format!("\"{}\"", blob.sm3));
    if let Some(range) = content_range {
        set(given, header::CONTENT_RANGE, &range);
    }
    Ok(answer)
}

const ALTERED: &str = "存储中的文件缺失，或者与登记时的 SM3 指纹不符，不予提供。请系统管理员用 tongchou verify --files 核验，并从备份恢复";

enum Asked {
    /// First and last byte.
    Part(u64, u64),
    Beyond,
}

/// One range; several at once are answered with the whole, as may be done.
fn ranged(text: &str, size: u64) -> Option<Asked> {
    let spec = text.strip_prefix("bytes=")?;
    let (from, to) = spec.split_once('-')?;
    let last = size.checked_sub(1)?;
    let (from, to) = match (from.trim(), to.trim()) {
        ("", suffix) => (size.saturating_sub(suffix.parse().ok()?), last),
        (from, "") => (from.parse().ok()?, last),
        (from, to) => (from.parse().ok()?, to.parse::<u64>().ok()?.min(last)),
    };
    Some(if from > last || from > to {
        Asked::Beyond
    } else {
        Asked::Part(from, to)
    })
}

/// With the name in UTF-8 (RFC 5987), and a plain one for who cannot read that.
pub(crate) fn disposition(way: &str, name: &str) -> String {
    let ending = super::names::extension(name).filter(|end| end.is_ascii());
    let encoded: String = name
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect();
    let plain = ending.map_or_else(|| "file".to_owned(), |end| format!("file.{end}"));
    format!("{way}; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

pub fn set(headers: &mut HeaderMap, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::{Asked, disposition, ranged};

    fn part(text: &str) -> Option<(u64, u64)> {
        match ranged(text, 100) {
            Some(Asked::Part(from, to)) => Some((from, to)),
            _ => None,
        }
    }

    #[test]
    fn ranges_are_read_as_browsers_send_them() {
        assert_eq!(part("bytes=0-"), Some((0, 99)));
        assert_eq!(part("bytes=10-19"), Some((10, 19)));
        assert_eq!(part("bytes=90-500"), Some((90, 99)));
        assert_eq!(part("bytes=-5"), Some((95, 99)));
        assert!(matches!(ranged("bytes=100-", 100), Some(Asked::Beyond)));
        assert!(ranged("bytes=0-1,5-6", 100).is_none());
        assert!(ranged("lines=1-2", 100).is_none());
    }

    #[test]
    fn a_chinese_name_is_told_in_both_ways() {
        assert_eq!(
            disposition("attachment", "合同 1.PDF"),
            "attachment; filename=\"file.pdf\"; \
             filename*=UTF-8''%E5%90%88%E5%90%8C%201.PDF"
        );
    }
}
