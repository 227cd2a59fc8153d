//! Where a package is sent in and checked: it goes to the disk piece by piece, is
//! read there and thrown away. No database is asked whether it holds.

use std::io::{Seek, SeekFrom, Write};

use askama::Template;
use axum::extract::multipart::Multipart;
use axum::extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use tongchou_store::Checker;

use crate::accounts::sessions::same_secret;
use crate::archive::check::{self, Report, Trust};
use crate::files::size_in_words;
use crate::forms::CSRF;
use crate::web::page::html_with;
use crate::web::{Failure, Page, SignedIn, Web, html};

const GIGABYTE: u64 = 1024 * 1024 * 1024;
/// What is taken on a page; larger packages are checked on the command line.
const LARGEST: u64 = 4 * GIGABYTE;
const FILE: &str = "file";

#[derive(Debug, Template)]
#[template(path = "archive/check.html")]
struct New {
    page: Page,
    csrf: String,
    told: Option<Told>,
    fault: String,
}

/// What came of a check, in words.
#[derive(Debug)]
struct Told {
    name: String,
    report: Report,
    size: String,
}

impl Told {
    fn known(&self) -> Option<&str> {
        match &self.report.trust {
            Some(Trust::Known { signer }) => Some(signer),
            _ => None,
        }
    }

    fn enclosed(&self) -> Option<(&str, &str)> {
        match &self.report.trust {
            Some(Trust::Enclosed { signer, key }) => Some((signer, key)),
            _ => None,
        }
    }
}

pub async fn new(user: SignedIn) -> Response {
    html(&page(&user, None, ""))
}

fn page(user: &SignedIn, told: Option<Told>, fault: &str) -> New {
    New {
        page: Page::of(user, "核验档案包", "/log"),
        csrf: user.session.csrf.clone(),
        told,
        fault: fault.to_owned(),
    }
}

pub async fn create(State(web): State<Web>, request: Request) -> Result<Response, Failure> {
    let (mut parts, body) = request.into_parts();
    let user = <SignedIn as FromRequestParts<Web>>::from_request_parts(&mut parts, &web).await?;
    let Ok(_turn) = web.package_checks.clone().try_acquire_owned() else {
        return Err(Failure::Unavailable {
            says: "正在核验其他档案包。".to_owned(),
            remedy: "请过一会儿再试。".to_owned(),
        });
    };
    let request = Request::from_parts(parts, body);
    let Some((name, file)) = received(&web, &user, request).await? else {
        let asked = page(&user, None, "请选择档案包文件（.zip）");
        return Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &asked));
    };
    let own = match &web.signer {
        Some(signer) => vec![Checker::from_pem(&signer.public_pem()?)?],
        None => Vec::new(),
    };
    let checking = tokio::task::spawn_blocking(move || check::check(file, &own, false));
    let report = checking.await??;
    let status = if report.is_sound() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let told = Told {
        name,
        size: size_in_words(report.bytes),
        report,
    };
    Ok(html_with(status, &page(&user, Some(told), "")))
}

/// The file on the disk, without a name there: it is gone when it is closed.
async fn received(
    web: &Web,
    user: &SignedIn,
    mut request: Request,
) -> Result<Option<(String, std::fs::File)>, Failure> {
    let most = usize::try_from(LARGEST).unwrap_or(usize::MAX);
    DefaultBodyLimit::max(most).apply(&mut request);
    let mut parts = Multipart::from_request(request, web)
        .await
        .map_err(|_| Failure::BadRequest("这不是一份表单。"))?;
    let broken = |error: axum::extract::multipart::MultipartError| {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Failure::BadRequest("档案包超过 4 GB，请用 tongchou verify 在命令行核验。")
        } else {
            Failure::BadRequest("文件没有传完。")
        }
    };
    let mut genuine = false;
    while let Some(mut field) = parts.next_field().await.map_err(broken)? {
        match field.name() {
            Some(CSRF) => {
                let token = field.text().await.map_err(broken)?;
                genuine = same_secret(&token, &user.session.csrf);
            }
            // not a byte of a file before the token was compared
            Some(FILE) if genuine => {
                let name = field.file_name().unwrap_or_default().to_owned();
                if name.is_empty() {
                    return Ok(None);
                }
                let mut file = match &web.files {
                    Some(files) => tempfile::tempfile_in(files.parts())?,
                    None => tempfile::tempfile()?,
                };
                while let Some(piece) = field.chunk().await.map_err(broken)? {
                    file = tokio::task::spawn_blocking(move || {
                        file.write_all(&piece)?;
                        Ok::<_, std::io::Error>(file)
                    })
                    .await??;
                }
                file.seek(SeekFrom::Start(0))?;
                return Ok(Some((name, file)));
            }
            _ => {}
        }
    }
    if genuine {
        Ok(None)
    } else {
        Err(Failure::Forged)
    }
}
