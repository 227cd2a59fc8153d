//! What the API answers when it does not do what it was asked: one shape for
//! everything, `{"error": {code, message, remedy, request_id, ...}}`, with one
//! entry in `details` for each thing that stands against the request.

use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::json;
use tongchou_project::{FieldError, Refusal, StateFinding};
use tongchou_rules::{Finding, Verdict, article};
use tongchou_store::StoreError;
use uuid::Uuid;

use crate::app::Fault;
use crate::clock;
use crate::files::Refused;

#[derive(Debug)]
pub struct ApiFailure {
    status: StatusCode,
    /// The server's log knows it.
    request_id: Uuid,
    error: Box<ErrorBody>,
}

/// The shape of every error; `docs` are the OpenAPI description.
#[derive(Debug, Default, Serialize)]
struct ErrorBody {
    code: &'static str,
    message: String,
    remedy: String,
    /// The first of the details speaks of this field or clause.
    field: Option<String>,
    clause: Option<String>,
    request_id: String,
    details: Vec<Detail>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    who: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<Box<Verdict>>,
}

/// One thing that stands against the request.
#[derive(Debug, Serialize)]
struct Detail {
    code: &'static str,
    message: String,
    remedy: String,
    field: Option<String>,
    clause: Option<String>,
    /// 第二十条第三款
    article: Option<String>,
}

/// Every code with the status it comes with and what it means.
pub const CODES: &[(&str, u16, &str)] = &[
    ("unreadable", 400, "请求无法识别"),
    ("not_signed_in", 401, "没有有效的登录令牌"),
    ("sign_in_refused", 401, "登录被拒绝"),
    ("must_change_password", 403, "密码须先修改"),
    (
        "not_permitted",
        403,
        "身份不能办理此事项；who 列出能办理的身份",
    ),
    ("not_found", 404, "没有找到，或者不对您开放"),
    ("no_such_method", 405, "这个地址不支持这种请求方法"),
    ("changed_meanwhile", 409, "内容已有变化"),
    (
        "key_reused",
        409,
        "同一个 Idempotency-Key 用于内容不同的请求",
    ),
    ("too_large", 413, "请求内容过大"),
    ("invalid_fields", 422, "所填内容有误，逐项列明"),
    ("withheld", 422, "内容带有国家秘密标志，没有保存"),
    ("refused_by_law", 422, "依据办法不予办理，逐条列明"),
    ("out_of_order", 422, "与已有的办理情况不符，逐项列明"),
    ("unstorable", 422, "内容无法保存"),
    (
        "file_refused",
        422,
        "文件或者上传的这一步不予接收；状态也可能是 tus 协议规定的其他值",
    ),
    ("too_often", 429, "请求过多"),
    ("internal", 500, "系统没有能够完成这次请求"),
];

impl ApiFailure {
    fn new(code: &'static str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        let mut codes = CODES.iter();
        let status = codes
            .find(|(known, ..)| *known == code)
            .map(|(_, status, _)| *status);
        let status = status.and_then(|status| StatusCode::from_u16(status).ok());
        Self {
            status: status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            request_id: clock::new_id(),
            error: Box::new(ErrorBody {
                code,
                message: message.into(),
                remedy: remedy.into(),
                ..ErrorBody::default()
            }),
        }
    }

    pub fn bad_request(says: &str) -> Self {
        Self::new("unreadable", says, "修改后重新发送；什么也没有保存")
    }

    /// Unreadable because of one part of the request.
    pub fn bad_field(field: &str, says: &str) -> Self {
        let mut failure = Self::bad_request(says);
        failure.error.field = Some(field.to_owned());
        failure
    }

    /// A file that is not taken, with the status that its protocol gives.
    pub fn of_file(status: StatusCode, refused: Refused) -> Self {
        let code = if refused.withheld {
            "withheld"
        } else {
            "file_refused"
        };
        let mut failure = Self::new(code, refused.says, refused.remedy);
        failure.status = status;
        failure
    }

    pub fn unauthorized() -> Self {
        let remedy = "用 POST /api/v1/sessions 取得令牌，放在 Authorization: Bearer 头中";
        Self::new("not_signed_in", "没有有效的登录令牌", remedy)
    }

    pub fn must_change_password() -> Self {
        let remedy = "先用浏览器登录并修改密码";
        Self::new("must_change_password", "密码须先修改", remedy)
    }

    pub fn sign_in_refused(says: &str) -> Self {
        Self::new("sign_in_refused", says, "核对后重试")
    }

    pub fn too_large() -> Self {
        let remedy = "缩短后重新发送；什么也没有保存";
        Self::new("too_large", "请求内容超过 2 MB", remedy)
    }

    pub fn too_often() -> Self {
        Self::new("too_often", "一分钟内的请求过多", "一分钟后再试")
    }

    pub fn not_found() -> Self {
        Self::new("not_found", "没有找到，或者不对您开放", "核对地址和编号")
    }

