//! How mail and webhooks leave this server. What is secret comes from the
//! environment or a file, never from the command line.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};

use super::files::secret;
use crate::outside::mail::Post;
use crate::outside::{MailSettings, Network, Outside, Tls, Webhooks};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Encryption {
    /// 先连接再加密（STARTTLS，多为587端口）；对方不支持时不发送
    Starttls,
    /// 一开始就加密（多为465端口）
    Tls,
    /// 不加密，只用于本机的转发服务，不能带用户名和密码
    None,
}

#[derive(Debug, Args)]
pub struct OutsidePlace {
    /// 发送通知邮件的服务器；不写则不发邮件
    #[arg(
        long,
        value_name = "HOST",
        env = "TONGCHOU_SMTP_HOST",
        requires = "sender"
    )]
    smtp_host: Option<String>,
    /// 邮件服务器端口；默认按加密方式为587、465或25
    #[arg(long, value_name = "PORT", env = "TONGCHOU_SMTP_PORT")]
    smtp_port: Option<u16>,
    /// 邮件服务器的加密方式
    #[arg(
        long,
        value_enum,
        default_value = "starttls",
        env = "TONGCHOU_SMTP_TLS"
    )]
    smtp_tls: Encryption,
    /// 发件人，如 `统筹 <tongchou@example.cn>`
    #[arg(
        id = "sender",
        long = "smtp-sender",
        value_name = "ADDRESS",
        env = "TONGCHOU_SMTP_SENDER"
    )]
    sender: Option<String>,
    /// 登录邮件服务器的用户名；密码在环境变量 TONGCHOU_SMTP_PASSWORD 中，或在
    /// TONGCHOU_SMTP_PASSWORD_FILE 指明的文件中
    #[arg(long, value_name = "NAME", env = "TONGCHOU_SMTP_USER")]
    smtp_user: Option<String>,
    /// 签发邮件服务器证书的机构证书（PEM）
    #[arg(long, value_name = "FILE", env = "TONGCHOU_SMTP_CA")]
    smtp_ca: Option<PathBuf>,
    /// 开放网络回调；密钥（至少32字节）在环境变量 TONGCHOU_WEBHOOK_KEY 中，或在
    /// TONGCHOU_WEBHOOK_KEY_FILE 指明的文件中
    #[arg(long, env = "TONGCHOU_WEBHOOKS")]
    webhooks: bool,
    /// 允许网络回调到达的内部网段，如 10.2.0.0/16，可写多个，以逗号分开；其中可不用 https
    #[arg(
        long,
        value_name = "NET",
        value_delimiter = ',',
        env = "TONGCHOU_WEBHOOK_NETWORKS"
    )]
    webhook_networks: Vec<Network>,
}

impl OutsidePlace {
    /// `base` is the address at which readers find this system.
    pub fn open(self, base: String) -> anyhow::Result<Outside> {
        let webhooks = if self.webhooks {
            let key = secret("TONGCHOU_WEBHOOK_KEY")?;
            let webhooks = Webhooks::new(key.as_bytes(), self.webhook_networks.clone());
            Some(webhooks.map_err(anyhow::Error::msg)?)
        } else {
            None
        };
        Ok(Outside {
            mail: self.post()?,
            webhooks,
            base,
        })
    }

    fn post(&self) -> anyhow::Result<Option<Post>> {
        let Some(host) = &self.smtp_host else {
            return Ok(None);
        };
        let Some(sender) = &self.sender else {
            bail!("发送邮件须写明发件人（--smtp-sender）");
        };
        let (tls, port) = match self.smtp_tls {
            Encryption::Starttls => (Tls::StartTls, 587),
            Encryption::Tls => (Tls::Implicit, 465),
            Encryption::None => (Tls::None, 25),
        };
        let credentials = match &self.smtp_user {
            None => None,
            Some(user) => Some((user.clone(), secret("TONGCHOU_SMTP_PASSWORD")?)),
        };
        let authority = self
            .smtp_ca
            .as_ref()
            .map(|path| std::fs::read(path).with_context(|| path.display().to_string()));
        let post = Post::new(MailSettings {
            host: host.clone(),
            port: self.smtp_port.unwrap_or(port),
            tls,
            sender: sender.clone(),
            credentials,
            authority: authority.transpose()?,
        });
        post.map(Some).map_err(anyhow::Error::msg)
    }
}
