//! The ways out of the application: mail and webhooks, each where the
//! configuration has it. What is told, to whom and when is settled before
//! (`app::notices`); here it is only carried, at least once.

pub mod deliver;
pub mod digest;
pub mod mail;
pub mod network;
pub mod webhook;
pub mod words;

pub use mail::{MailSettings, Tls};
pub use network::Network;
pub use webhook::Webhooks;

/// Names of the channels, as they are stored.
pub const MAIL: &str = "mail";
pub const WEBHOOK: &str = "webhook";

/// What this server can carry, and where readers find it.
#[derive(Debug, Default)]
pub struct Outside {
    pub mail: Option<mail::Post>,
    pub webhooks: Option<Webhooks>,
    /// Address of this system for links, without a slash at its end.
    pub base: String,
}

impl Outside {
    /// The address of a page for somebody who is not on one.
    pub fn link(&self, href: &str) -> String {
        format!("{}{href}", self.base.trim_end_matches('/'))
    }
}
