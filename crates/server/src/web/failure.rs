//! Answers that are no page of their own: not found, conflicts, faults. What
//! went wrong inside is logged under an id; the page shows the id alone.

use askama::Template;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use tongchou_project::Notice;
use tongchou_rules::Permit;
use tongchou_store::StoreError;

use super::{Page, SignedIn, Web, address, page};
use crate::app::Fault;
use crate::clock;

#[derive(Debug)]
pub enum Failure {
    /// Not there, or not for this person: nobody can tell which.
    NotFound,
    SignInFirst {
        next: String,
    },
    ChangePasswordFirst,
    /// A page that says it all.
    Page(Box<Response>),
    /// Visible, but for others to do: says who.
    NotPermitted(Notice),
    /// The request did not come from a form of this server.
    Forged,
    BadRequest(&'static str),
    TooLarge,
    /// The address takes forms that are sent to it, and shows nothing by itself.
    OnlySent,
    /// Files in one form are larger together than a form may be.
    FilesTooLarge,
    Conflict(String),
    TooOften,
    /// What this server lacks now; others may have it.
    Unavailable {
        says: String,
        remedy: String,
    },
    Fault(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Fault(error.into())
    }
}

impl Failure {
    /// By the permits' own words: 由项目单位办理（第八条）.
    pub fn not_permitted(permits: &[&Permit]) -> Self {
        let cited: Vec<String> = permits.iter().map(|permit| permit.cited()).collect();
        Self::NotPermitted(Notice {
            says: "您现在的身份不能办理此事项。".to_owned(),
            remedy: cited.join("；"),
            who: Vec::new(),
        })
    }

    pub fn of(fault: Fault) -> Self {
        match fault {
            Fault::Conflict(what) => Self::Conflict(what),
            Fault::KeyReused => {
                Self::Conflict("这份表单已用于另一次办理，请回到项目页重新打开表单".to_owned())
            }
            Fault::Internal(error) => Self::Fault(error),
            // a refusal is shown with its form; where there is none, it is not found
            Fault::NotFound | Fault::Refused(_) => Self::NotFound,
        }
    }
}

#[derive(Template)]
#[template(path = "failures/show.html")]
struct Show<'a> {
    page: Page,
    says: &'a str,
    remedy: &'a str,
}

const NOT_NOW: &str = "暂时不能生成";

/// What is always said in the same words: title, what is so, what helps.
type Words = (StatusCode, &'static str, &'static str, &'static str);

const NOT_FOUND: Words = (
    StatusCode::NOT_FOUND,
    "没有找到",
    "没有这一页，或者它不对您开放。",
    "请核对地址，或从“工作台”进入。",
);
const ONLY_SENT: Words = (
    StatusCode::METHOD_NOT_ALLOWED,
    "没有这一页",
    "这个地址只接收表单提交的内容，不能直接打开。",
    "请从“工作台”或者项目页进入，再打开表单。",
);
const FORGED: Words = (
    StatusCode::FORBIDDEN,
    "没有办理",
    "这次提交不是由本系统当前打开的表单发出的，或者表单已经失效。",
    "请重新打开表单后再提交。什么也没有保存。",
);
const TOO_LARGE: Words = (
    StatusCode::PAYLOAD_TOO_LARGE,
    "内容过大",
    "一次提交的内容不能超过 2 MB。",
    "请缩短文字后再提交。什么也没有保存。",
);
const FILES_TOO_LARGE: Words = (
    StatusCode::PAYLOAD_TOO_LARGE,
    "文件过大",
    "不使用脚本时，一次提交的文件合计过大。",
    "请分几次上传，或换用启用了脚本的浏览器：文件会分段上传，中断后可以接着传。",
);
const TOO_OFTEN: Words = (
    StatusCode::TOO_MANY_REQUESTS,
    "请求过多",
    "一分钟内的请求过多。",
    "请一分钟后再试。",
);

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let fixed = |(status, title, says, remedy): Words| show(status, title, says, remedy);
        match self {
            Self::SignInFirst { next } => {
                Redirect::to(&format!("/sign_in?next={}", address::encoded(&next))).into_response()
            }
            Self::Page(page) => *page,
            Self::ChangePasswordFirst => Redirect::to("/password").into_response(),
            Self::NotPermitted(Notice { says, remedy, .. }) => {
                show(StatusCode::FORBIDDEN, "不能办理", &says, &remedy)
            }
            Self::BadRequest(says) => show(
                StatusCode::BAD_REQUEST,
                "无法识别",
                says,
                "请返回修改后再提交。什么也没有保存。",
            ),
            Self::Unavailable { says, remedy } => {
                show(StatusCode::SERVICE_UNAVAILABLE, NOT_NOW, &says, &remedy)
            }
            Self::Conflict(says) => show(
                StatusCode::CONFLICT,
                "内容已有变化",
                &says,
                "请回到上一页重新打开表单，核对后再提交。本次没有保存。",
            ),
            Self::Fault(error) => fault(&error),
            Self::NotFound => fixed(NOT_FOUND),
            Self::OnlySent => fixed(ONLY_SENT),
            Self::Forged => fixed(FORGED),
            Self::TooLarge => fixed(TOO_LARGE),
            Self::FilesTooLarge => fixed(FILES_TOO_LARGE),
            Self::TooOften => fixed(TOO_OFTEN),
        }
    }
}

fn fault(error: &anyhow::Error) -> Response {
    let id = clock::new_id();
    tracing::error!(%id, error = format!("{error:#}"), "request failed");
    if let Some(StoreError::Unstorable { field, reason }) = error.downcast_ref::<StoreError>() {
        let says = format!("“{field}”的内容无法保存：{reason}");
        let remedy = "请返回修改后再提交。什么也没有保存。";
        return show(StatusCode::UNPROCESSABLE_ENTITY, "没有保存", &says, remedy);
    }
    show(
        StatusCode::INTERNAL_SERVER_ERROR,
        "系统故障",
        "系统没有能够完成这次请求。",
        &format!("请稍后再试；如仍不成功，请把编号 {id} 告诉系统管理员。"),
    )
}

/// What a failure said, kept beside its page so that [`framed`] can say it again.
#[derive(Debug, Clone)]
struct Said {
    title: String,
    says: String,
    remedy: String,
}

fn show(status: StatusCode, title: &str, says: &str, remedy: &str) -> Response {
    let said = Said {
        title: title.to_owned(),
        says: says.to_owned(),
        remedy: remedy.to_owned(),
    };
    let mut response = said.page(status, Page::public(title, ""));
    response.extensions_mut().insert(said);
    response
}

impl Said {
    fn page(&self, status: StatusCode, page: Page) -> Response {
        let (says, remedy) = (self.says.as_str(), self.remedy.as_str());
        page::html_with(status, &Show { page, says, remedy })
    }
}

/// Who is signed in keeps the head of the page with the way back, whatever failed.
pub async fn framed(State(web): State<Web>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let mut asked = parts.clone();
    parts.extensions = std::mem::take(&mut asked.extensions);
    let response = next.run(Request::from_parts(parts, body)).await;
    let Some(said) = response.extensions().get::<Said>().cloned() else {
        return response;
    };
    match Option::<SignedIn>::from_request_parts(&mut asked, &web).await {
        Ok(Some(user)) => said.page(response.status(), Page::of(&user, said.title.clone(), "")),
        _ => response,
    }
}
