//! A form with files from a browser without scripts: everything in one piece,
//! bounded. The token comes first: not a byte of a file is taken before it was
//! compared.

use axum::extract::multipart::{Field, Multipart};
use axum::extract::{DefaultBodyLimit, FromRequest, Request};
use tongchou_project::FieldError;

use super::receive::{Announced, Stop};
use super::{Files, Refused};
use crate::accounts::sessions::same_secret;
use crate::forms::{CSRF, Pairs};
use crate::web::{Failure, LARGEST_BODY, SignedIn, Web};

/// What came: what was typed, with the SM3 of each file, and which files were
/// not taken.
#[derive(Debug, Default)]
pub struct Received {
    pub form: Pairs,
    pub refused: Vec<FieldError>,
}

/// Reads the whole form.
pub async fn read(request: Request, web: &Web, user: &SignedIn) -> Result<Received, Failure> {
    let files = web.files.as_ref();
    let address = request.uri().path().to_owned();
    let mut parts = parts(request, web).await?;
    let mut received = Received::default();
    let mut typed = 0;
    while let Some(field) = parts.next_field().await.map_err(|error| broken(&error))? {
        let Some(name) = field.name().map(ToOwned::to_owned) else {
            continue;
        };
        match (field.file_name().map(ToOwned::to_owned), files) {
            (None, _) => {
                let text = line(field, &mut typed).await?;
                received.form.push(name, text);
            }
            // a field for files that was left empty
            (Some(file), _) if file.is_empty() => {}
            (Some(_), None) => return Err(Failure::NotFound),
            (Some(file), Some(files)) => {
                let token = received.form.first(CSRF).unwrap_or_default();
                if !same_secret(token, &user.session.csrf) {
                    return Err(Failure::Forged);
                }
                let announced = Announced {
                    person: &user.actor.person,
                    name: &file,
                    form: &address,
                    size: 0,
                };
                match one(files, web, announced, field).await {
                    Ok(sm3) => received.form.push(name, sm3),
                    Err(Stop::Refused(refused) | Stop::TooLarge(refused)) => {
                        super::tus::note(web, &user.actor, &address, &refused).await;
                        received.refused.push(fault(&name, &refused));
                    }
                    Err(Stop::Fault(error)) => return Err(Failure::Fault(error)),
                    Err(_) => return Err(Failure::BadRequest("文件没有传完。")),
                }
            }
        }
    }
    Ok(received)
}

/// What was typed into a form, without its files; whether there were any. Nothing is
/// stored: nobody is signed in.
pub async fn typed(request: Request, web: &Web) -> Result<(Pairs, bool), Failure> {
    let mut parts = parts(request, web).await?;
    let (mut form, mut files, mut typed) = (Pairs::default(), false, 0);
    while let Some(field) = parts.next_field().await.map_err(|error| broken(&error))? {
        let Some(name) = field.name().map(ToOwned::to_owned) else {
            continue;
        };
        match field.file_name() {
            None => form.push(name, line(field, &mut typed).await?),
            Some(file) => files |= !file.is_empty(),
        }
    }
    Ok((form, files))
}

/// The parts of a form, within what one may send at once.
async fn parts(mut request: Request, web: &Web) -> Result<Multipart, Failure> {
    let files = web.files.as_ref();
    let most = files.map_or(0, |files| files.limits().plain_form);
    let whole = usize::try_from(most)
        .unwrap_or(usize::MAX)
        .saturating_add(LARGEST_BODY);
    DefaultBodyLimit::max(whole).apply(&mut request);
    Multipart::from_request(request, web)
        .await
        .map_err(|_| Failure::BadRequest("这不是一份表单。"))
}

async fn one(
    files: &Files,
    web: &Web,
    announced: Announced<'_>,
    field: Field<'_>,
) -> Result<String, Stop> {
    let (store, now) = (web.app.store(), web.app.clock().now());
    let upload = files.receive_whole(store, announced, field, now).await?;
    files.settle(store, &upload, now).await.map(|blob| blob.sm3)
}

async fn line(mut field: Field<'_>, typed: &mut usize) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(|error| broken(&error))? {
        *typed += piece.len();
        if *typed > LARGEST_BODY {
            return Err(Failure::TooLarge);
        }
        bytes.extend_from_slice(&piece);
    }
    // browsers send line ends as CR LF
    String::from_utf8(bytes)
        .map(|text| text.replace("\r\n", "\n"))
        .map_err(|_| Failure::BadRequest("提交的内容不是 UTF-8 编码的文字。"))
}

fn broken(error: &axum::extract::multipart::MultipartError) -> Failure {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        Failure::FilesTooLarge
    } else {
        Failure::BadRequest("表单没有传完。")
    }
}

fn fault(field: &str, refused: &Refused) -> FieldError {
    FieldError {
        field: field.to_owned(),
        label: "文件".to_owned(),
        message: refused.line(),
        clause: refused.withheld.then(|| "A6".to_owned()),
        // what else was typed bears no mark and is not lost
        withhold: false,
    }
}
