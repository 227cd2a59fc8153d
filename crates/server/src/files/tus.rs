//! Uploads that survive a broken connection, by the tus protocol (1.0.0 with
//! creation, termination and checksum), for pages and programs alike. A page
//! sends its form's token in a header, a program its own.

use std::collections::BTreeMap;

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tongchou_project::Actor;
use tongchou_store::Upload;
use uuid::Uuid;

use super::receive::{Announced, Stop};
use super::sender::{Failed, Sender, VERSION, spoken};
use super::{Refused, checksum};
use crate::accounts::notes::{self, By};
use crate::api::ApiFailure;
use crate::web::Web;

const PIECE: &str = "application/offset+octet-stream";

pub async fn options(State(web): State<Web>) -> Response {
    let largest = web.files.as_ref().map_or(0, |files| files.limits().largest);
    answer(
        StatusCode::NO_CONTENT,
        &[
            ("tus-version", VERSION.to_owned()),
            ("tus-extension", "creation,termination,checksum".to_owned()),
            ("tus-checksum-algorithm", "sha1,sm3".to_owned()),
            ("tus-max-size", largest.to_string()),
        ],
    )
}

/// `POST /uploads`: makes room for a file.
pub async fn create(
    State(web): State<Web>,
    sender: Sender,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    let size = number(&headers, "upload-length").ok_or_else(|| {
        Failed::of(
            StatusCode::BAD_REQUEST,
            "没有说明文件大小",
            "请用 Upload-Length 头写明",
        )
    })?;
    let told = metadata(&headers);
    let text = |name: &str| told.get(name).map(String::as_str).unwrap_or_default();
    let form = Some(text("form"))
        .filter(|form| is_form(form))
        .unwrap_or_default();
    let announced = Announced {
        person: &sender.user.actor.person,
        name: text("filename"),
        form,
        size,
    };
    let now = web.app.clock().now();
    let begun = sender.files.begin(web.app.store(), announced, now).await;
    let upload = match begun {
        Ok(upload) => upload,
        Err(stop) => return Err(stopped(&web, &sender.user.actor, form, stop).await),
    };
    let program = headers.contains_key(header::AUTHORIZATION);
    let base = if program {
        "/api/v1/uploads"
    } else {
        "/uploads"
    };
    Ok(answer(
        StatusCode::CREATED,
        &[("location", format!("{base}/{}", upload.id))],
    ))
}

/// `HEAD /uploads/{id}`: how much has come.
pub async fn offset(
    State(web): State<Web>,
    sender: Sender,
    Path(id): Path<String>,
) -> Result<Response, Failed> {
    let upload = own(&web, &sender, &id).await?;
    Ok(answer(
        StatusCode::OK,
        &[
            ("upload-offset", upload.received.to_string()),
            ("upload-length", upload.size.to_string()),
        ],
    ))
}

