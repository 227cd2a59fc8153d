//! Notices as mail. Passwords come from the environment or a file and are shown
//! nowhere; a password is never sent over a connection that is not encrypted.

use std::fmt;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use lettre::message::Mailbox;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls as SmtpTls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use tongchou_store::{Channel, Delivery};

use super::words;
use super::{Outside, deliver::Failure};

const PATIENCE: Duration = Duration::from_secs(20);
pub const LONGEST: usize = 254;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// From the first byte (465).
    Implicit,
    /// STARTTLS, refused where the server has none (587).
    StartTls,
    /// For a relay on this machine.
    None,
}

/// As it is configured.
pub struct MailSettings {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    /// `name@example.cn`, or `统筹 <name@example.cn>`.
    pub sender: String,
    /// User and password.
    pub credentials: Option<(String, String)>,
    /// PEM of an authority to trust beside those of the system.
    pub authority: Option<Vec<u8>>,
}

impl fmt::Debug for MailSettings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("MailSettings");
        shown.field("host", &self.host).field("port", &self.port);
        shown.field("tls", &self.tls).finish_non_exhaustive()
    }
}

/// A post office that takes mail.
pub struct Post {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    sender: Mailbox,
}

impl fmt::Debug for Post {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Post");
        shown.field("sender", &self.sender).finish_non_exhaustive()
    }
}

impl Post {
    pub fn new(settings: MailSettings) -> Result<Self, String> {
        // fails where one is installed already: then that one serves
        let _ = rustls::crypto::ring::default_provider().install_default();
        let sender: Mailbox = settings
            .sender
            .parse()
            .map_err(|_| format!("发件人 {} 不是邮件地址", settings.sender))?;
        if settings.tls == Tls::None && settings.credentials.is_some() {
            return Err("不加密的连接上不能发送用户名和密码；请改用 starttls 或 tls".to_owned());
        }
        let domain = sender.email.domain().to_owned();
        let mut builder =
            AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(settings.host.as_str())
                .port(settings.port)
                .timeout(Some(PATIENCE))
                .hello_name(ClientId::Domain(domain));
        builder = match settings.tls {
            Tls::None => builder.tls(SmtpTls::None),
            Tls::Implicit => builder.tls(SmtpTls::Wrapper(parameters(&settings)?)),
            Tls::StartTls => builder.tls(SmtpTls::Required(parameters(&settings)?)),
        };
        if let Some((user, password)) = settings.credentials {
            builder = builder.credentials(Credentials::new(user, password));
        }
        Ok(Self {
            transport: builder.build(),
            sender,
        })
    }

    pub(super) async fn send(
        &self,
        outside: &Outside,
        delivery: &Delivery,
        channel: &Channel,
    ) -> Result<(), Failure> {
        let message = self
            .message(outside, delivery, &channel.address)
            .map_err(Failure::ForGood)?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => Err(Failure::ForGood(told(&error))),
            Err(error) if error.is_response() => Err(Failure::Later(told(&error))),
            Err(error) => Err(Failure::Unreachable(told(&error))),
        }
    }

    fn message(
        &self,
        outside: &Outside,
        delivery: &Delivery,
        address: &str,
    ) -> Result<Message, String> {
        let to: Address = address.parse().map_err(|_| "不是邮件地址".to_owned())?;
        let letter = words::letter(outside, delivery);
        let domain = self.sender.email.domain();
        let named = |name: &'static str, value: &str| {
            HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
        };
        let date: SystemTime = system_time(delivery.created_at);
        Message::builder()
            .from(self.sender.clone())
            .to(Mailbox::new(None, to))
            .subject(words::one_line(&letter.subject))
            .date(date)
            .message_id(Some(format!("<{}@{domain}>", delivery.uid)))
            .raw_header(named("X-Tongchou-Id", &delivery.uid))
            // so that nobody's holiday answer comes back
            .raw_header(named("Auto-Submitted", "auto-generated"))
            .header(ContentType::TEXT_PLAIN)
            .body(letter.text)
            .map_err(|error| format!("不能写成邮件：{error}"))
    }
}

fn parameters(settings: &MailSettings) -> Result<TlsParameters, String> {
    let mut builder = TlsParameters::builder(settings.host.clone());
    if let Some(pem) = &settings.authority {
        let certificate = Certificate::from_pem(pem)
            .map_err(|error| format!("邮件服务器的机构证书不能使用：{error}"))?;
        builder = builder.add_root_certificate(certificate);
    }
    builder
        .build_rustls()
        .map_err(|error| format!("邮件加密不能使用：{error}"))
}

fn system_time(at: Timestamp) -> SystemTime {
    let seconds = u64::try_from(at.as_second()).unwrap_or_default();
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

/// What the other side said; it is told no password, so it tells none.
fn told(error: &lettre::transport::smtp::Error) -> String {
    let kind = if error.is_timeout() {
        "邮件服务器没有按时回答"
    } else if error.is_tls() {
        "与邮件服务器的加密没有成功"
    } else if error.is_response() || error.is_permanent() || error.is_transient() {
        "邮件服务器拒绝"
    } else {
        "邮件服务器连接不上"
    };
    let said: String = words::one_line(&error.to_string())
        .chars()
        .take(200)
        .collect();
    format!("{kind}：{said}")
}

/// What is wrong with an address as it is typed.
pub fn fault(address: &str) -> Option<String> {
    let plain = address.len() <= LONGEST
        && address.is_ascii()
        && !address.contains(['<', '>', '"', ' ', ','])
        && address.parse::<Address>().is_ok();
    (!plain).then(|| "邮箱地址应如 zhangsan@example.cn".to_owned())
}