    pub fn no_such_method() -> Self {
        let remedy = "各地址支持的方法见 /api/v1/openapi.json";
        Self::new("no_such_method", "这个地址不支持这种请求方法", remedy)
    }

    fn internal(error: &anyhow::Error) -> Self {
        if let Some(StoreError::Unstorable { field, reason }) = error.downcast_ref::<StoreError>() {
            let says = format!("“{field}”的内容无法保存：{reason}");
            let mut failure = Self::new("unstorable", says, "修改后重新发送");
            failure.error.field = Some(field.clone());
            return failure;
        }
        let mut failure = Self::new("internal", "系统没有能够完成这次请求", String::new());
        let id = failure.request_id;
        failure.error.remedy = format!("稍后再试；如仍不成功，请把编号 {id} 告诉系统管理员");
        tracing::error!(%id, error = format!("{error:#}"), "request failed");
        failure
    }

    fn refused(refusal: Refusal) -> Self {
        let withheld = refusal.withholds();
        match refusal {
            Refusal::NotFound => Self::not_found(),
            Refusal::NotPermitted(notice) => {
                let mut failure = Self::new("not_permitted", notice.says, notice.remedy);
                failure.error.who = notice.who;
                failure
            }
            Refusal::Fields(errors) => {
                let code = if withheld {
                    "withheld"
                } else {
                    "invalid_fields"
                };
                let says = format!("有 {} 处需要修改", errors.len());
                Self::new(code, says, NOTHING_KEPT).with(errors.into_iter().map(of_field))
            }
            Refusal::Law(verdict) => {
                let details: Vec<Detail> = verdict.against().map(of_law).collect();
                let says = format!("不予办理：共有 {} 项依据", details.len());
                let code = if withheld {
                    "withheld"
                } else {
                    "refused_by_law"
                };
                let mut failure = Self::new(code, says, NOTHING_KEPT).with(details);
                failure.error.verdict = Some(verdict);
                failure
            }
            Refusal::State(findings) => {
                let says = format!("现在不能办理：{} 项", findings.len());
                let details = findings.into_iter().map(of_state);
                Self::new("out_of_order", says, NOTHING_KEPT).with(details)
            }
        }
    }

    fn with(mut self, details: impl IntoIterator<Item = Detail>) -> Self {
        self.error.details = details.into_iter().collect();
        if let Some(first) = self.error.details.first() {
            self.error.field.clone_from(&first.field);
            self.error.clause.clone_from(&first.clause);
        }
        self
    }
}

const NOTHING_KEPT: &str = "按各项的办法处理后重新发送；什么也没有保存";

fn of_field(error: FieldError) -> Detail {
    Detail {
        code: if error.withhold {
            "withheld"
        } else {
            "invalid"
        },
        message: format!("{}：{}", error.label, error.message),
        remedy: if error.withhold {
            "删去带有国家秘密标志的内容；涉密项目不得录入本系统".to_owned()
        } else {
            format!("改正“{}”后重新发送", error.label)
        },
        article: error.clause.as_deref().and_then(cited),
        field: Some(error.field),
        clause: error.clause,
    }
}

/// Clauses go by their article: A2.1 is 第二条第一款.
fn cited(clause: &str) -> Option<String> {
    article::in_words(clause.trim_start_matches('A'))
}

fn of_law(finding: &Finding) -> Detail {
    let code = match finding.status {
        tongchou_rules::Status::Missing => "missing",
        _ => "violated",
    };
    Detail {
        code,
        message: finding.says.to_string(),
        remedy: finding.remedy.to_string(),
        field: None,
        clause: Some(finding.clause.to_string()),
        article: Some(finding.article_text.to_string()),
    }
}

fn of_state(finding: StateFinding) -> Detail {
    Detail {
        code: "order",
        message: finding.says,
        remedy: finding.remedy,
        field: None,
        clause: None,
        article: article::in_words(finding.article),
    }
}

impl From<Fault> for ApiFailure {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Refused(refusal) => Self::refused(refusal),
            Fault::Conflict(says) => Self::new("changed_meanwhile", says, "重新读取后再提交"),
            Fault::KeyReused => Self::new(
                "key_reused",
                "同一个 Idempotency-Key 先前用于内容不同的请求",
                "换一个新的 Idempotency-Key",
            ),
            Fault::NotFound => Self::not_found(),
            Fault::Internal(error) => Self::internal(&error),
        }
    }
}

impl<E: Into<anyhow::Error>> From<E> for ApiFailure {
    fn from(error: E) -> Self {
        Self::internal(&error.into())
    }
}

impl IntoResponse for ApiFailure {
    fn into_response(mut self) -> Response {
        let id = self.request_id.to_string();
        tracing::info!(%id, code = self.error.code, status = self.status.as_u16(), "request refused");
        self.error.request_id.clone_from(&id);
        let body = axum::Json(json!({ "error": self.error }));
        let mut answer = (self.status, body).into_response();
        if let Ok(value) = HeaderValue::from_str(&id) {
            answer.headers_mut().insert("x-request-id", value);
        }
        answer
    }
}