/// `PATCH /uploads/{id}`: a piece; with the last one the file is examined.
pub async fn receive(
    State(web): State<Web>,
    sender: Sender,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failed> {
    let upload = own(&web, &sender, &id).await?;
    if headers
        .get(header::CONTENT_TYPE)
        .is_none_or(|kind| kind != PIECE)
    {
        return Err(Failed::of(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "上传内容的类型应为 application/offset+octet-stream",
            "按 tus 1.0.0 协议重新发送",
        ));
    }
    let at = number(&headers, "upload-offset").ok_or_else(|| {
        Failed::of(
            StatusCode::BAD_REQUEST,
            "没有说明从哪里接着传",
            "请用 Upload-Offset 头写明",
        )
    })?;
    let mut check = checksum::stated(&headers).ok_or_else(|| {
        Failed::of(
            StatusCode::BAD_REQUEST,
            "不认识的校验算法",
            "可用 sha1 或 sm3",
        )
    })?;
    let now = web.app.clock().now();
    let pieces = body.into_data_stream();
    let (files, store, one) = (sender.files, web.app.store().clone(), upload.clone());
    // a task of its own: it goes on when the connection is gone, and notes how
    // far it came
    let work = tokio::spawn(async move {
        let reached = files
            .receive(&store, &one, at, pieces, check.as_mut(), now)
            .await?;
        if reached == one.size {
            files.settle(&store, &one, now).await?;
        }
        Ok(reached)
    });
    match work.await? {
        Ok(reached) => Ok(answer(
            StatusCode::NO_CONTENT,
            &[("upload-offset", reached.to_string())],
        )),
        Err(stop) => Err(stopped(&web, &sender.user.actor, &upload.form, stop).await),
    }
}

/// `GET /uploads/{id}`: what became of it.
pub async fn show(
    State(web): State<Web>,
    sender: Sender,
    Path(id): Path<String>,
) -> Result<Json<Value>, Failed> {
    let upload = own(&web, &sender, &id).await?;
    let mut blob = match &upload.sm3 {
        Some(sm3) => web.app.store().blob(sm3).await?,
        None => None,
    };
    if blob.is_none() && upload.received == upload.size {
        // it came whole, and the answer or the program was lost before the end
        let (files, store, one) = (sender.files, web.app.store().clone(), upload.clone());
        let now = web.app.clock().now();
        let work = tokio::spawn(async move { files.settle(&store, &one, now).await });
        match work.await? {
            Ok(settled) => blob = Some(settled),
            Err(stop) => {
                return Err(stopped(&web, &sender.user.actor, &upload.form, stop).await);
            }
        }
    }
    Ok(Json(json!({
        "id": upload.id,
        "name": upload.name,
        "size": upload.size,
        "received": upload.received,
        "size_in_words": super::size_in_words(upload.size),
        "sm3": blob.as_ref().map(|blob| &blob.sm3),
        "media_type": blob.as_ref().map(|blob| &blob.media_type),
    })))
}

/// `DELETE /uploads/{id}`: thought better of it.
pub async fn end(
    State(web): State<Web>,
    sender: Sender,
    Path(id): Path<String>,
) -> Result<Response, Failed> {
    let upload = own(&web, &sender, &id).await?;
    // what an event names stays; only that it was an upload is forgotten
    sender.files.forget(web.app.store(), upload.id).await?;
    Ok(answer(StatusCode::NO_CONTENT, &[]))
}

async fn own(web: &Web, sender: &Sender, id: &str) -> Result<Upload, Failed> {
    let gone = || Failed::gone(StatusCode::NOT_FOUND);
    let id = Uuid::parse_str(id).map_err(|_| gone())?;
    let upload = web
        .app
        .store()
        .upload(id, &sender.user.actor.person)
        .await?;
    upload.ok_or_else(gone)
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.parse().ok()
}

/// `filename 5paH5Lu2,form L3Byb2plY3Rz`
fn metadata(headers: &HeaderMap) -> BTreeMap<String, String> {
    let told = headers
        .get("upload-metadata")
        .and_then(|value| value.to_str().ok());
    told.unwrap_or_default()
        .split(',')
        .filter_map(|pair| {
            let (name, value) = pair.trim().split_once(' ')?;
            let value = STANDARD.decode(value.trim()).ok()?;
            Some((name.to_owned(), String::from_utf8(value).ok()?))
        })
        .collect()
}

/// An address of this server's own forms, no longer than they are.
fn is_form(text: &str) -> bool {
    text.starts_with('/')
        && text.len() <= 200
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_'))
}

/// Tells the security administrator that there was a mark: who, when, at which
/// form. Nothing of the file.
pub(super) async fn note(web: &Web, actor: &Actor, form: &str, refused: &Refused) {
    if !refused.withheld {
        return;
    }
    let parts: Vec<&str> = form.split('/').collect();
    let (kind, id, act) = match parts.as_slice() {
        ["", "projects", id, "acts", act] => ("project", *id, *act),
        ["", "registers", kind, id, "acts", act] => (*kind, *id, *act),
        ["", "registers", kind, "new"] => (*kind, "", ""),
        _ => ("", "", ""),
    };
    let about = notes::refused(act, kind, id, "withheld", &[]);
    notes::note(&web.app, "text_withheld", By::actor(actor), about).await;
}

async fn stopped(web: &Web, actor: &Actor, form: &str, stop: Stop) -> Failed {
    match stop {
        Stop::Refused(refused) => {
            note(web, actor, form, &refused).await;
            Failed::Refused(StatusCode::UNPROCESSABLE_ENTITY, refused)
        }
        Stop::TooLarge(refused) => Failed::Refused(StatusCode::PAYLOAD_TOO_LARGE, refused),
        Stop::Busy => Failed::of(StatusCode::LOCKED, "同一文件正在上传", "稍后会自动接着传"),
        Stop::Elsewhere(at) => Failed::of(
            StatusCode::CONFLICT,
            &format!("已收到 {at} 字节，应从这里接着传"),
            "用 HEAD 请求取得位置后接着传",
        ),
        Stop::BrokenOff => Failed::of(
            StatusCode::BAD_REQUEST,
            "上传中断，已收到的部分保留",
            "用 HEAD 请求取得位置后接着传",
        ),
        Stop::Garbled => Failed::of(
            StatusCode::from_u16(460).unwrap_or(StatusCode::BAD_REQUEST),
            "这一段内容与所附校验值不符",
            "请重新发送这一段",
        ),
        Stop::Fault(error) => Failed::Api(ApiFailure::from(error)),
    }
}

fn answer(status: StatusCode, told: &[(&'static str, String)]) -> Response {
    let mut answer = status.into_response();
    spoken(answer.headers_mut());
    for (name, value) in told {
        if let Ok(value) = HeaderValue::from_str(value) {
            answer
                .headers_mut()
                .insert(HeaderName::from_static(name), value);
        }
    }
    answer
}
